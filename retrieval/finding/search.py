"""Finds articles and passages: words and vectors fused, with a prior for recent news.

Candidates come from BM25 over passages, BM25 over whole articles, and the
nearest vectors. Each candidate article is then described by a few features and
scored by a fitted linear model (`retrieval.weights.ARTICLE`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from config.tracing import span
from retrieval.article import Article, Hit
from retrieval.asking.legs import Leg, legs_of
from retrieval.asking.preference import LESSER_KIND, lesser
from retrieval.asking.question import Query
from retrieval.asking.scope import Admitted, Scope, window
from retrieval.asking.understood import Days
from retrieval.finding.article_features import RECENCY, article_features
from retrieval.finding.bridging import bridged
from retrieval.finding.folding import folded, with_copies
from retrieval.finding.joining import joined
from retrieval.index.text_index import TextIndex
from retrieval.index.vector_index import NearestPassages
from retrieval.library import Library
from retrieval.models.embedder import Embedder
from retrieval.people.person import person_key
from retrieval.saying.attributions_read import AttributionsRead
from retrieval.statement import Attribution
from retrieval.store.passage_store import Place
from retrieval.weights import ARTICLE

PASSAGES = 300
"""Passages each leg brings in."""

CANDIDATES = 40
"""Articles scored in full, copies of them not counted.

On RealTimeQA 99 % of the linked articles are among the first 40.
"""

SAID = 20
"""Further versions looked at for giving something to whoever's words are asked for."""

SAID_PAGE = 500
"""As many are read at a time to find them."""

OWN_WORDS = 1.0
"""What it adds to an article's score that it gives something to the person whose words are asked for.

Set by hand, like `retrieval.weighing.evidence.OWN`, and for the same reason.
"""

PART_CANDIDATES = 15
"""As many for each further search that a question of several parts takes."""

UNDATED_DAYS = 90.0
"""The least age an article without a date is taken to have; among others it is as old as the oldest."""

