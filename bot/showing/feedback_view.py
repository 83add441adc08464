"""Feedback listed: for a terminal, and as text for a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line

if TYPE_CHECKING:
    from bot.feedback.feedback import Feedback

_MARKS = {"good": Text("good", "green"), "bad": Text("bad", "red")}


def feedback_view(feedback: Sequence[Feedback]) -> RenderableType:
    """The feedback, for a terminal: the question, what was said of its answer, and what that was."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for one in feedback:
        told = Text(one_line(one.question))
        if one.understood != one.question:
            told.append(f" · understood as: {one_line(one.understood)}", "dim")
        told.append(f" · {_answered(one)} · {one_line(one.origin)}", "dim")
        if one.words:
            told.append(f"\n“{one_line(one.words)}”", "italic")
        table.add_row(Text(one.id), Text(f"{one.at:%Y-%m-%d %H:%M}"), _MARKS[one.verdict], told)
    return table


def feedback_text(feedback: Sequence[Feedback]) -> str:
    """The feedback, one a line: id, when (UTC), verdict, origin, question, as understood, and words."""
    return "\n".join(
        "\t".join(
            (
                one.id,
                f"{one.at:%Y-%m-%d %H:%M}",
                one.verdict,
                *map(one_line, (one.origin, one.question, one.understood, one.words)),
            )
        )
        for one in feedback
    )


def _answered(one: Feedback) -> str:
    if one.answer is None:
        return "the answer can no longer be read"
    if one.answer.kind == "abstained":
        return "declined"
    return wording.count(len(one.evidence), "quotation")
