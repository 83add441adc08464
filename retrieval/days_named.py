"""The days that a question names, worked out against the day it is asked on; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from retrieval.day_ranges import Stretch, linked, ranges
from retrieval.relative_days import relative_days
from retrieval.understood import Days
from retrieval.written_days import WrittenDays, written_days

_CUE = re.compile(
    r"\d|day|week|month|year|night|morning|evening|christmas|halloween|tomorrow"
    r"|january|february|march|april|may\b|june|july|august|september|october|november|december",
    re.IGNORECASE,
)
# "Who will speak on Monday?" asks of a day that is still to come, or of none that can be told.
_AHEAD = re.compile(r"\b(?:will|shall|going to|upcoming|forthcoming|due|scheduled)\b", re.IGNORECASE)
_JOINED_ONLY = re.compile(r"\b(?:and|to|by|of)\s+$", re.IGNORECASE)
_PUBLICATION = (
    r"(?:report|article|story|stories|piece|post|review|analysis|coverage|edition|interview)(?:s|ing)?\b"
)
_PUBLISHED_BEFORE = re.compile(
    rf"\b(?:published|posted|reported|reporting|wrote|written|printed|released|aired|dated|noted|{_PUBLICATION}|ones?)"
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


def days_named(question: str, as_of: date) -> DaysNamed:
    """Read the days that a question names.

    Args:
        question: as put; where the name of an outlet holds a day ("The Sunday Times"), blanked.
        as_of: the day it is asked on; nothing after it is given.
    """
    if not _CUE.search(question):
        return DaysNamed()
    notes: list[str] = []
    written = list(_written(question, as_of, notes.append))
    relative = [
        Stretch(one.start, one.end, one.first, one.last)
        for one in relative_days(question, as_of)
        if not any(w.start < one.end and one.start < w.end for w in written)
        and not (_AHEAD.search(question, 0, one.start) and one.first == one.last and one.first <= as_of)
    ]
    stretches = sorted((*written, *relative), key=lambda one: one.start)
    past = list(_past(question, ranges(question, stretches, notes.append), as_of, notes.append))
    spans = tuple((one.start, one.end) for one in past)
    return DaysNamed(
        tuple(
            Days(text=question[one.start : one.end], start=one.first, end=one.last, publication=published)
            for one, published in zip(past, _publications(question, spans), strict=True)
        ),
        spans,
        tuple(dict.fromkeys(notes)),
    )


def _written(question: str, as_of: date, note: Callable[[str], None]) -> Iterator[Stretch]:
    found = written_days(question)
    previous: Stretch | None = None
    for n, one in enumerate(found):
        text = question[one.start : one.end]
        tied = n > 0 and linked(question, found[n - 1].end, one.start)
        if one.days is None and not one.part and not tied and _loose(question, one):
            continue
        if one.unclear:
            note(f"“{text}” can be read in two orders, so it was not used; write it as YYYY-MM-DD.")
            continue
        after = found[n + 1] if n + 1 < len(found) and linked(question, one.end, found[n + 1].start) else None
        if one.year is None and not (after and after.year) and _AHEAD.search(question, 0, one.start):
            continue
        try:
            first, last = one.within(_year(one, after, previous if tied else None, as_of))
        except (ValueError, OverflowError):
            note(f"“{text}” is no day of the calendar, so it was not used.")
            continue
        if first > last:
            first, last = last, first
            note(f"“{text}” has its ends turned round; it was read as {first} to {last}.")
        previous = Stretch(one.start, one.end, first, last)
        yield previous


def _loose(question: str, one: WrittenDays) -> bool:
    return (bool(_JOINED_ONLY.search(question, 0, one.start)) and one.year is None) or (
        one.month is None and bool(re.search(r"\b(?:and|to)\s+$", question[: one.start]))
    )


def _year(one: WrittenDays, after: WrittenDays | None, before: Stretch | None, as_of: date) -> int:
    """The year of a day written without one: that of the day it is joined with, else the latest begun."""
    if one.year is not None:
        return one.year
    if after is not None and after.year is not None and one.month and after.month:
        # "November to February 2023"
        return after.year - (one.month > after.month)
    if before is not None and before.last is not None and one.month:
        year = before.last.year + (one.month < before.last.month)
        if date(year, one.month, 1) <= as_of:
            return year
    for year in range(as_of.year, max(1, as_of.year - _LEAP), -1):
        try:
            first, last = one.within(year)
        except ValueError:
            continue
        if min(first, last) <= as_of:
            return year
    return as_of.year


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