_FUSE_WORDS, _FUSE_RECENT, _FUSE_DAYS = 0.7, 0.3, 10.0


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage of a found article.

    Args:
        cosine: with the question.
        words: BM25 with the question, divided by the best passage's.
        rescored: its score after reranking; None where there was none.
    """

    place: Place
    cosine: float
    words: float
    rescored: float | None = None

    @property
    def score(self) -> float:
        """Both together, to rank passages of one article."""
        return self.cosine + _FUSE_WORDS * self.words if self.rescored is None else self.rescored


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article found for a question, in the version valid on the day asked.

    Args:
        article: the version, text included.
        passages: all of its passages, in order.
        features: what it was scored by.
        score: higher is better.
        share: its share of the belief among the candidates; they sum to 1.
        also: outlets that carried the same text by then, earliest first.
        origin: whose text it is, where the articles that carry it tell.
        attributions: who says what in it, in the order of its text.
    """

    article: Article
    passages: tuple[FoundPassage, ...]
    features: dict[str, float]
    score: float
    share: float
    also: tuple[str, ...] = ()
    origin: str | None = None
    attributions: Sequence[Attribution] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search brings back.

    Args:
        query: what was searched for.
        vector: its embedding.
        articles: best first, one for each story.
        copies: further articles of the same stories.
        parts: what each part of the question brought back, where it was split.
        nothing_for: days named for which there is nothing; the articles are then the nearest without them.
    """

    query: Query
    vector: NDArray[np.float32]
    articles: tuple[FoundArticle, ...]
    copies: tuple[FoundArticle, ...] = ()
    parts: tuple[Found, ...] = ()
    nothing_for: tuple[Days, ...] = ()


@dataclass(slots=True)
class _Shared:
    """What the searches for one question have in common, each worked out once.

    Args:
        nearest: the vectors of what could be read on the day asked.
        vectors: the embedding of each text searched for.
        admitted: what each scope admits.
    """

    nearest: NearestPassages
    vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    admitted: dict[Scope, Admitted | None] = field(default_factory=dict)


class Search:
    """Search over one library.

    Args:
        library: the truth; hits that are not in it are dropped.
        text: its words.
        nearest: given the instant from which nothing may be used, its vectors.
        embedder: the model that filled the library.
        rerank: ranks what was found once more; None leaves it as it is.
    """

    def __init__(
        self,
        library: Library,
        text: TextIndex,
        nearest: Callable[[datetime], NearestPassages],
        embedder: Embedder,
        rerank: Callable[[Found], Found] | None = None,
    ) -> None:
        self._library = library
        self._text = text
        self._nearest = nearest
        self._embedder = embedder
        self._rerank = rerank

    def find(self, query: Query) -> Found:
        """The articles most likely to answer, best first; none published after ``query.until``."""
        legs = legs_of(query)
        shared = _Shared(self._nearest(query.until))
        found = [self._searched(leg, shared) for leg in legs]
        if len(found) == 1:
            return found[0]
        return self._together(query, legs, found)

    def _together(self, query: Query, legs: Sequence[Leg], found: Sequence[Found]) -> Found:
        """What the searches for a question of several parts brought back, as one."""
        ranked = bridged(query, [one.articles for one in found])
        found = [replace(one, articles=tuple(own)) for one, own in zip(found, ranked, strict=True)]
        versions = {article.passages[0].place.version for own in ranked for article in own}
        articles, copies = joined(
            found[0].articles,
            [one.articles for one in found[1:] if one.articles and not one.nothing_for],
            self._library.stories_of(versions),
            frozenset(query.understood.outlets),
        )
        copies += found[0].copies
        standing = {article.article.id for article in articles}
        parts = tuple(one for leg, one in zip(legs, found, strict=True) if leg.part is not None)
        nothing_for = dict.fromkeys(days for part in parts for days in part.nothing_for)
        return replace(
            found[0],
            articles=tuple(articles[:CANDIDATES]),
            copies=tuple({a.article.id: a for a in copies if a.article.id not in standing}.values()),
            parts=parts,
            nothing_for=tuple(nothing_for),
        )

    def _searched(self, leg: Leg, shared: _Shared) -> Found:
        """What one search brings back; where there is nothing of its days, what there is of other days."""
        if leg.query.text not in shared.vectors:
            with span("search.embedding"):
                shared.vectors[leg.query.text] = self._embedder.query(leg.query.text)
        vector = shared.vectors[leg.query.text]
        if leg.scope not in shared.admitted:
            admitted = leg.scope.admitted(self._library, self._text, leg.query.until)
            shared.admitted[leg.scope] = admitted
        admitted = shared.admitted[leg.scope]
        if admitted is not None and not len(admitted.passages) and leg.scope.days:
            other = self._searched(replace(leg, scope=replace(leg.scope, days=())), shared)
            return replace(other, nothing_for=leg.scope.days)
        nothing_for = tuple(
            one for one in leg.about if not self._any_within(leg.scope.outlets, one, leg.query.until)
        )
        passages = admitted.passages if admitted else None
        with span("search.vectors"):
            near = dict(shared.nearest.query(vector, PASSAGES, only=passages))
        versions, words = self._candidates(leg, near, admitted)
        found = self._described(leg, vector, words, versions)
        stories = self._library.stories_of(versions)
        gone = set(self._library.withdrawn(leg.query.until).values())
        members = [m for m in self._library.members(set(stories.values())) if m.id not in gone]
        articles, copies = folded(found, stories, members, leg.query.until)
        ranked = Found(leg.query, vector, tuple(articles), tuple(copies), nothing_for=nothing_for)
        if self._rerank is None:
            return ranked
        with span("search.reranking"):
            return self._rerank(ranked)

    def _any_within(self, outlets: tuple[str, ...], days: Days, until: datetime) -> bool:
        return bool(self._library.keys_within(outlets, *window(days), until, limit=1))

    def _candidates(
        self, leg: Leg, near: dict[int, float], admitted: Admitted | None
    ) -> tuple[list[int], dict[int, float]]:
        """Version keys of the articles worth a closer look, and the passages' BM25."""
        query = leg.query
        passages, articles = admitted or (None, None)
        with span("search.words"):
            words = dict(self._text.passages(query.terms, query.until, PASSAGES, passages))
            whole = dict(self._text.articles(query.terms, query.until, PASSAGES, articles))
        places = self._library.places({*words, *near})
        best_words = max(words.values(), default=1.0)
        floor = min(near.values(), default=0.0)
        best_whole = max(whole.values(), default=1.0)
        fused: dict[int, float] = {}
        for key, place in places.items():
            score = near.get(key, floor) + _FUSE_WORDS * words.get(key, 0.0) / best_words
            fused[place.version] = max(fused.get(place.version, -1.0), score)
        for version, score in whole.items():
            fused.setdefault(version, floor + _FUSE_WORDS * score / best_whole / 2)
        valid = self._valid(fused, query.until)
        ranked: dict[int, float] = {}
        for version, score in fused.items():
            if version in valid:
                stands, dated = valid[version]
                recent = _FUSE_RECENT * math.exp(-_days(dated, query.until) / _FUSE_DAYS) * leg.recent
                ranked[stands] = max(ranked.get(stands, -1.0), score + recent)
        best = sorted(ranked, key=lambda version: -ranked[version])
        most = PART_CANDIDATES if leg.further else CANDIDATES
        chosen = with_copies(best, self._library.stories_of(best), most)
        return [*chosen, *self._said_further(query, admitted, ranked, frozenset(chosen))], words

    def _said_further(
        self, query: Query, admitted: Admitted | None, ranked: dict[int, float], chosen: frozenset[int]
    ) -> list[int]:
        """Versions standing on the day asked that give something to a person whose words are asked for.

        Those that were found too come first, then the latest; `SAID` at most.
        """
        people = [person_key(name) for name in query.understood.speakers]
        found = {v for person in people for v in self._library.said_by(person, ranked)}
        latest = {v for person in people for v in self._said_last(person, query.until, admitted, ranked)}
        if admitted is not None:
            found &= set(admitted.versions.tolist())
        further = (found | latest).difference(chosen)
        return sorted(further, key=lambda version: (-ranked.get(version, 0.0), -version))[:SAID]

    def _said_last(
        self, person: str, until: datetime, admitted: Admitted | None, ranked: dict[int, float]
    ) -> list[int]:
        """The last `SAID` such versions among those not found."""
        last: list[int] = []
        before = None
        while len(last) < SAID and (page := self._library.said_last(person, before, SAID_PAGE)):
            before = page[-1]
            may = page if admitted is None else np.intersect1d(page, admitted.versions).tolist()
            valid = self._valid(dict.fromkeys(may, 0.0), until)
            standing = {stands for stands, _ in valid.values()}
            last += sorted((v for v in may if v in standing and v not in ranked), reverse=True)
        return last[:SAID]

    def _valid(self, versions: dict[int, float], until: datetime) -> dict[int, tuple[int, datetime | None]]:
        """For each version found, the one of its article that stood at that instant, and its date."""
        all_versions = self._library.version_dates(versions)
        withdrawn = self._library.withdrawn(until)
        newest: dict[int, tuple[datetime, int, int, datetime | None]] = {}
        for key, (article, seq, dated) in all_versions.items():
            if article in withdrawn or (dated is not None and dated > until):
                continue
            entry = (dated or datetime.min.replace(tzinfo=UTC), seq, key, dated)
            newest[article] = max(newest.get(article, entry), entry, key=lambda e: e[:2])
        return {
            version: (newest[article][2], newest[article][3])
            for version, (article, _, _) in all_versions.items()
            if version in versions and article in newest
        }

    def _described(
        self, leg: Leg, vector: NDArray[np.float32], words: dict[int, float], versions: list[int]
    ) -> list[FoundArticle]:
        query = leg.query
        articles = self._library.by_version(versions)
        stored = self._library.passages_of(versions)
        rarity = self._text.rarity({*query.content, *query.names})
        best_words = max(words.values(), default=1.0)
        people = [person_key(name) for name in query.understood.speakers]
        said = {v for person in people for v in self._library.said_by(person, versions)}
        oldest = max((_days(article.dated, query.until) for article in articles.values()), default=0.0)
        rows = []
        for version in versions:
            if version not in stored:
                continue
            places = [place for place, _ in stored[version]]
            rows_of = b"".join(row for _, row in stored[version])
            cosines = np.frombuffer(rows_of, "<f4").reshape(len(places), -1) @ vector
            passages = tuple(
                FoundPassage(place, float(cosine), words.get(place.key, 0.0) / best_words)
                for place, cosine in zip(places, cosines, strict=True)
            )
            article = articles[version]
            # One without a date is never preferred for being recent.
            days = oldest if article.dated is None else _days(article.dated, query.until)
            features = article_features(query, article, passages, rarity, days)
            score = sum(
                ARTICLE[name] * value for name, value in features.items() if leg.recent or name not in RECENCY
            )
            score += OWN_WORDS * (version in said) - LESSER_KIND * lesser(query, article, leg.scope)
            rows.append((article, passages, features, score))
        rows.sort(key=lambda row: -row[3])
        top = rows[0][3] if rows else 0.0
        total = sum(math.exp(row[3] - top) for row in rows)
        return [
            FoundArticle(
                *row,
                share=math.exp(row[3] - top) / total,
                attributions=AttributionsRead(self._library, row[1][0].place.version),
            )
            for row in rows
        ]


