"""Gathers the sentences that may tell of the same as those cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.account import Account
from retrieval.comparing import ALIKE
from retrieval.crediting import credited
from retrieval.embedder import Embedder
from retrieval.evidence import LONGEST, SHORTEST, Evidence
from retrieval.search import Found, FoundArticle
from retrieval.sentences import sentences
from retrieval.speaking import attributions_in, speaking
from retrieval.terms import content_terms, terms

ARTICLES = 12
"""The best articles, in which sentences that say the same are looked for."""

EMBEDDED = 6
"""Further sentences embedded at most: one takes about as long as a question."""

SHARED = 0.4
"""The share of a cited sentence's terms that another must have to be worth embedding."""


@dataclass(frozen=True)
class Gathered:
    """Sentences as accounts.

    Args:
        cited: those that the answer quotes, in its order.
        others: those that may tell of the same.
    """

    cited: tuple[Account, ...]
    others: tuple[Account, ...]


def gathered(
    found: Found,
    chosen: Sequence[Evidence],
    weighed: Sequence[Evidence],
    embedder: Embedder,
    origins: Mapping[int, str],
) -> Gathered:
    """The cited sentences and those like them.

    Args:
        found: what search brought back.
        chosen: the sentences that the answer quotes.
        weighed: all that have been looked at, with their vectors.
        embedder: the model, for a few sentences that have not.
        origins: whose text versions say they are, by their keys.
    """
    makes = _Accounts(found, origins)
    cited = tuple(makes.of(evidence) for evidence in chosen)
    places = {(evidence.found.article.id, evidence.start) for evidence in weighed}
    like = [
        makes.of(evidence)
        for evidence in weighed
        if not any(evidence is one for one in chosen)
        and evidence.found.article.kind != "opinion"
        and any(float(evidence.vector @ one.vector) >= ALIKE for one in chosen)
    ]
    further = _further(found, cited, places)
    vectors = embedder.passages([article.article.text[start:end] for article, start, end in further])
    more = [makes.account(*place, vector) for place, vector in zip(further, vectors, strict=True)]
    return Gathered(cited, (*like, *more))


class _Accounts:
    """Makes accounts of sentences, with whose text it is and who speaks."""

    def __init__(self, found: Found, origins: Mapping[int, str]) -> None:
        self._origins = origins
        named = [article.article.outlet for article in found.articles if article.article.outlet]
        self._known = tuple(dict.fromkeys([*named, *origins.values()]))

    def of(self, evidence: Evidence) -> Account:
        return self.account(evidence.found, evidence.start, evidence.end, evidence.vector)

    def account(self, found: FoundArticle, start: int, end: int, vector: NDArray[np.float32]) -> Account:
        article = found.article
        names = tuple(name for name in self._known if name != article.outlet)
        origin = found.origin or self._origins.get(found.passages[0].place.version)
        return Account(
            article,
            start,
            end,
            vector,
            origin=origin or credited(article.text[start:end], names),
            also=found.also,
            speaker=speaking(article, attributions_in(found, start, end), start, end).speaker,
        )


_Place = tuple[FoundArticle, int, int]


def _further(found: Found, cited: Sequence[Account], seen: set[tuple[str, int]]) -> list[_Place]:
    """The sentences not looked at yet that share most terms with one that is cited."""
    scored: list[tuple[float, _Place]] = []
    for account in cited:
        wanted = frozenset(content_terms(account.text))
        for place in _sentences(found.articles[:ARTICLES], account, wanted):
            article, start, end = place
            share = len(wanted & set(terms(article.article.text[start:end]))) / max(1, len(wanted))
            if share >= SHARED and (article.article.id, start) not in seen:
                seen.add((article.article.id, start))
                scored.append((share, place))
    return [place for _, place in sorted(scored, key=lambda one: -one[0])[:EMBEDDED]]


def _sentences(articles: Iterable[FoundArticle], beside: Account, wanted: frozenset[str]) -> Iterator[_Place]:
    """Sentences of other articles, in passages that have enough of the terms wanted."""
    for found in articles:
        text = found.article.text
        # An opinion piece takes its facts from reports; it is no account of its own.
        if found.article.id == beside.article.id or found.article.kind == "opinion":
            continue
        for passage in found.passages:
            start, end = passage.place.start, passage.place.end
            if len(wanted & set(terms(text[start:end]))) < SHARED * len(wanted):
                continue
            for sentence in sentences(text, start, end, found.article.language or "en"):
                if not sentence.heading and SHORTEST <= sentence.end - sentence.start <= LONGEST:
                    yield found, sentence.start, sentence.end
