"""Puts sentences that tell of one event together, so that each event of a day is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from retrieval.terms import content_terms, terms
from retrieval.timelines.event_sentence import EventSentence

SAME_COSINE, SAME_TERMS = 0.6, 0.5
"""Likeness in meaning, or share of the shorter one's words, from which two sentences tell of one event."""

SAME_LATE = 0.7
"""Likeness from which a lead that names no day tells of an event of the two days before."""

POSTPONED, ANNOUNCED_COSINE = timedelta(days=2), 0.45
"""How much later than announced a report may be, and how like the announcement, to be of the same event.

Of one topic both are already, and a report is put in other words than what it was announced in.
"""

EACH_DAY = 3
"""Events told of one day, the best."""


@dataclass(frozen=True, slots=True)
class EventGroup:
    """One event of one day: the sentence that tells of it, and all that do, the best first."""

    chosen: EventSentence
    sentences: tuple[EventSentence, ...]

    @property
    def day(self) -> date:
        """The day of it."""
        return self.chosen.when.day


def events_of(found: Sequence[EventSentence]) -> list[EventGroup]:
    """The events that sentences tell of, the earliest day first.

    What was announced is left out where anybody reports that day, or the same within two days more.

    Args:
        found: the best first.
    """
    found = _first_told(found)
    named = [one for one in found if one.when.named]
    by_day: defaultdict[date, list[EventSentence]] = defaultdict(list)
    for one in named:
        by_day[one.when.day].append(one)
    for one in found:
        if not one.when.named:
            by_day[_happened(one, named)].append(one)
    groups = [group for day in sorted(by_day) for group in _events_of_day(by_day[day])]
    return [group for group in groups if not _superseded(group, groups)]


def _first_told(found: Sequence[EventSentence]) -> list[EventSentence]:
    """Of a sentence that stands word for word in articles of several days only the first to have it."""
    first: dict[tuple[str, ...], date] = {}
    words = [tuple(terms(one.text)) for one in found]
    for said, one in zip(words, found, strict=True):
        first[said] = min(first.get(said, one.published), one.published)
    return [one for said, one in zip(words, found, strict=True) if one.published == first[said]]


def _happened(lead: EventSentence, named: Sequence[EventSentence]) -> date:
    """The day before or the one before it, where a sentence of that day tells of the same; else its own."""
    same = [
        one.when.day
        for one in named
        if 0 < (lead.when.day - one.when.day).days <= 2 and float(one.vector @ lead.vector) >= SAME_LATE
    ]
    return max(same, default=lead.when.day)


def _superseded(group: EventGroup, groups: Sequence[EventGroup]) -> bool:
    """Whether something announced is reported: on any day of its range, or the same a little later."""
    if not group.chosen.announces:
        return False
    end = group.chosen.when.end or group.day
    return any(
        not other.chosen.announces
        and group.day <= other.day <= end + POSTPONED
        and (other.day <= end or float(group.chosen.vector @ other.chosen.vector) >= ANNOUNCED_COSINE)
        for other in groups
    )


def _events_of_day(told: Sequence[EventSentence]) -> list[EventGroup]:
    reports = [one for one in told if not one.announces]
    groups: list[list[EventSentence]] = []
    for one in sorted(reports or told, key=lambda one: -one.score):
        same = next((group for group in groups if _same_event(one, group[0])), None)
        if same is None:
            groups.append([one])
        else:
            same.append(one)
    return [_group(group) for group in groups[:EACH_DAY]]


def _group(told: Sequence[EventSentence]) -> EventGroup:
    # Only one that names the day shows it; a lead moved here is of the next day's paper.
    chosen = next((one for one in told if one.when.named), told[0])
    return EventGroup(chosen, tuple(told))


def _same_event(one: EventSentence, other: EventSentence) -> bool:
    if float(one.vector @ other.vector) >= SAME_COSINE:
        return True
    shorter, longer = sorted((set(content_terms(one.text)), set(content_terms(other.text))), key=len)
    return len(shorter & longer) >= SAME_TERMS * len(shorter)
