"""A timeline as it is shown: for a terminal, and for a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import inert, one_line
from bot.showing.rendering import sources_text
from bot.showing.sources_view import sources_view

if TYPE_CHECKING:
    from retrieval.timelines.timeline import Event, Timeline


def timeline_view(found: Timeline) -> RenderableType:
    """The events for a terminal, days to the left, sources below."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="cyan", no_wrap=True)
    table.add_column(overflow="fold")
    shown = None
    for event in found.events:
        told = Text(inert(event.citation.quote)).append(f" {_marker(event)}", "cyan")
        told.append(f" {_told_by(event)}", "dim")
        # A day is written once, beside the first of its events.
        table.add_row("" if event.day == shown else _days(event), told)
        shown = event.day
    return Group(table, Text(), Text("Sources", "bold"), sources_view(found.sources))


def timeline_text(found: Timeline) -> str:
    """The events for a pipe, one a line: day, sentence, marker and outlet between tabs; sources below."""
    lines = [
        "\t".join((_days(event), one_line(event.citation.quote), f"{_marker(event)} {_told_by(event)}"))
        for event in found.events
    ]
    return "\n".join([*lines, "", "Sources", sources_text(found.sources)])


def _days(event: Event) -> str:
    return f"{event.day} to {event.day_end}" if event.day_end else f"{event.day}"


def _marker(event: Event) -> str:
    return f"[{event.citation.ordinal}]"


def _told_by(event: Event) -> str:
    """The outlet cited, who else tells of it, and whether it was still to come or is no reporting."""
    cited = event.citation
    told = [wording.outlet_in_words(cited)]
    if others := [one_line(name) for name in cited.publishers if name != cited.outlet]:
        told.append(f"told also by {', '.join(others)}")
    if event.announced:
        told.append("announced")
    if cited.kind != "news":
        told.append(cited.kind)
    return ", ".join(told)
