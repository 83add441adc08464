"""The day that a sentence tells of: one that it names, else, of a lead, that of publication."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from retrieval.answer import DayMention
from retrieval.article import Article
from retrieval.days.day_mentions import day_mentions
from retrieval.days.full_date import MONTH, full_dates
from retrieval.terms import terms

# "GENEVA, Jan 10 -" tells where and when it was written.
_DATELINE = re.compile(
    r"[A-ZÀ-ÖØ-Þ][^a-z\n]{1,40}(?:\([^)\n]{1,40}\)|[A-Z][a-z]{2,8}\.?\s+\d{1,2})?\s*[-–—]\s"
)
# A day that only bounds another time: "for the first time since July 2019".
_BOUNDS = re.compile(
    r"\b(?:since(?:\s+[\w’'-]+){0,5}|(?:before|after|by|until|till|ahead of|as of)(?:\s+\w+)?)\s+$",
    re.IGNORECASE,
)
# The day on which it was said, and not that on which it happens.
_SAID = re.compile(
    r"\b(?:said|says|announced|added|warned|wrote|confirmed|told(?:\s+\w+){1,3})\s+(?:late\s+|early\s+)?(?:on\s+)?$",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s*(?:to|through|until|till|and|[-–—])\s*(?:on\s+)?", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})\b")
_WORD = re.compile(r"\w+")
_YEAR = re.compile(r"\b\d{4}\b")
FRESH = 2
"""Days for which something is news."""


class EventDay(NamedTuple):
    """The day of an event, with how it is known."""

    day: date
    end: date | None
    named: bool


def event_day(
    article: Article, start: int, end: int, topic: Collection[str], *, lead: bool
) -> tuple[EventDay | None, tuple[DayMention, ...]]:
    """The day that ``article.text[start:end]``, a sentence, tells of, and the days it names without a year.

    Args:
        article: what it stands in.
        start: where it begins.
        end: one past its end.
        topic: the topic's terms; of several days the one nearest to them is meant.
        lead: whether it is the article's first sentence, which tells what is new: of several days
            one just before publication is meant.

    Returns:
        None where it names no day and is no lead, names one that is not certain, or where the
        article's own day is not known.
    """
    published = published_day(article)
    if published is None:
        return None, ()
    relative = day_mentions(article.text, start, end, published)
    mentions = sorted([*relative, *full_dates(article.text, start, end)], key=lambda m: m.start)
    dateline = _DATELINE.match(article.text, start, end)
    after = dateline.end() if dateline else start
    meant = [
        m
        for m in mentions
        if m.start >= after
        and not _BOUNDS.search(article.text, start, m.start)
        # In "the January 6 hearings" the day is a name.
        and not _short(terms(_YEAR.sub("", m.text))) <= _short(topic)
    ]
    meant = [m for m in meant if not _SAID.search(article.text, start, m.start)] or meant
    if meant:
        fresh = [m for m in meant if lead and 0 <= (published - m.day).days <= FRESH]
        nearest = min(
            fresh or meant, key=lambda m: _distance(article.text[after:end], m.start - after, topic)
        )
        return EventDay(nearest.day, _range_end(article.text, nearest, mentions), True), relative
    # A date that may be of another year dates it, if not certainly.
    new = lead and not _DATE.search(article.text, after, end)
    return (EventDay(published, None, False) if new else None), relative


def _short(words: Iterable[str]) -> set[str]:
    """Terms cut to what "January" and "Jan." share."""
    return {word[:3] for word in words}


def published_day(article: Article) -> date | None:
    """The day of publication, where it is known to the day."""
    if article.published is None or article.published_precision in ("year", "month"):
        return None
    return article.published.date()


def _distance(sentence: str, at: int, topic: Collection[str]) -> int:
    """Code points from a place to the nearest word of the topic."""
    places = (word.start() for word in _WORD.finditer(sentence) if set(terms(word[0])) & set(topic))
    return min((abs(place - at) for place in places), default=len(sentence))


def _range_end(text: str, first: DayMention, mentions: Sequence[DayMention]) -> date | None:
    """The last day of "from Monday to Wednesday"."""
    later = [m for m in mentions if m.start >= first.end and m.day > first.day]
    if not later or not _JOINS.fullmatch(text, first.end, later[0].start):
        return None
    return later[0].day
