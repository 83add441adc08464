"""Decides whether two articles are copies of one text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from ingestion.shingles import Part, coverage, marks, parts, shingles
from retrieval.article import Article
from retrieval.terms import content_terms

TOLD = 0.62
"""Share of the shorter text that the longer one tells, from which they are copies; see docs/stories.md."""

TOLD_AND_NEAR, NEAR = 0.45, 0.84
"""From this share on they are copies if their passages are that near too: mean best cosine."""

OWN_UPDATE = 0.8
"""The share asked for in both directions of two articles of one outlet, which reuses its own paragraphs."""

FEWEST_RUNS, SAME_RUNS = 8, 0.8
"""Where a language writes no spaces, sentences have no words to compare: shingles of characters decide."""

BRIEF = 40
"""A text of fewer meaning words must name nothing that the other does not.

Reports that follow a form, such as results, differ in that alone.
"""


@dataclass(frozen=True)
class Reading:
    """A version of an article, with what is worked out of it for comparing kept."""

    key: int
    article: Article

    @cached_property
    def parts(self) -> list[Part]:
        """See `ingestion.shingles.parts`."""
        return parts(self.article.text)

    @cached_property
    def marks(self) -> frozenset[str]:
        """See `ingestion.shingles.marks`."""
        return marks(self.article.text)

    @cached_property
    def shingles(self) -> frozenset[int]:
        """See `ingestion.shingles.shingles`."""
        return shingles(self.article.text)

    @cached_property
    def length(self) -> int:
        """Meaning words, counted sentence by sentence."""
        return sum(len(part.terms) for part in self.parts)

    @cached_property
    def speaks_of_its_title(self) -> bool:
        """Whether the text has a third of its headline's words.

        A consent notice read in place of many articles has not, and is no copy of itself.
        """
        wanted = set(content_terms(self.article.title or ""))
        return len(wanted & set(content_terms(self.article.text))) >= len(wanted) / 3


def are_copies(one: Reading, other: Reading, nearness: Callable[[int, int], float]) -> bool:
    """Whether two articles are copies of one text.

    Args:
        one: an article.
        other: another article; the order does not matter.
        nearness: given two versions' keys, and asked only where words do not decide: mean best cosine of
            the first's passages with the second's.
    """
    if not (one.speaks_of_its_title or other.speaks_of_its_title):
        return False
    if one.article.version == other.article.version:
        return True
    short, long = sorted((one, other), key=lambda reading: (reading.length, reading.article.id))
    if short.length < BRIEF and not short.marks <= long.marks:
        return False
    if not short.length:
        return _same_runs(one, other)
    told = coverage(short.parts, long.parts)
    if _same_outlet(one.article, other.article):
        return min(told, coverage(long.parts, short.parts)) >= OWN_UPDATE
    return told >= TOLD or (told >= TOLD_AND_NEAR and nearness(short.key, long.key) >= NEAR)


def _same_runs(one: Reading, other: Reading) -> bool:
    least = min(len(one.shingles), len(other.shingles))
    return least >= FEWEST_RUNS and len(one.shingles & other.shingles) >= SAME_RUNS * least


def _same_outlet(one: Article, other: Article) -> bool:
    return one.outlet is not None and one.outlet == other.outlet
