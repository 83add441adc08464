"""Where quotation marks open and close, in one pass over a line."""

from __future__ import annotations

import re
from typing import NamedTuple

# Typewriter marks stand for either; some texts mix them with the printer's.
_CLOSES = {"“": '”"', "„": '“”"', "«": "»", "»": "«", '"': '"”', "''": "''", "``": "''"}
_DOUBLE = re.compile(r"[“”„«»\"]|''|``")
_SINGLE_OPENS = re.compile(r"(?:(?<=[\s(—–:,])|^)[‘'](?=\S)(?!'|\d\ds?\b)")
_SINGLE_CLOSES = re.compile(r"(?<=[^\s'])[’'](?![\w’'])")
_TURNED = re.compile(r"[,.!?]“(?!\w)")
_ENDED = re.compile(r"[,.!?…][’']")


class Quotation(NamedTuple):
    """A quotation, its marks included: ``text[start:end]``."""

    start: int
    end: int
    closed: bool


def quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of a line.

    One that its line does not close ends with the line. Single quotation marks count only
    where both are there and no double ones hold them; else they are apostrophes.

    Args:
        text: the whole text.
        start: first code point of the line.
        end: one past its last.
    """
    found: list[Quotation] = []
    opened, closes = -1, ""
    at = start
    for mark in _DOUBLE.finditer(text, start, end):
        if opened < 0:
            if mark[0] not in _CLOSES:
                continue
            found += _single(text, at, mark.start())
            opened, closes = mark.start(), _CLOSES[mark[0]]
        elif mark[0] in closes or (mark[0] == "“" and _TURNED.match(text, mark.start() - 1)):
            found.append(Quotation(opened, mark.end(), True))
            opened, at = -1, mark.end()
    if opened >= 0:
        found.append(Quotation(opened, end, False))
    else:
        found += _single(text, at, end)
    return found


def _single(text: str, start: int, end: int) -> list[Quotation]:
    closing = [m.start() for m in _SINGLE_CLOSES.finditer(text, start, end)]
    found: list[Quotation] = []
    n, after = 0, start
    for mark in _SINGLE_OPENS.finditer(text, start, end) if closing else ():
        if mark.start() < after:
            continue
        while n < len(closing) and closing[n] <= mark.start():
            n += 1
        at = _closing(text, closing, n)
        if at is None:
            break
        found.append(Quotation(mark.start(), closing[at] + 1, True))
        n, after = at + 1, closing[at] + 1
    return found


def _closing(text: str, closing: list[int], n: int) -> int | None:
    """The first mark that can close: an s before it makes it a genitive, unless nothing better follows."""
    if n >= len(closing):
        return None
    if text[closing[n] - 1] != "s":
        return n
    better = n + 1 < len(closing) and _ENDED.match(text, closing[n + 1] - 1)
    return n + 1 if better else n
