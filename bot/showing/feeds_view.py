"""The addresses followed: a table on a terminal, lines with tabs in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing.durations import in_brief
from bot.showing.inert import one_line

if TYPE_CHECKING:
    from retrieval.store.feed_list import Feed


def feeds_view(feeds: Sequence[Feed]) -> RenderableType:
    """The feeds, for a terminal."""
    table = Table.grid(padding=(0, 2))
    table.add_column(overflow="fold")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    for feed in feeds:
        address = Text(one_line(feed.address))
        address.append(f"\n{one_line(feed.note)}" if feed.note else "", "yellow")
        table.add_row(address, Text(f"every {in_brief(feed.every_seconds)}"), Text(_checked(feed), "dim"))
    return table


def feeds_text(feeds: Sequence[Feed]) -> str:
    """The feeds, one a line: address, how often, when last, and what was wrong then, between tabs."""
    return "\n".join(
        "\t".join(
            (
                one_line(feed.address),
                in_brief(feed.every_seconds),
                _checked(feed),
                one_line(feed.note or ""),
            )
        ).rstrip("\t")
        for feed in feeds
    )


def _checked(feed: Feed) -> str:
    return "not yet looked at" if feed.last_checked is None else f"{feed.last_checked:%Y-%m-%d %H:%M}"
