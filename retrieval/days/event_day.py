"""The day of an event that a question names in words, where the library's articles tell it plainly."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from retrieval.article import Article
from retrieval.days.day_mentions import single_days
from retrieval.days.tense import SAYING
from retrieval.index.text_index import TextIndex
from retrieval.library import Library
from retrieval.sentences import sentences
from retrieval.terms import content_terms, terms

_PASSAGES = 50
_NEAR = 60
"""Code points that may stand between the event's last word and its day."""
_CLEARLY = 2
"""So many times as often as any other a day must be given, where sentences differ."""
_WORD = re.compile(r"\w+")
_OPENS = re.compile(r"(?:Late |Early )?(?:On |In )?")


def event_day(event: str, until: datetime, library: Library, words: TextIndex) -> date | None:
    """The day on which sentences of the library say that an event was.

    A sentence counts where it has all words of the event and names one day, soon after the event's
    words or at its beginning, and this is not the day on which somebody said something.

    Args:
        event: in words, such as "the Geneva talks".
        until: the last instant from which anything may be used.
        library: the articles.
        words: their text index.

    Returns:
        None where no sentence says so, or several do and none of their days is clearly the most frequent.
    """
    wanted = content_terms(event)
    places = library.places(key for key, _ in words.passages(wanted, until, _PASSAGES))
    articles = library.by_version({place.version for place in places.values()})
    told: dict[str, date] = {}
    for place in places.values():
        article = articles.get(place.version)
        if article is not None:
            told.update(_told(article, place.start, place.end, frozenset(wanted)))
    # Copies of one sentence are one.
    ranked = Counter(told.values()).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] < _CLEARLY * ranked[1][1]):
        return None
    return ranked[0][0]


def _told(article: Article, start: int, end: int, wanted: frozenset[str]) -> Iterator[tuple[str, date]]:
    """Sentences of a passage that say when the event was, each with the day."""
    day_known = article.published is not None and article.published_precision not in ("year", "month")
    published = article.published.date() if article.published is not None and day_known else None
    for sentence in sentences(article.text, start, end):
        written = article.text[sentence.start : sentence.end]
        if sentence.heading or not wanted <= set(terms(written)):
            continue
        named = single_days(article.text, sentence.start, sentence.end, published)
        if len(named) == 1 and _of_event(
            written, wanted, named[0].start - sentence.start, named[0].end - sentence.start
        ):
            yield written, named[0].day


def _of_event(sentence: str, wanted: frozenset[str], start: int, end: int) -> bool:
    """Whether a day at this place is the event's, rather than the day of what was said of it."""
    if _OPENS.fullmatch(sentence[:start]):
        return not SAYING.search(sentence, end)
    before = [match.end() for match in _WORD.finditer(sentence, 0, start) if set(terms(match[0])) & wanted]
    named = {term for match in _WORD.finditer(sentence, 0, start) for term in terms(match[0])}
    between = sentence[before[-1] : start] if before else ""
    return wanted <= named and len(between) <= _NEAR and not SAYING.search(between) and ";" not in between
