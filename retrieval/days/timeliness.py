"""Keeps to the days that a question names: of what articles tell, what is of other days is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from retrieval.asking.scope import AFTERWARDS
from retrieval.asking.understood import Days
from retrieval.days.day_mentions import days_spoken_of
from retrieval.weighing.candidate_sentences import Candidate


def timely(candidates: Sequence[Candidate], days: Sequence[Days]) -> list[Candidate]:
    """The sentences of the days asked about; all of them where none is, or none is asked about.

    A sentence is of the days that it names or was said on; one without a day is of its article's
    publication, which may be some days after what it tells.

    Args:
        candidates: the sentences to weigh.
        days: what the question names.
    """
    if not days:
        return list(candidates)
    kept = [one for one in candidates if any(_is_of(one, day) for day in days)]
    return kept or list(candidates)


def names_day(candidate: Candidate, days: Sequence[Days]) -> bool:
    """Whether a sentence names, or was said on, one of the days asked about."""
    asked = [one for one in days if not one.publication]
    return bool(asked) and any(_within(day, one) for day in _spoken(candidate) for one in asked)


def _is_of(candidate: Candidate, days: Days) -> bool:
    if days.publication:
        return True
    spoken, published = _spoken(candidate), _published(candidate)
    if any(_within(day, days) for day in spoken):
        return True
    return not spoken and published is not None and _within(published, days, AFTERWARDS)


def _spoken(candidate: Candidate) -> set[date]:
    named = days_spoken_of(
        candidate.found.article.text, candidate.start, candidate.end, _published(candidate)
    )
    return named | {
        one.said_on
        for one in candidate.found.attributions
        if one.said_on and one.start < candidate.end and candidate.start < one.end
    }


def _published(candidate: Candidate) -> date | None:
    article = candidate.found.article
    known = article.published is not None and article.published_precision not in ("year", "month")
    return article.published.date() if article.published and known else None


def _within(day: date, days: Days, afterwards: int = 0) -> bool:
    late = timedelta(days=afterwards)
    return (days.start is None or days.start <= day) and (days.end is None or day - late <= days.end)
