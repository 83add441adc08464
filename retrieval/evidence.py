"""Chooses the sentences that answer, out of the passages that search found."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.attribution import attribute
from retrieval.embedder import Embedder
from retrieval.question import Query, Wants
from retrieval.search import Found, FoundArticle, FoundPassage, covered
from retrieval.sentences import Sentence, sentences
from retrieval.terms import STOP_WORDS, terms
from retrieval.text_index import TextIndex
from retrieval.weights import SENTENCE

ARTICLES = 3
PASSAGES_EACH = 2
"""Where sentences are looked for: the best articles, their best passages and their first one.

On RealTimeQA twice as many of each gave no better answers, at twice the time.
"""

SHORTEST = 15
"""Code points; shorter ones ("Read more.") are no evidence."""

LONGEST = 700
"""Code points; a longer one is a list or a table that was not recognised."""

SPEAKER = 2.0
"""What it adds to a sentence's score that the person whose words are asked for says it.

Set by hand: RealTimeQA hardly asks who said what, so there is nothing to fit it to. It is what
sets "Lavrov demanded …" before "Blinken told Lavrov that the demands …".
"""

WEAKEST = 0.01
"""The least share of the best sentence's belief with which another is quoted beside it.

On RealTimeQA's development questions it costs no answer; 0.02 costs two.
"""

SAME_WORDS = 0.8
"""Share of a sentence's words that another must have to say the same in the same words."""

VARIETY = 2.0
"""How much likeness to a sentence chosen already counts against the next one, in units of the score."""

_NUMBER = re.compile(
    r"[$€£]?\d[\d,.]*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|million|billion|half)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|next (?:week|month|year)|tomorrow"
    r"|this (?:fall|autumn|spring|summer|winter)|(?:19|20)\d\d)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|after|amid|caused?|over|since|as a result|risks?"
    r"|led to|fears?|concerns?|blam\w+|shortage)\b",
    re.IGNORECASE,
)
_PROPER = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'&-]*(?:\s+(?:of|the|de|and|&)?\s*[A-ZÀ-ÖØ-Þ][\w’'&-]*)*")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Args:
        found: the article it stands in.
        passage: the passage it stands in.
        start: first code point, in the article's text.
        end: one past the last.
        score: its share of the belief among all sentences looked at.
        features: the reasons for the score.
        vector: its embedding, of length 1.
    """

    found: FoundArticle
    passage: FoundPassage
    start: int
    end: int
    score: float
    features: dict[str, float]
    vector: NDArray[np.float32]

    @property
    def text(self) -> str:
        """The sentence, as it stands in the article."""
        return self.found.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: FoundArticle
    rank: int
    passage: FoundPassage
    sentence: Sentence
    terms: frozenset[str]

    @property
    def text(self) -> str:
        return self.found.article.text[self.sentence.start : self.sentence.end]


def weigh(found: Found, embedder: Embedder, text: TextIndex) -> list[Evidence]:
    """Every sentence worth looking at with its score, best first.

    Args:
        found: what search brought back.
        embedder: the model, to compare sentences with the question.
        text: the text index, for how rare each term is.
    """
    candidates = list(_candidates(found))
    if not candidates:
        return []
    query = found.query
    ask = found.vector if query.ask == query.text else embedder.query(query.ask)
    vectors = embedder.passages([candidate.text for candidate in candidates])
    features = _features(query, candidates, vectors @ ask, text.rarity({*query.content, *query.ask_content}))
    scores = [
        sum(SENTENCE[name] * value for name, value in row.items()) + SPEAKER * _says(query, candidate)
        for row, candidate in zip(features, candidates, strict=True)
    ]
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    total = sum(shares)
    weighed = [
        Evidence(c.found, c.passage, c.sentence.start, c.sentence.end, share / total, row, vector)
        for c, share, row, vector in zip(candidates, shares, features, vectors, strict=True)
    ]
    return sorted(weighed, key=lambda evidence: -evidence.score)


def _says(query: Query, candidate: _Candidate) -> bool:
    """Whether the article gives the sentence to the person whose words are asked for."""
    if query.speaker is None:
        return False
    speaker = attribute(candidate.found.article, candidate.sentence.start, candidate.sentence.end).speaker
    return speaker is not None and query.speaker in terms(speaker)


def choose(weighed: list[Evidence], most: int = 3) -> list[Evidence]:
    """The best sentences, each saying something that those before it do not.

    Args:
        weighed: from `weigh`, best first.
        most: how many at most; fewer where the rest is far weaker than the best.
    """
    chosen: list[Evidence] = []
    left = [evidence for evidence in weighed[:40] if evidence.score >= WEAKEST * weighed[0].score]
    while left and len(chosen) < most:
        best = max(left, key=lambda e: math.log(e.score + 1e-12) - VARIETY * _likeness(e, chosen))
        same = [evidence for evidence in left if evidence is best or _same_words(evidence, best)]
        # Copies of one dispatch say it in the same words; one that is dated stands for all.
        dated = (evidence for evidence in same if evidence.found.article.published is not None)
        chosen.append(best if best.found.article.published is not None else next(dated, best))
        left = [evidence for evidence in left if not any(evidence is other for other in same)]
    return chosen


def _same_words(one: Evidence, other: Evidence) -> bool:
    """Whether the shorter sentence's words are nearly all in the longer: they differ by a dateline, say."""
    shorter, longer = sorted((set(terms(one.text)), set(terms(other.text))), key=len)
    return len(shorter & longer) >= SAME_WORDS * len(shorter) and len(shorter) >= SAME_WORDS / 2 * len(longer)


