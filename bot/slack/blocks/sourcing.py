"""The sources of an answer, a line each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from bot.showing.wording import count
from bot.slack.blocks.fitting import cut, grouped
from bot.slack.blocks.mrkdwn import plain_line
from bot.slack.blocks.quoting import shortened
from bot.slack.blocks.rich_text import bullets, linked, section, words
from retrieval.wording import dated_in_words, labelled_outlet

if TYPE_CHECKING:
    from bot.slack.blocks.message import Block
    from retrieval.answer import Answer, Source

NAME = 100
"""Of the name of an outlet."""
OUTLETS = 3
"""So many of those that carried the same text are named, the others counted."""


def sources(answer: Answer, shown: Collection[int]) -> Iterator[Block]:
    """The sources of what is shown, under a heading that tells how many publishers stand behind them.

    Args:
        answer: whose they are.
        shown: the markers that are shown.
    """
    cited = [source for source in answer.sources if not set(source.ordinals).isdisjoint(shown)]
    if not cited:
        return
    voices = f" · {count(answer.voices, 'independent publisher')}" if answer.voices > 1 else ""
    yield section(words("Sources", bold=True), *([words(voices)] if voices else []))
    lines = (section(*source_line(source, shown)) for source in cited)
    yield from map(bullets, grouped(lines))


def source_line(source: Source, shown: Collection[int] = ()) -> Iterator[Block]:
    """As in "[1] The Harbour Post, “Title”, 31 December 2021, also in The Evening Lantern".

    Args:
        source: its title is linked.
        shown: the markers that are shown.
    """
    markers = "".join(f"[{n}]" for n in source.ordinals if n in shown)
    outlet = cut(plain_line(labelled_outlet(source)), NAME)
    yield words(f"{markers} {outlet}, ".lstrip())
    yield linked(source.url, shortened(source.title or "") or "untitled")
    yield words(", ".join(["", dated_in_words(source), *_carried(source)]))


def _carried(source: Source) -> Iterator[str]:
    """Whose text it is, and who else carried it."""
    if source.origin and source.origin != source.outlet:
        yield f"from {cut(plain_line(source.origin), NAME)}"
    if source.also:
        named = ", ".join(cut(plain_line(name), NAME) for name in source.also[:OUTLETS])
        more = len(source.also) - OUTLETS
        yield f"also in {named}" + (f" and {more:,} more" if more > 0 else "")
