"""What was asked in this conversation, and the other conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Kept, Turn


def history_view(turns: Sequence[Turn], others: Sequence[Kept]) -> RenderableType:
    """Both for a terminal; the other conversations are numbered."""
    parts: list[RenderableType] = []
    if turns:
        parts.append(Text("This conversation", "bold"))
        parts += [Text(f"› {one_line(turn.question)}", overflow="fold") for turn in turns]
    if others:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", style="cyan", no_wrap=True)
        table.add_column(overflow="fold")
        for n, one in enumerate(others, start=1):
            told = Text(one_line(one.title)).append(f" · {_facts(one)}", "dim")
            table.add_row(str(n), told)
        parts += [*([Text()] if turns else []), Text("Other conversations", "bold"), table]
    return Group(*parts)


def history_text(turns: Sequence[Turn], others: Sequence[Kept]) -> str:
    """Both for a pipe, a line each."""
    return "\n".join(
        [
            *(f"› {one_line(turn.question)}" for turn in turns),
            *(f"{n}\t{one_line(one.title)}\t{_facts(one)}" for n, one in enumerate(others, start=1)),
        ]
    )


def _facts(one: Kept) -> str:
    return f"{wording.count(one.turns, 'question')} · {one.latest.astimezone():%Y-%m-%d %H:%M} · {one.id}"
