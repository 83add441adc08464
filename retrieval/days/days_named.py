"""The days that a question names, worked out against the day it is asked on; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from retrieval.asking.understood import Days
from retrieval.days.day_ranges import Stretch, linked, ranges
from retrieval.days.day_words import YEARS
from retrieval.days.events_named import events_named
from retrieval.days.relative_days import relative_days
from retrieval.days.written_days import WrittenDays, written_days

_CUE = re.compile(
    r"\d|day|week|month|year|night|morning|evening|christmas|halloween|tomorrow"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
# "Who will speak on Monday?" asks of a day that is still to come, or of none that can be told.
_AHEAD = re.compile(r"\b(?:will|shall|going to|upcoming|forthcoming|due|scheduled|expected)\b", re.IGNORECASE)
_JOINING = re.compile(r"\b(?:and|to)\s+$", re.IGNORECASE)
_JOINING_MONTH = re.compile(r"\b(?:and|to|by|of)\s+$", re.IGNORECASE)
_PUBLICATION = (
    r"(?:report|article|story|stories|piece|post|review|analysis|coverage|edition|interview)(?:s|ing)?\b"
)
_PUBLISHED_BEFORE = re.compile(
    rf"\b(?:published|posted|reported|reporting|wrote|written|printed|dated|noted|{_PUBLICATION}|ones?)"
    r"(?:\s+(?:by|in|from|later|again|originally|first|also|back|early|earlier|late|online|(?:[A-Z’'][\w.’'&-]*)))*"
    r"(?:,?\s+(?:on|in|from|at|of|since|after|before|between|during))?\s*[’'\"“]?$",
)
_PUBLISHED_AFTER = re.compile(rf"(?:[’']s)?,?\s+(?:[A-Z][\w.’'&-]*\s+)*{_PUBLICATION}")
# "the report on the flood on 5 January", but not "the report that the river rose on 5 January"
_REPORT_ON = re.compile(
    rf"\b(?:reported\s+on|{_PUBLICATION}\s+(?:on|about|of|regarding|featuring|covering|discussing)|published\s+at)\s"
    r"(?:(?!\b(?:that|when|which|who|where|after|before|between|while|whether|how|if|game)\b)[^.?!;]){1,160}?\s(?:on|from)\s+$",
    re.IGNORECASE,
)
_SAME_LIST = re.compile(r"[’'\"”]?,?\s*(?:(?:and|or|to|then)\s+)?(?:again\s+)?(?:on\s+|in\s+)?[’'\"“]?")
_WITH_WEEKDAY = re.compile(r",?\s+(?:the\s+|a\s+)?", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:before|until|till|by|up to|prior to)\s+(?:the\s+)?$", re.IGNORECASE)
_SOON = timedelta(days=31)
_LEAP = 8


@dataclass(frozen=True, slots=True)
class DaysNamed:
    """The days of a question.

    Args:
        days: in the order of the question.
        spans: for each of them, where it stands in the question, as ``[start, end)``.
        notes: a sentence about each expression that was not used, or was read in another way.
    """

    days: tuple[Days, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


Dated = Callable[[str], date | None]
"""Gives the day of an event by its words, such as "the Geneva talks"; None where it cannot be told."""


def days_named(question: str, as_of: date, dated: Dated | None = None) -> DaysNamed:
    """Read the days that a question names.

    Args:
        question: as put; where the name of an outlet holds a day ("The Sunday Times"), blanked.
        as_of: the day it is asked on; nothing after it is given.
        dated: tells the day of an event; without it events name no days.
    """
    if as_of.year not in YEARS:
        return DaysNamed()
    notes: list[str] = []
    events = list(_events(question, dated, notes.append)) if dated else []
    if not events and not _CUE.search(question):
        return DaysNamed((), (), tuple(notes))
    written = list(_written(question, as_of, notes.append))
    relative = [
        Stretch(one.start, one.end, one.first, one.last)
        for one in relative_days(question, as_of)
        if not any(_beside(question, one.start, one.end, w) for w in written)
        and not (_AHEAD.search(question, 0, one.start) and (one.first == one.last or one.first > as_of))
    ]
    stretches = sorted((*written, *relative), key=lambda one: one.start)
    joined = ranges(question, stretches, notes.append)
    joined += [one for one in events if not any(w.start < one.end and one.start < w.end for w in joined)]
    joined.sort(key=lambda one: one.start)
    past = list(_past(question, joined, as_of, notes.append))
    spans = tuple((one.start, one.end) for one in past)
    return DaysNamed(
        tuple(
            Days(text=question[one.start : one.end], start=one.first, end=one.last, publication=published)
            for one, published in zip(past, _publications(question, spans), strict=True)
        ),
        spans,
        tuple(dict.fromkeys(notes)),
    )


def _beside(question: str, start: int, end: int, date: Stretch) -> bool:
    """Whether what stands there is part of a date, or the weekday beside one: "Monday, 15 January"."""
    if date.start < end and start < date.end:
        return True
    gap = question[end : date.start] if end <= date.start else question[date.end : start]
    return _WITH_WEEKDAY.fullmatch(gap) is not None and question[start:end].lower().endswith("day")


def _events(question: str, dated: Dated, note: Callable[[str], None]) -> Iterator[Stretch]:
    for one in events_named(question):
        day = dated(one.event)
        if day is None:
            note(f"The library does not tell plainly when “{one.event}” was, so no days were taken from it.")
        elif one.word in ("before", "until", "prior to"):
            yield Stretch(one.start, one.end, None, day)
        else:
            yield Stretch(one.start, one.end, day, None)


def _written(question: str, as_of: date, note: Callable[[str], None]) -> Iterator[Stretch]:
    found = written_days(question)
    for n, one in enumerate(found):
        text = question[one.start : one.end]
        before = found[n - 1] if n and linked(question, found[n - 1].end, one.start) else None
        after = found[n + 1] if n + 1 < len(found) and linked(question, one.end, found[n + 1].start) else None
        if before is None and _joins_only(question, one):
            continue
        if one.unclear:
            note(f"“{text}” can be read in two orders, so it was not used; write it as YYYY-MM-DD.")
            continue
        dated = one.year is not None or (after and after.year) or (before and before.year)
        if not dated and _AHEAD.search(question, 0, one.start):
            continue
        try:
            first, last = one.within(_year(question, one, before, after, as_of))
        except (ValueError, OverflowError):
            note(f"“{text}” is no day of the calendar, so it was not used.")
            continue
        if first > last:
            first, last = last, first
            note(f"“{text}” has its ends turned round; it was read as {first} to {last}.")
        yield Stretch(one.start, one.end, first, last)


def _joins_only(question: str, one: WrittenDays) -> bool:
    """Whether it is a day only where it joins two: "March and May", not "Theresa and May"."""
    if one.days is not None or one.part or (one.month is not None and one.year is not None):
        return False
    return (_JOINING if one.month is None else _JOINING_MONTH).search(question, 0, one.start) is not None


def _year(
    question: str, one: WrittenDays, before: WrittenDays | None, after: WrittenDays | None, as_of: date
) -> int:
    """The year of a day written without one: that of the day it is joined with, else the latest begun."""
    if one.year is not None or one.month is None:
        return as_of.year if one.year is None else one.year
    if after is not None and after.month:
        # "November to February 2023"
        year = after.year or _latest(after, as_of + _SOON)
        return year - (one.month > after.month)
    if before is not None and before.month and before.year:
        return before.year + (one.month < before.month)
    # "before 3 January" and "28 December to 3 January", asked on 2 January, are not of a year ago.
    soon = before is not None or _UP_TO.search(question, 0, one.start)
    return _latest(one, as_of + _SOON if soon else as_of)


def _latest(one: WrittenDays, until: date) -> int:
    """The latest year in which it begins not after a day."""
    for year in range(until.year, until.year - _LEAP, -1):
        try:
            if min(one.within(year)) <= until:
                return year
        except ValueError:
            continue
    return until.year


def _past(
    question: str, stretches: Iterable[Stretch], as_of: date, note: Callable[[str], None]
) -> Iterator[Stretch]:
    """What lies not after the day asked on; longer stretches end with it."""
    for one in stretches:
        if one.first is not None and one.first > as_of:
            note(f"“{question[one.start : one.end]}” lies after {as_of}, so it was not used.")
            continue
        yield replace(one, last=as_of) if one.last is not None and one.last > as_of else one


def _publications(question: str, spans: Sequence[tuple[int, int]]) -> Iterator[bool]:
    """For each span, whether it is the day on which an article came out."""
    published, last = False, 0
    for start, end in spans:
        same = last and _SAME_LIST.fullmatch(question, last, start)
        published = (
            (published and bool(same))
            or bool(_PUBLISHED_BEFORE.search(question[:start]))
            or bool(_PUBLISHED_AFTER.match(question, end))
            or bool(_REPORT_ON.search(question[last:start]))
        )
        yield published
        last = end
