"""Sets a claim beside what articles say: the sentences that bear it out, and those that contradict it.

Both are found the careful way round: a sentence bears a claim out where the
claim passes every check that a written answer has to pass against what it
cites, and contradicts it where two articles that said so would be shown as
differing accounts. All else counts as nothing found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from retrieval.accounts.account import Account
from retrieval.accounts.conflicts import difference
from retrieval.accounts.polarity import affirmed, negations
from retrieval.answer import Citation
from retrieval.answering import Means
from retrieval.article import Article, version_of
from retrieval.asking.question import Query
from retrieval.checking import checked
from retrieval.saying.speaking import attributions_in, speaking
from retrieval.sentences import sentences
from retrieval.support.cited import cited
from retrieval.support.sentence import check
from retrieval.support.verdict import Verdict
from retrieval.terms import content_terms, terms
from retrieval.weighing.evidence import Evidence, weigh

CLAIMS = 8
"""Sentences of one text that are checked at most."""

SHORTEST = 4
"""Terms that a sentence must have to claim anything that could be found."""

LONGEST = 600
"""Code points; a longer one is a list or a table."""

SENTENCES = 24
"""Sentences of the articles that a claim is set beside, the nearest."""

NEAR = 0.5
"""The least cosine of a claim and a sentence that is on the same."""

THE_SAME = 0.65
"""The least cosine of a claim and a sentence that says the same but for one figure, day or denial."""

SHARED = 0.85
"""The least share of the claim's terms that the sentence must have for that, numbers left out."""

QUOTED = 3
"""Sentences shown for a claim, and as many against it."""

_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+")
_MARKED = re.compile(r"[\s.!…]*$")


class ClaimCheck(BaseModel):
    """A claim, and what the articles say to it; where both are empty they say nothing."""

    model_config = ConfigDict(frozen=True)

    claim: str = Field(description="As written.")
    supporting: tuple[Citation, ...] = ()
    opposing: tuple[Citation, ...] = ()


def claims_in(text: str) -> list[str]:
    """The sentences of a text that state something."""
    text = text.encode("utf-8", "replace").decode()
    found = (text[span.start : span.end].strip() for span in sentences(text))
    stated = [one for one in found if len(one) <= LONGEST and not one.endswith("?")]
    return [one for one in stated if len(content_terms(_LINK.sub(" ", one))) >= SHORTEST]


def check_claim(query: Query, means: Means) -> ClaimCheck:
    """What the articles say to a claim.

    Args:
        query: the claim, understood as a question would be.
        means: what a question is answered with.
    """
    claim = query.text
    found = means.search.find(query)
    weighed = weigh(found, means.embedder, means.text, embedded=None)
    vector = means.embedder.passages([claim])[0]
    near = sorted(weighed, key=lambda one: -float(one.vector @ vector))[:SENTENCES]
    beside = [one for one in near if float(one.vector @ vector) >= NEAR]
    supporting: list[Evidence] = []
    opposing: list[Evidence] = []
    for evidence in _reports(beside):
        verdict = check(f"{_MARKED.sub('', claim)} [1].", {1: cited(_citation(1, evidence))}, means.embedder)
        beside_it = _Beside(claim, vector, evidence)
        if verdict.ok and not beside_it.denied:
            supporting.append(evidence)
        elif beside_it.differs or (not supporting and beside_it.contradicted(verdict)):
            opposing.append(evidence)
    return ClaimCheck(claim=claim, supporting=_citations(supporting), opposing=_citations(opposing))


def _reports(beside: Sequence[Evidence]) -> Iterator[Evidence]:
    """The sentences but those of opinion pieces, which take their facts from reports."""
    return (one for one in beside if one.found.article.kind != "opinion")


class _Beside:
    """A claim beside a sentence that is near to it.

    Args:
        claim: as written.
        vector: its embedding.
        evidence: the sentence.
    """

    def __init__(self, claim: str, vector: NDArray[np.float32], evidence: Evidence) -> None:
        article = evidence.found.article
        # As if the claim had been published beside it: days and subjects are then no reason not to compare.
        stated = Article(
            id="claim",
            version=version_of(claim),
            outlet="claim",
            published=article.published,
            published_precision=article.published_precision,
            language=article.language,
            text=claim,
        )
        self._ours = Account(stated, 0, len(claim), vector)
        self._theirs = Account(article, evidence.start, evidence.end, evidence.vector)

    @property
    def differs(self) -> bool:
        """Whether two articles that said so would be shown as differing accounts."""
        return difference(self._ours, self._theirs) is not None

    @cached_property
    def denied(self) -> bool:
        """Whether the one says that something is not so, and the other that it is."""
        pairs = ((self._ours, self._theirs), (self._theirs, self._ours))
        return any(affirmed(other, negated) for one, other in pairs for negated in negations(one))

    def contradicted(self, verdict: Verdict) -> bool:
        """Whether the sentence says all of the claim but for a figure, a day, or that it is so.

        Args:
            verdict: on the claim, with the sentence as its evidence.
        """
        kinds = {failure.kind for failure in verdict.failures}
        if self.denied:
            return kinds <= {"negation"} and self._shared() >= SHARED
        alike = self._ours.likeness(self._theirs) >= THE_SAME
        return bool(kinds) and kinds <= {"figure", "day"} and alike and self._shared() >= SHARED

    def _shared(self) -> float:
        """The share of the claim's terms, numbers left out, that the sentence or its headline has."""
        wanted = {term for term in self._ours.terms if not term[0].isdigit()}
        told = set(terms(f"{self._theirs.text} {self._theirs.article.title or ''}"))
        return len(wanted & told) / len(wanted) if wanted else 0.0


def _citations(chosen: Sequence[Evidence]) -> tuple[Citation, ...]:
    by_article: dict[str, Evidence] = {}
    for evidence in chosen:
        by_article.setdefault(evidence.found.article.id, evidence)
    first = list(by_article.values())[:QUOTED]
    told = tuple(_citation(n, evidence) for n, evidence in enumerate(first, start=1))
    return checked(told, {one.found.article.id: one.found.article for one in first})


def _citation(n: int, evidence: Evidence) -> Citation:
    article, start, end = evidence.found.article, evidence.start, evidence.end
    said = speaking(article, attributions_in(evidence.found, start, end), start, end)
    return Citation(
        ordinal=n,
        article_id=article.id,
        version=article.version,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        published_precision=article.published_precision,
        kind=article.kind,
        start=start,
        end=end,
        quote=evidence.text,
        speaker=said.speaker,
        said_on=said.said_on,
        to=said.to,
        direct=said.direct,
        passage_id=f"{article.id}:{evidence.passage.place.n}",
    )
