"""Sentences of an article's text, as exact spans.

Boundaries come from sentencex (Wikimedia's segmenter, rule based, 240
languages); what is ours is the news-specific rest: lines are never joined,
headings are told from prose, and spans carry no surrounding white space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import sentencex

HEADING_LIMIT = 90
"""Longest line, in code points, that can still be a heading."""

LIST_RUN = 3
"""So many short lines in a row are the items of a list and not headings."""

STRETCH = 5_000
"""Code points of a line looked at in one go; on marks alone the segmenter takes time by their square."""

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_SENTENCE_END = re.compile(r"""[.!?…:;,。！？؟۔।—–-]["'”’»)\]]*$""")


class Sentence(NamedTuple):
    """A span of the text: ``text[start:end]``, in Unicode code points."""

    start: int
    end: int
    heading: bool = False


def sentences(text: str, start: int = 0, end: int | None = None, language: str = "en") -> list[Sentence]:
    """Split ``text[start:end]`` into sentences and headings.

    Args:
        text: the whole text; the spans returned are offsets into it.
        start: first code point looked at.
        end: one past the last; the end of the text if None.
        language: ISO 639-1 code, for the abbreviations that do not end a sentence.

    Returns:
        Spans in order, none empty, none overlapping, none with white space at
        either end. Every non-space code point of the range is in one of them.
    """
    stop = len(text) if end is None else end
    return list(_spans(text, start, stop, language))


def _spans(text: str, start: int, stop: int, language: str) -> Iterator[Sentence]:
    lines = [span for line in _LINE.finditer(text, start, stop) if (span := _trimmed(text, *line.span()))]
    short = [is_heading(text[a:b]) for a, b in lines]
    for n, (a, b) in enumerate(lines):
        # A heading heads something: a text of one line has none.
        if not short[n] or text[a:b] == text.strip():
            yield from _of_line(text, a, b, language)
        else:
            yield Sentence(a, b, heading=not _in_list(short, n))


def _in_list(short: list[bool], n: int) -> bool:
    """Whether line ``n`` stands in a run of three short lines or more: a list, not a heading."""
    run = 1
    for step in (-1, 1):
        m = n + step
        while 0 <= m < len(short) and short[m] and run < LIST_RUN:
            run, m = run + 1, m + step
    return run >= LIST_RUN


def _of_line(text: str, start: int, end: int, language: str) -> Iterator[Sentence]:
    while start < end:
        stop = min(end, start + STRETCH)
        found = [
            (start + boundary["start_index"], start + boundary["end_index"])
            for boundary in sentencex.get_sentence_boundaries(language, text[start:stop])
        ]
        # The last sentence of a stretch may go on after it: the next stretch begins with it.
        if stop < end and len(found) > 1:
            stop = found.pop()[0]
        for boundary in found:
            if (span := _trimmed(text, *boundary)) is not None:
                yield Sentence(*span)
        start = stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def is_heading(line: str) -> bool:
    """Whether a line of its own is a heading and not a sentence or a dateline."""
    if len(line) > HEADING_LIMIT or _SENTENCE_END.search(line):
        return False
    return any(c.isalpha() for c in line) and not line.startswith(("“", '"', "‘", "'", "•", "*", "- "))
