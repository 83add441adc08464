"""The sentences looked at for an answer: those of the best articles' best passages, and of their first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.search import Found, FoundArticle, FoundPassage
from retrieval.sentences import sentences
from retrieval.terms import terms

ARTICLES = 3
PASSAGES_EACH = 2
"""Where sentences are looked for: the best articles, their best passages and their first one.

On RealTimeQA twice as many of each gave no better answers, at twice the time.
"""

SHORTEST = 15
"""Code points; shorter ones ("Read more.") are no evidence."""

LONGEST = 700
"""Code points; a longer one is a list or a table that was not recognised."""

_DATELINE = re.compile(r"[^.!?]*[—–-]")
"""A dateline that was cut off what it stands before."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer.

    Args:
        found: the article it stands in.
        rank: the article's place among those found, from 0.
        passage: the passage it stands in.
        start: first code point, in the article's text.
        end: one past the last.
        terms: of the sentence.
    """

    found: FoundArticle
    rank: int
    passage: FoundPassage
    start: int
    end: int
    terms: frozenset[str]

    @property
    def text(self) -> str:
        """The sentence, as it stands in the article."""
        return self.found.article.text[self.start : self.end]


def candidate_sentences(found: Found) -> Iterator[Candidate]:
    """The sentences to weigh, article by article, each article's in the order of its text."""
    for rank, article in enumerate(found.articles[:ARTICLES]):
        best = sorted(article.passages, key=lambda passage: -passage.score)[:PASSAGES_EACH]
        chosen = {passage.place.n: passage for passage in [article.passages[0], *best]}
        text, language = article.article.text, article.article.language or "en"
        for _, passage in sorted(chosen.items()):
            for start, end, heading in sentences(text, passage.place.start, passage.place.end, language):
                written = text[start:end]
                fits = SHORTEST <= end - start <= LONGEST
                if fits and not heading and not _DATELINE.fullmatch(written):
                    present = frozenset(found.query.spelled(set(terms(written))))
                    yield Candidate(article, rank, passage, start, end, present)
