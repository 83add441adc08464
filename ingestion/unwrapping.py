"""Puts paragraphs together again that a typist or a mail program has broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

NARROWEST, WIDEST = 50, 100
"""Code points of the longest line in a text that was broken to a width."""

_RUN = 2
"""So many breaks in a row that only a width explains show that there is one."""
_SLACK = 10
"""The width is that of the longest line seen; another paragraph may hold one a word longer."""
_HEAD = 3
"""So many lines at the top can be a headline and what stands under it."""
_LOWER_SHARE = 1 / 3
"""Of the lines of prose so many go on in the middle of a sentence; of verse and lists hardly any."""
_APART = re.compile(r"\s|[•*·▪◦‣>|#–—+-]|\(?\d{1,3}[.)]\s|\(?[A-Za-z][.)]\s")
_TABLE = re.compile(r"\t|\s{3}|\|")
_SENTENCE_END = re.compile(r"""[.!?…:;]["'”’»)\]]*$""")
_HYPHEN = re.compile(r"[^\W\d_]-$")


def unwrap(text: str) -> str:
    """Join the lines of paragraphs that were broken to a width; any other text stays as it is.

    A break is taken to be the width's where the next line's first word would
    not have fitted, and only in a text where several such breaks follow one
    another in the middle of sentences. Lists, tables, verse, headers and
    lines that are set in stay apart.

    Args:
        text: a plain text.
    """
    blocks = [list(lines) for _, lines in groupby(text.split("\n"), key=lambda line: bool(line.strip()))]
    width = max((len_ for block in blocks if (len_ := _width(block))), default=0)
    if not width:
        return text
    return "\n".join("\n".join(_joined(block, width, first=n == 0)) for n, block in enumerate(blocks))


def _width(block: Sequence[str]) -> int:
    """The width that a block of lines was broken to; 0 if it was not."""
    width = max(len(line.rstrip()) for line in block)
    if not NARROWEST <= width <= WIDEST:
        return 0
    return width if any(_is_prose(block, run) for run in _runs(block, width)) else 0


def _runs(block: Sequence[str], width: int) -> Iterator[list[int]]:
    """Consecutive breaks that the width explains, each named by the line before it."""
    soft = [n for n in range(len(block) - 1) if _is_soft(block[n].rstrip(), block[n + 1], width)]
    for _, run in groupby(enumerate(soft), key=lambda pair: pair[1] - pair[0]):
        yield [n for _, n in run]


def _is_soft(line: str, after: str, width: int) -> bool:
    if not width * 0.7 <= len(line) <= width + _SLACK or _APART.match(after):
        return False
    if _TABLE.search(line.strip()) or _TABLE.search(after.strip()):
        return False
    word = after.split(maxsplit=1)[0] if after.strip() else ""
    return len(line) + 1 + len(word) > width


def _is_prose(block: Sequence[str], run: Sequence[int]) -> bool:
    lower = sum(block[n + 1][0].islower() for n in run)
    return len(run) >= _RUN and lower >= len(run) * _LOWER_SHARE


def _joined(block: Sequence[str], width: int, *, first: bool) -> list[str]:
    soft: set[int] = set()
    for run in _runs(block, width):
        if _is_prose(block, run):
            soft.update(run)
        else:
            soft.update(n for n in run if _goes_on(block[n], block[n + 1], head=first and n < _HEAD))
    lines = [block[0]]
    for n, line in enumerate(block[1:]):
        if n in soft:
            before = lines[-1].rstrip()
            lines[-1] = before + ("" if _HYPHEN.search(before) else " ") + line
        else:
            lines.append(line)
    return lines


def _goes_on(line: str, after: str, *, head: bool) -> bool:
    """Whether a single break is in the middle of a sentence; above the story a headline has no end either."""
    return after[0].islower() or (not head and _SENTENCE_END.search(line.rstrip()) is None)
