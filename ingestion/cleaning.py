"""Takes the leftovers of a page out of a text, and never alters a line that stays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from ingestion.furniture import is_count, is_credit, is_furniture, is_label, is_share_word

_EDGE = 4
"""So many lines above the first paragraph can be headline, byline and share bar."""
_HEADLINES = 10
"""Longest list of other stories that is taken out under its label."""
_HEADLINE_LENGTH = 130
_BAR = 4
"""Most counters that stand side by side in the middle of a story."""
_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।]["'”’»)\]]*$""")
_BULLET = re.compile(r"[•*·▪◦‣–—-]|\d{1,3}[.)]\s|[a-z][.)]\s")
_PROSE_LENGTH = 60
_LONGEST_GAP = 40
"""Blanks side by side within a line; no table needs more, and hundreds of thousands cost patterns minutes."""
_GAP = re.compile(rf"([^\S\n]{{{_LONGEST_GAP}}})[^\S\n]+")


class Cleaned(NamedTuple):
    """A cleaned text, and the lines that credit others with a part of it.

    Args:
        text: paragraphs with one blank line between them; may be empty.
        credits: lines such as "With inputs from PTI", taken out of the text.
    """

    text: str
    credits: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """Take out share counters, forms, notices, advertisements and pointers to other stories.

    Args:
        text: an article's text, its lines apart by newlines.

    Returns:
        Only lines of the text given, in order, each as it was but for trailing
        white space and for gaps longer than any table has. Cleaning what was
        cleaned changes nothing.
    """
    lines = [line.rstrip() for line in _GAP.sub(r"\1", text).split("\n")]
    credits: list[str] = []
    while True:
        kept = _pass(lines, credits)
        if len(kept) == len(lines):
            return Cleaned(_paragraphs(kept), tuple(dict.fromkeys(credits)))
        lines = kept


def _pass(lines: list[str], credits: list[str]) -> list[str]:
    """The lines without what can be told now; taking some out can show more."""
    kept: list[str] = []
    for line in lines:
        stripped = line.strip()
        if stripped and is_credit(stripped):
            credits.append(stripped)
        elif not stripped or not is_furniture(stripped):
            kept.append(line)
    drop = _beside(kept)
    return [line for n, line in enumerate(kept) if n not in drop] if drop else kept


def _beside(lines: list[str]) -> set[int]:
    """Lines that only their neighbours give away: counters, share bars, lists of headlines."""
    filled = [(n, line.strip()) for n, line in enumerate(lines) if line]
    drop: set[int] = set()
    place = 0
    while place < len(filled):
        text = filled[place][1]
        if len(text) <= 40 and (is_count(text) or is_share_word(text)):
            end = _run(filled, place)
            if _is_bar(filled, place, end):
                drop.update(n for n, _ in filled[place:end])
            place = end
        elif is_label(text):
            end = _list_end(lines, filled, place)
            drop.update(n for n, _ in filled[place:end])
            place = end
        else:
            place += 1
    return drop


def _run(filled: list[tuple[int, str]], start: int) -> int:
    end = start
    while end < len(filled) and (is_count(filled[end][1]) or is_share_word(filled[end][1])):
        end += 1
    return end


def _is_bar(filled: list[tuple[int, str]], start: int, end: int) -> bool:
    """Whether a run of counters and share words is a share bar and not part of the story."""
    counts = [is_count(text) for _, text in filled[start:end]]
    if not any(counts):
        return end - start >= 2
    if not all(counts):
        return True
    if start == 0:
        return True
    after_prose, several = _is_prose(filled[start - 1][1]), 2 <= end - start <= _BAR
    if end == len(filled):
        return after_prose or several
    before_prose = _is_prose(filled[end][1])
    if not any(_is_prose(text) for _, text in filled[: min(start, _EDGE)]) and start < _EDGE:
        return several or (start == 1 and before_prose)
    # "0" and "85" between two paragraphs are counters; one number alone may be a chapter's.
    return several and after_prose and before_prose


def _list_end(lines: list[str], filled: list[tuple[int, str]], label: int) -> int:
    """One past the last headline of the list under a label."""
    end = label + 1
    while end < len(filled) and end - label <= _HEADLINES and _is_headline(filled[end][1]):
        end += 1
    if end < len(filled) and end - label > 2 and not lines[filled[end - 1][0] - 1]:
        end -= 1  # Where the story goes on, a line set apart may be its next heading.
    return end


def _is_headline(text: str) -> bool:
    return (
        len(text) <= _HEADLINE_LENGTH
        and not _SENTENCE_END.search(text)
        and text.lstrip("•*- ")[:1] not in ('"', "“")
        and len(text.split()) >= 3
    )


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE_LENGTH and _SENTENCE_END.search(text) is not None and not _BULLET.match(text)


def _paragraphs(lines: Iterable[str]) -> str:
    """One blank line where there are several, and one between paragraphs that had none."""
    out: list[str] = []
    for line in lines:
        if not line:
            if out and out[-1]:
                out.append("")
            continue
        if out and out[-1] and _is_prose(out[-1].strip()) and _is_prose(line.strip()):
            out.append("")
        out.append(line)
    while out and not out[-1]:
        out.pop()
    return "\n".join(out)
