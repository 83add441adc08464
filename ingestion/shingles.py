"""What two texts are compared by: runs of words, names and numbers, and sentences with a counterpart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple
from zlib import crc32

from retrieval.terms import content_terms

SIZE = 3
"""Words of a shingle: a copy in which every tenth word is another keeps half of its shingles of three."""

LIKENESS = 0.5
"""Share of a sentence's meaning words that its counterpart has."""

SAME_NAMES = 0.7
"""Share of a sentence's names and numbers that stand anywhere in the other text."""

FEWEST_SENTENCES = 3

# Chinese, Japanese and Thai put no space between words; there a character stands for one.
_WORD = re.compile(r"[\u0e01-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+")
_BREAK = re.compile(r"(?<=[.!?…。！？।])[\"”’»)\]]*\s+|\s*\n\s*|(?<=[。！？])")
_ENDED = re.compile(r"[.!?…。！？।:;\"”’»)\]]\s*$")
_MARK = re.compile(r"[^\W_]+(?:[.,]\d+)*")


class Part(NamedTuple):
    """A sentence: its meaning words, stemmed, and the names and numbers in it."""

    terms: frozenset[str]
    marks: frozenset[str]


def shingles(text: str) -> frozenset[int]:
    """Every run of `SIZE` words, without case and punctuation, as a number; a shorter text is one run."""
    words = _WORD.findall(text.casefold())
    runs = (" ".join(words[at : at + SIZE]) for at in range(max(1, len(words) - SIZE + 1)))
    return frozenset(crc32(run.encode("utf-8", "surrogatepass")) for run in runs)


def marks(text: str) -> frozenset[str]:
    """Names and numbers, which rewriting leaves alone: words that the text never writes small, and digits."""
    tokens = set(_MARK.findall(text))
    small = {token for token in tokens if token.islower()}
    names = {token.lower() for token in tokens if token[0].isupper() and len(token) > 2}
    return frozenset((names - small) | {token for token in tokens if any(map(str.isdigit, token))})


def parts(text: str) -> list[Part]:
    """The sentences of a text that have three meaning words or more.

    Lines that end as no sentence does count only in a text that has few others: two outlets
    that print the same list of winners each tell a story of their own.
    """
    lines = _BREAK.split(text)
    told = [line for line in lines if _ENDED.search(line)]
    known = marks(text)
    found = []
    for sentence in told if len(told) >= FEWEST_SENTENCES else lines:
        terms = frozenset(content_terms(sentence))
        if len(terms) >= 3:
            found.append(Part(terms, known & {token.lower() for token in _MARK.findall(sentence)}))
    return found


def coverage(one: Sequence[Part], other: Sequence[Part]) -> float:
    """The share of one text, by meaning words, that the other tells in sentences of its own: 0 to 1."""
    by_term: defaultdict[str, list[int]] = defaultdict(list)
    for n, part in enumerate(other):
        for term in part.terms:
            by_term[term].append(n)
    names = frozenset().union(*(part.marks for part in other))
    total = sum(len(part.terms) for part in one)
    told = sum(len(part.terms) for part in one if _told(part, other, by_term, names))
    return told / total if total else 0.0


def _told(part: Part, other: Sequence[Part], by_term: dict[str, list[int]], names: frozenset[str]) -> bool:
    if len(part.marks & names) < SAME_NAMES * len(part.marks):
        return False
    shared = Counter(n for term in part.terms for n in by_term.get(term, ()))
    # A long list holds the words of many a sentence; half of the likeness must hold the other way round.
    return any(
        count >= LIKENESS * len(part.terms) and count >= LIKENESS / 2 * len(other[n].terms)
        for n, count in shared.most_common(3)
    )
