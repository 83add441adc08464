"""Gathers the sentences that may tell of the same as those cited."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from retrieval.accounts.account import Account
from retrieval.accounts.comparing import ALIKE
from retrieval.accounts.crediting import credited
from retrieval.finding.search import Found, FoundArticle, FoundPassage
from retrieval.models.embedder import Embedder
from retrieval.saying.speaking import attributions_in, speaking
from retrieval.sentences import sentences
from retrieval.terms import content_terms, terms, terms_held
from retrieval.weighing.candidate_sentences import LONGEST, SHORTEST
from retrieval.weighing.evidence import Evidence, plainer

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
        evidence: where each account stands among what search found.
    """

    cited: tuple[Account, ...]
    others: tuple[Account, ...]
    evidence: Mapping[Account, Evidence]

    def citing(self, chosen: Sequence[Evidence]) -> Gathered:
        """The same accounts, where the answer quotes these."""
        pool = [*self.cited, *self.others]
        cited = tuple(next(one for one in pool if self.evidence[one] is quoted) for quoted in chosen)
        return replace(self, cited=cited, others=tuple(one for one in pool if one not in cited))


def gathered(
    found: Found,
    chosen: Sequence[Evidence],
    weighed: Sequence[Evidence],
    embedder: Embedder,
    origins: Mapping[int, str],
) -> Gathered:
    """The cited sentences, those like them, and those that answer more plainly than one that is cited.

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
    beside = [evidence for evidence in weighed if _beside(evidence, chosen)]
    further = _further(found, cited, places)
    vectors = embedder.passages([found.article.text[start:end] for found, _, start, end in further])
    beside += [Evidence(*place, 0.0, {}, vector) for place, vector in zip(further, vectors, strict=True)]
    others = tuple(makes.of(evidence) for evidence in beside)
    return Gathered(cited, others, dict(zip((*cited, *others), (*chosen, *beside), strict=True)))


def _beside(evidence: Evidence, chosen: Sequence[Evidence]) -> bool:
    if any(evidence is one for one in chosen) or evidence.found.article.kind == "opinion":
        return False
    alike = any(float(evidence.vector @ one.vector) >= ALIKE for one in chosen)
    return alike or plainer(evidence, chosen)


class _Accounts:
    """Makes accounts of sentences, with whose text it is and who speaks."""

    def __init__(self, found: Found, origins: Mapping[int, str]) -> None:
        self._origins = origins
        named = [article.article.outlet for article in found.articles if article.article.outlet]
        self._known = tuple(dict.fromkeys([*named, *origins.values()]))

    def of(self, evidence: Evidence) -> Account:
        found, start, end = evidence.found, evidence.start, evidence.end
        article = found.article
        names = tuple(name for name in self._known if name != article.outlet)
        origin = found.origin or self._origins.get(found.passages[0].place.version)
        return Account(
            article,
            start,
            end,
            evidence.vector,
            origin=origin or credited(article.text[start:end], names),
            also=found.also,
            speaker=speaking(article, attributions_in(found, start, end), start, end).speaker,
        )


_Place = tuple[FoundArticle, FoundPassage, int, int]


def _further(found: Found, cited: Sequence[Account], seen: set[tuple[str, int]]) -> list[_Place]:
    """The sentences not looked at yet that share most terms with one that is cited."""
    scored: list[tuple[float, _Place]] = []
    passages = [_Sentences(one, passage) for one in _reports(found) for passage in one.passages]
    for account in cited:
        wanted = frozenset(content_terms(account.text))
        for place, share in _sharing(passages, account, wanted):
            if (place[0].article.id, place[2]) not in seen:
                seen.add((place[0].article.id, place[2]))
                scored.append((share, place))
    return [place for _, place in sorted(scored, key=lambda one: -one[0])[:EMBEDDED]]


def _reports(found: Found) -> list[FoundArticle]:
    """The best articles; an opinion piece takes its facts from reports and is no account of its own."""
    return [one for one in found.articles[:ARTICLES] if one.article.kind != "opinion"]


class _Sentences:
    """A passage and its sentences, with their terms; read once for all the sentences cited."""

    def __init__(self, found: FoundArticle, passage: FoundPassage) -> None:
        self.found = found
        self._passage = passage
        self._text = found.article.text
        self._own = self._text[passage.place.start : passage.place.end]

    def shares(self, wanted: frozenset[str]) -> bool:
        """Whether it has enough of the terms wanted for one of its sentences to have them."""
        return len(terms_held(wanted, self._own)) >= SHARED * len(wanted)

    @cached_property
    def all(self) -> list[tuple[_Place, frozenset[str]]]:
        place = self._passage.place
        cut = sentences(self._text, place.start, place.end, self.found.article.language or "en")
        return [
            (
                (self.found, self._passage, one.start, one.end),
                frozenset(terms(self._text[one.start : one.end])),
            )
            for one in cut
            if not one.heading and SHORTEST <= one.end - one.start <= LONGEST
        ]


def _sharing(
    passages: Iterable[_Sentences], beside: Account, wanted: frozenset[str]
) -> Iterator[tuple[_Place, float]]:
    """Sentences of other articles that have enough of the terms wanted, and the share they have."""
    for passage in passages:
        if passage.found.article.id == beside.article.id or not passage.shares(wanted):
            continue
        for place, held in passage.all:
            share = len(wanted & held) / max(1, len(wanted))
            if share >= SHARED:
                yield place, share