def hits(found: Found, limit: int) -> list[Hit]:
    """Ranked passages: the best one of each story, then of its copies, then the stories' further ones."""
    ranked = [
        (article, sorted(article.passages, key=lambda passage: -passage.score)) for article in found.articles
    ]
    copies = [(article, max(article.passages, key=lambda passage: passage.score)) for article in found.copies]
    rounds: list[Hit] = []
    depth = 0
    while len(rounds) < limit and any(len(passages) > depth for _, passages in ranked):
        rounds += [
            _hit(article, passages[depth], depth) for article, passages in ranked if len(passages) > depth
        ]
        if depth == 0:
            rounds += [_hit(article, passage, 0.5) for article, passage in copies]
        depth += 1
    return rounds[:limit]


def _hit(found: FoundArticle, passage: FoundPassage, depth: float) -> Hit:
    article, place = found.article, passage.place
    return Hit(
        article_id=article.id,
        version=article.version,
        passage_id=f"{article.id}:{place.n}",
        start=place.start,
        end=place.end,
        # Each further passage of an article ranks below every article's better one, and copies between.
        score=found.score - 1000.0 * depth,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        text=article.text[place.start : place.end],
    )


def _days(dated: datetime | None, until: datetime) -> float:
    if dated is None:
        return UNDATED_DAYS
    # Whole days, as most articles state no more than a day.
    return float(max(0, until.toordinal() - dated.astimezone(UTC).toordinal()))
