"""Accounts that differ, side by side on a terminal; one below the other where it is narrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line
from bot.showing.tables import link_style
from retrieval.wording import difference_in_words, side_in_words

if TYPE_CHECKING:
    from retrieval.answer import Conflict, Side

COLUMN = 30
"""The least columns in which an account is set beside another."""


class Differing:
    """Accounts of one thing that differ.

    Args:
        conflict: the accounts.
    """

    def __init__(self, conflict: Conflict) -> None:
        self.conflict = conflict

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        sides = self.conflict.sides
        yield Text(difference_in_words(self.conflict.kind), "bold yellow", overflow="fold")
        yield beside(sides) if options.max_width >= COLUMN * len(sides) else below(sides)


def beside(sides: Sequence[Side]) -> RenderableType:
    """The accounts in columns of one width."""
    table = Table.grid(padding=(0, 3), expand=True)
    for _ in sides:
        table.add_column(ratio=1, overflow="fold")
    for row in zip(*map(_lines, sides), strict=True):
        table.add_row(*row)
    return table


def below(sides: Sequence[Side]) -> RenderableType:
    """The accounts one below the other."""
    parts: list[RenderableType] = []
    for n, side in enumerate(sides):
        parts += [*([Text()] if n else []), *(line for line in _lines(side) if line)]
    return Group(*parts)


def _lines(side: Side) -> tuple[Text, Text, Text]:
    """What differs and who says it, the quotation, and where to look it up if it is no source."""
    lead = Text(one_line(side_in_words(side)), overflow="fold")
    # No bar stands before it, so a line of it could pass for one of ours.
    quote = Text(one_line(side.quote), overflow="fold")
    # The value is a part of the quotation as written.
    if (at := quote.plain.find(value := one_line(side.value))) >= 0 and value:
        quote.stylize("bold yellow", at, at + len(value))
    return lead, quote, Text() if side.ordinal else _place(side)


def _place(side: Side) -> Text:
    place = Text(f"“{one_line(side.title)}”" if side.title else "", "dim", overflow="fold")
    if side.url:
        place.append("\n" if side.title else "").append(wording.address(side), link_style(side.url))
    return place
