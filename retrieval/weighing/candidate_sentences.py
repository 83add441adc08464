"""The sentences looked at for an answer: those of the best articles' best passages, and of their first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retrieval.finding.search import Found, FoundArticle, FoundPassage
from retrieval.sentences import sentences
from retrieval.terms import terms

ARTICLES = 3
PASSAGES_EACH = 2
"""Where sentences are looked for: the best articles, their best passages and their first one.

On RealTimeQA twice as many of each gave no better answers, at twice the time.
"""

FURTHER = 3
"""Articles more in which the words of somebody asked for are looked for."""

BESIDES_EACH = 6
"""Sentences of such words looked at in an article, beside those of its passages."""

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


Spans = Callable[[FoundArticle], list[tuple[int, int]]]
"""Gives the sentences of an article to be looked at besides, as spans of its text."""


def candidate_sentences(found: Found, besides: Spans = lambda article: []) -> list[Candidate]:
    """The sentences to weigh, article by article, each article's in the order of its text.

    Args:
        found: what search brought back.
        besides: further sentences, looked for in `FURTHER` articles more.
    """
    listed = list(_in_passages(found))
    seen = {(one.rank, one.start) for one in listed}
    for rank, article in enumerate(found.articles[: ARTICLES + FURTHER]):
        spans = [span for span in besides(article) if (rank, span[0]) not in seen]
        listed += [_candidate(found, article, rank, span) for span in spans[:BESIDES_EACH]]
    return sorted(listed, key=lambda one: (one.rank, one.start))


def _candidate(found: Found, article: FoundArticle, rank: int, span: tuple[int, int]) -> Candidate:
    holds = (one for one in article.passages if one.place.start <= span[0] < one.place.end)
    passage = next(holds, article.passages[0])
    present = frozenset(found.query.told(set(terms(article.article.text[slice(*span)]))))
    return Candidate(article, rank, passage, *span, present)


def _in_passages(found: Found) -> Iterator[Candidate]:
    for rank, article in enumerate(found.articles[:ARTICLES]):
        best = sorted(article.passages, key=lambda passage: -passage.score)[:PASSAGES_EACH]
        chosen = {passage.place.n: passage for passage in [article.passages[0], *best]}
        text, language = article.article.text, article.article.language or "en"
        for _, passage in sorted(chosen.items()):
            for start, end, heading in sentences(text, passage.place.start, passage.place.end, language):
                written = text[start:end]
                fits = SHORTEST <= end - start <= LONGEST
                if fits and not heading and not _DATELINE.fullmatch(written):
                    yield _candidate(found, article, rank, (start, end))
