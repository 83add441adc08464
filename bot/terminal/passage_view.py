"""A quotation within its article: what stands before it and after, the quotation highlighted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from bot.showing import wording
from bot.showing.inert import inert, one_line
from bot.showing.rendering import Barred
from bot.showing.tables import link_style

if TYPE_CHECKING:
    from retrieval.article import Article

AROUND = 700
"""Code points shown before and after a quotation, but for what is left of a word."""

_BLANK = re.compile(r"\s")


def surroundings(text: str, start: int, end: int, around: int = AROUND) -> tuple[int, int]:
    """The span shown around a quotation: whole paragraphs where they are short, else whole words.

    Args:
        text: the article's.
        start: of the quotation.
        end: of the quotation.
        around: the most code points on either side.
    """
    first, last = _first(text, start, around), _last(text, end, around)
    # Empty lines at either end tell nothing.
    first = start - len(text[first:start].lstrip())
    return first, end + len(text[end:last].rstrip())


def _first(text: str, start: int, around: int) -> int:
    """Where to begin: at the paragraph before, or at a word."""
    earliest = start - around
    if earliest <= 0:
        return 0
    paragraph = text.find("\n", earliest, start)
    if paragraph >= 0:
        return paragraph + 1
    blank = _BLANK.search(text, earliest, start)
    return blank.end() if blank else earliest


def _last(text: str, end: int, around: int) -> int:
    """Where to end: with a paragraph, or with a word."""
    latest = end + around
    if latest >= len(text):
        return len(text)
    paragraph = text.rfind("\n", end, latest)
    if paragraph >= 0:
        return paragraph
    blank = max(text.rfind(" ", end, latest), text.rfind("\t", end, latest))
    return blank if blank >= 0 else latest


def passage_view(article: Article, start: int, end: int) -> RenderableType:
    """The passage for a terminal; what surrounds the quotation is dimmed."""
    first, last = surroundings(article.text, start, end)
    shown = Text("… " if article.text[:first].strip() else "", "dim", overflow="fold")
    shown.append(inert(article.text[first:start]), "dim")
    shown.append(inert(article.text[start:end]), "bold yellow not dim")
    shown.append(inert(article.text[end:last]), "dim")
    shown.append(" …" if article.text[last:].strip() else "", "dim")
    head: list[RenderableType] = [Text(wording.origin(article), "bold", overflow="fold")]
    if article.url:
        head.append(Text(wording.address(article), link_style(article.url), overflow="fold"))
    return Group(*head, Text(), Barred(shown), Text(), Text(_whole(article), "dim", overflow="fold"))


def passage_text(article: Article, start: int, end: int) -> str:
    """The passage for a pipe; the quotation stands unaltered between «» on the lines of the article."""
    first, last = surroundings(article.text, start, end)
    text = article.text
    return "\n".join(
        (
            wording.origin(article),
            "",
            f"{text[first:start]}«{text[start:end]}»{text[end:last]}",
            "",
            _whole(article),
        )
    )


def _whole(article: Article) -> str:
    return f"all of it: newsdesk show {one_line(article.id)}"
