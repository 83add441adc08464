"""Sentences that tell of a topic's events: found in the articles on it, dated and weighed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from retrieval.answer import DayMention
from retrieval.article import Article
from retrieval.finding.search import Found, FoundArticle, FoundPassage
from retrieval.models.embedder import Embedder
from retrieval.sentences import Sentence, sentences
from retrieval.timelines.event_dating import EventDay, event_day, published_day
from retrieval.timelines.topic import Topic, words_of

PASSAGE_COSINE, TITLE = 0.35, 0.5
"""The least likeness to the topic of an article's nearest passage, or share of its words in the headline."""

PASSAGES_EACH = 4
"""Passages of an article that are looked at: the nearest to the topic, and the first one."""

MOST = 100
"""Sentences embedded, the likeliest; each takes some 5 ms."""

RELEVANT = 0.6
"""The least relevance of an event: likeness in meaning, and half of it for having all the words."""

SHORTEST, LONGEST = 30, 450
"""Code points of a sentence that tells of an event by itself."""

FRESH, PAST = 3, 60
"""Days after an event within which a report of it is one of the time; and from which it is told as history.

History is taken only from sentences that have all the words of the topic.
"""

_PRONOUN = re.compile(
    r"[“\"'‘]?(?:(?:But|And|Yet|So|Then|While|When|As|After|Before)\s+)?"
    r"(?:he|she|it|they|we|i|you|this|that|these|those|his|her|its|their)\b",
    re.IGNORECASE,
)
# Captions and notes of the editors' that stand among the sentences of some pages.
_APART = re.compile(
    r"Getty Images|Hide Caption|Photos?:|pic\.twitter\.com|/(?:AFP|AP|Reuters)\b|Editor[’']s note|^Updated",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EventSentence:
    """A sentence that tells of something on a day.

    Args:
        found: the article it stands in.
        passage: the passage it stands in.
        start: first code point, in the article's text.
        end: one past the last.
        when: the day it tells of.
        mentions: every day that it names.
        vector: its embedding, float32, shape (dimension,), of length 1.
        relevance: how much it is on the topic.
        score: how well it tells of the event: relevance, and what speaks for and against it.
    """

    found: FoundArticle
    passage: FoundPassage
    start: int
    end: int
    when: EventDay
    mentions: tuple[DayMention, ...]
    vector: NDArray[np.float32]
    relevance: float
    score: float

    @property
    def text(self) -> str:
        """The sentence, as it stands in the article."""
        return self.found.article.text[self.start : self.end]

    @property
    def published(self) -> date:
        """The day of publication; known for every one that has a day."""
        return published_day(self.found.article) or self.when.day

    @property
    def announces(self) -> bool:
        """Whether what it tells of was still to come."""
        return self.published < self.when.day


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: FoundArticle
    passage: FoundPassage
    sentence: Sentence
    lead: bool
    when: EventDay
    mentions: tuple[DayMention, ...]
    coverage: float
    """Of the topic's words, by the sentence, or half as much by the headline; by either for a first one."""

    @property
    def text(self) -> str:
        return self.found.article.text[self.sentence.start : self.sentence.end]


def event_sentences(found: Found, topic: Topic, embedder: Embedder) -> list[EventSentence]:
    """The dated sentences on a topic, the best first.

    Args:
        found: what search brought back for it.
        topic: the topic.
        embedder: the model, to compare sentences with the topic.
    """
    candidates = [one for article in found.articles if _on(article, topic) for one in _dated(article, topic)]
    candidates.sort(key=lambda one: -(one.passage.cosine + one.coverage))
    likeliest = candidates[:MOST]
    if not likeliest:
        return []
    vectors = embedder.passages([one.text for one in likeliest])
    weighed = []
    for one, vector in zip(likeliest, vectors, strict=True):
        relevance = float(vector @ topic.vector) + one.coverage / 2
        if relevance >= RELEVANT:
            weighed.append(
                EventSentence(
                    one.found,
                    one.passage,
                    one.sentence.start,
                    one.sentence.end,
                    one.when,
                    one.mentions,
                    vector,
                    relevance,
                    relevance + _clarity(one),
                )
            )
    return sorted(weighed, key=lambda one: -one.score)


def _on(article: FoundArticle, topic: Topic) -> bool:
    nearest = max(passage.cosine for passage in article.passages)
    return nearest >= PASSAGE_COSINE or topic.covered(words_of(article.article.title)) >= TITLE


def _dated(found: FoundArticle, topic: Topic) -> Iterator[_Candidate]:
    article = found.article
    title = topic.covered(words_of(article.title))
    near = sorted(found.passages, key=lambda passage: -passage.cosine)[:PASSAGES_EACH]
    first = True
    for passage in sorted({one.place.n: one for one in (found.passages[0], *near)}.items()):
        place = passage[1].place
        for sentence in sentences(article.text, place.start, place.end, article.language or "en"):
            if sentence.heading or not _tells(article.text[sentence.start : sentence.end]):
                continue
            lead, first = first and place.n == 0, False
            when, mentions = event_day(article, sentence.start, sentence.end, topic.terms, lead=lead)
            own = topic.covered(words_of(article.text[sentence.start : sentence.end]))
            if when is not None and (own == 1 or _late(article, when) < PAST):
                # The first sentence tells what the headline announces.
                coverage = max(own, title if lead else title / 2)
                yield _Candidate(found, passage[1], sentence, lead, when, mentions, coverage)


def _tells(sentence: str) -> bool:
    """Whether a sentence tells by itself of whom or what it speaks."""
    if not SHORTEST <= len(sentence) <= LONGEST:
        return False
    # Questions and greetings report nothing.
    if sentence.rstrip("\"”'’)").endswith(("?", "!")):
        return False
    return not _PRONOUN.match(sentence) and not _APART.search(sentence)


def _late(article: Article, when: EventDay) -> int:
    """Days from the event to the report."""
    return ((published_day(article) or when.day) - when.day).days


def _clarity(one: _Candidate) -> float:
    """What speaks for a sentence as the one that tells of an event, beside its relevance."""
    article = one.found.article
    late = _late(article, one.when)
    return (
        0.10 * one.lead
        + 0.15 * (0 <= late <= FRESH)
        - 0.15 * (late < 0)
        - 0.20 * one.text.startswith(("“", '"', "‘", "'"))
        - 0.50 * (article.kind in ("opinion", "analysis"))
        - 0.10 * (len(one.text) > LONGEST / 2)
    )
