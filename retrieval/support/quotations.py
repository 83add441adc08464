"""Every stretch within quotation marks stands, byte for byte, in the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from retrieval.support.verdict import Failure

_CLOSERS = {
    "“": '”"',
    "”": "”",
    "„": '“”"',
    "‟": "”",
    '"': '"”',
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "「": "」",
    "『": "』",
    "＂": "＂",
    "‘": "’'",
    "‚": "‘’",
    "‛": "’",
    "'": "'’",
    "`": "`'",
    "＇": "＇",
}
_SINGLE = frozenset("‘’‚‛'`＇")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch within quotation marks: ``text[start:end]``, the marks left out."""

    start: int
    end: int
    closed: bool = True


def quoted(text: str) -> list[Quoted]:
    """The stretches of a text within quotation marks of any kind, those within others left in them.

    An apostrophe is told from a single mark by what stands beside it: a mark opens before a
    word and not within one, and closes after one.
    """
    return list(_quoted(text))


def _quoted(text: str) -> Iterator[Quoted]:
    at = 0
    while at < len(text):
        mark = text[at]
        if mark in _CLOSERS and not (mark in _SINGLE and not _opens(text, at)):
            end = _closing(text, at)
            if end is not None:
                yield Quoted(at + 1, end)
                at = end
            elif mark not in _SINGLE:
                yield Quoted(at + 1, len(text), closed=False)
                return
        at += 1


def _opens(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not before.isalnum() and bool(after) and not after.isspace()


def _closing(text: str, at: int) -> int | None:
    closers = _CLOSERS[text[at]]
    for n in range(at + 1, len(text)):
        if text[n] not in closers:
            continue
        if text[n] in _SINGLE and (text[n - 1].isspace() or text[n + 1 : n + 2].isalnum()):
            continue
        return n
    return None


def quotation_failures(text: str, evidence: Iterable[str]) -> list[Failure]:
    """Quoted stretches that stand in none of the spans, or begin or end within a word there.

    Args:
        text: a part of a sentence, without markers.
        evidence: the spans that it cites.
    """
    spans = list(evidence)
    failures = []
    for one in quoted(text):
        words = text[one.start : one.end]
        if not one.closed:
            failures.append(Failure("quotation", words, "A quotation mark is not closed."))
        elif not any(stands(words, span) for span in spans):
            reason = "The evidence does not have these words; quote it letter for letter, or without marks."
            failures.append(Failure("quotation", words, reason))
    return failures


def stands(words: str, span: str) -> bool:
    """Whether words stand in a span, no word of it cut."""
    if not words.strip():
        return False
    before = r"(?<!\w)" if words[0].isalnum() else ""
    after = r"(?!\w|['’]\w)" if words[-1].isalnum() else ""
    return re.search(before + re.escape(words) + after, span) is not None