def _likeness(evidence: Evidence, chosen: list[Evidence]) -> float:
    return max((float(evidence.vector @ other.vector) for other in chosen), default=0.0)


def _candidates(found: Found) -> Iterator[_Candidate]:
    for rank, article in enumerate(found.articles[:ARTICLES]):
        best = sorted(article.passages, key=lambda passage: -passage.score)[:PASSAGES_EACH]
        chosen = {passage.place.n: passage for passage in [article.passages[0], *best]}
        text = article.article.text
        for _, passage in sorted(chosen.items()):
            for sentence in sentences(
                text, passage.place.start, passage.place.end, article.article.language or "en"
            ):
                length = sentence.end - sentence.start
                if not sentence.heading and SHORTEST <= length <= LONGEST:
                    present = frozenset(terms(text[sentence.start : sentence.end]))
                    yield _Candidate(article, rank, passage, sentence, present)


def _features(
    query: Query, candidates: list[_Candidate], cosines: NDArray[np.float32], rarity: dict[str, float]
) -> list[dict[str, float]]:
    titles = {c.rank: set(terms(c.found.article.title or "")) for c in candidates}
    agreement = _agreement(query, candidates)
    rows = []
    for n, candidate in enumerate(candidates):
        around = set(candidate.terms) | titles[candidate.rank]
        for m in (n - 1, n + 1):
            if 0 <= m < len(candidates) and candidates[m].rank == candidate.rank:
                around |= candidates[m].terms
        rows.append(
            {
                "cosine": float(cosines[n]),
                "ask_terms": covered(query.ask_content, candidate.terms, rarity),
                "context_terms": covered(query.content, around, rarity),
                "fits": float(bool(_offered(query, candidate))) if query.wants != "anything" else 0.5,
                "agreement": agreement[n],
                "lead": 1.0 / (1.0 + candidate.sentence.start / 500.0),
            }
        )
    return rows


def _agreement(query: Query, candidates: list[_Candidate]) -> list[float]:
    """How far the articles agree on the best thing each sentence offers as an answer: 0 to 1."""
    backers: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    offered = [_offered(query, candidate) for candidate in candidates]
    share = {candidate.rank: candidate.found.share for candidate in candidates}
    for candidate, things in zip(candidates, offered, strict=True):
        for thing in things:
            backers[thing].add((candidate.rank, candidate.sentence.start))
    belief = {thing: sum(share[rank] for rank, _ in places) for thing, places in backers.items()}
    most = max(belief.values(), default=1.0)
    return [max((belief[thing] for thing in things), default=0.0) / most for things in offered]


def _offered(query: Query, candidate: _Candidate) -> set[str]:
    """What in a sentence could be the answer: of the kind wanted, and not in the question."""
    return {thing for thing in things(query.wants, candidate.text) if _fresh(thing, query)}


def things(wants: Wants, sentence: str) -> Iterator[str]:
    """Numbers, dates, names or causes in a sentence, by the kind wanted."""
    if wants == "number":
        yield from (number.lower() for number in _NUMBER.findall(sentence))
    elif wants == "date":
        yield from _DATE.findall(sentence)
    elif wants == "reason":
        yield from (cause.lower() for cause in _REASON.findall(sentence))
    else:
        for name in _PROPER.findall(sentence):
            if not (sentence.startswith(name) and name.lower() in STOP_WORDS):
                yield name


def _fresh(thing: str, query: Query) -> bool:
    if query.wants == "reason":
        return True
    known = set(query.terms)
    return any(term not in known for term in terms(thing))
