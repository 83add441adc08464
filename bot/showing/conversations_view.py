"""The conversations kept, and one told again: for a terminal, and as text for a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line
from bot.showing.rendering import answer_text, answer_view

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Kept, Turn

UNREADABLE = "The answer was kept in a form that can no longer be read."


def conversations_view(kept: Sequence[Kept]) -> RenderableType:
    """The conversations, for a terminal."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in kept:
        told = Text.assemble(one_line(one.title), (f" · {wording.count(one.turns, 'question')}", "dim"))
        table.add_row(Text(one.id), Text(f"{one.latest:%Y-%m-%d %H:%M}"), told)
    return table


def conversations_text(kept: Sequence[Kept]) -> str:
    """The conversations, one a line: id, last asked (UTC), questions, origin and title, between tabs."""
    return "\n".join(
        "\t".join(
            (
                one.id,
                f"{one.latest:%Y-%m-%d %H:%M}",
                str(one.turns),
                one_line(one.origin or ""),
                one_line(one.title),
            )
        )
        for one in kept
    )


def turns_view(turns: Sequence[Turn]) -> RenderableType:
    """Every question with its answer, for a terminal."""
    parts: list[RenderableType] = []
    for turn in turns:
        parts.append(Text(f"› {one_line(turn.question)}", "bold cyan"))
        if turn.why:
            parts.append(Text(understood_as(turn.understood), "dim"))
        parts += [Text(), answer_view(turn.answer) if turn.answer else Text(UNREADABLE, "dim"), Text()]
    return Group(*parts)


def turns_text(turns: Sequence[Turn]) -> str:
    """Every question with its answer, for a pipe."""
    return "\n\n".join(
        "\n".join(
            (
                f"› {one_line(turn.question)}",
                *((understood_as(turn.understood),) if turn.why else ()),
                "",
                answer_text(turn.answer) if turn.answer else UNREADABLE,
            )
        )
        for turn in turns
    )


def understood_as(text: str) -> str:
    """How a question was understood: "understood as: what did Biden demand?"."""
    return f"understood as: {one_line(text)}"


def going_on(kept: Kept) -> str:
    """Which conversation is gone on with."""
    asked = wording.count(kept.turns, "question")
    return f"Going on with {kept.id}, “{one_line(kept.title)}”, {asked}, last on {kept.latest:%Y-%m-%d}."
