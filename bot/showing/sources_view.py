"""The sources of an answer as a numbered list, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import one_line
from bot.showing.tables import link_style
from retrieval.wording import dated_in_words, kind_in_words

if TYPE_CHECKING:
    from retrieval.answer import Citation, Source

NARROW = 40
"""Columns below which nothing stands beside anything."""


class Hung:
    """A mark with text hanging beside it; under it where there is little room.

    Args:
        mark: what stands to the left.
        text: the text.
        room: columns for the mark.
    """

    def __init__(self, mark: Text, text: RenderableType, room: int) -> None:
        self.mark = mark
        self.text = text
        self.room = room

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width < NARROW:
            yield Group(self.mark, self.text)
            return
        table = Table.grid(padding=(0, 1))
        table.add_column(no_wrap=True, width=self.room)
        table.add_column(overflow="fold")
        table.add_row(self.mark, self.text)
        yield table


def sources_view(sources: Sequence[Source], citations: Sequence[Citation] = ()) -> RenderableType:
    """The list of sources: markers, outlet, kind and date, title, independent voices, address.

    Args:
        sources: in order.
        citations: those of the answer, by which voices are told.
    """
    room = max((len(wording.markers(source)) for source in sources), default=0)
    return Group(*(_one(source, citations, room) for source in sources))


def _one(source: Source, citations: Sequence[Citation], room: int) -> RenderableType:
    text = source_view(source, citations)
    return Hung(Text(wording.markers(source), "cyan"), text, room) if room else text


def source_view(source: Source, citations: Sequence[Citation] = ()) -> Text:
    """One source, over some lines."""
    kind = kind_in_words(source.kind)
    heading = Text(wording.outlet_in_words(source), "bold", overflow="fold")
    heading.append(f" · {kind}" if kind else "", "yellow")
    heading.append(f" · {dated_in_words(source)}", "not bold")
    lines = [heading]
    if source.title:
        lines.append(Text(f"“{one_line(source.title)}”", overflow="fold"))
    facts = (voices_in_words(source, citations), wording.weight(source).strip("()"), wording.carried(source))
    if told := ", ".join(filter(None, facts)):
        lines.append(Text(told, "dim", overflow="fold"))
    if source.url:
        lines.append(Text(wording.address(source), link_style(source.url), overflow="fold"))
    return Text("\n").join(lines)


def voices_in_words(source: Source, citations: Sequence[Citation]) -> str:
    """As in "2 independent voices"; empty where it stands alone or has only copies beside it."""
    voices = max((one.voices for one in citations if one.ordinal in source.ordinals), default=1)
    return wording.count(voices, "independent voice") if voices > 1 else ""
