"""The days that an article's sentences name, worked out against its own date: "on Friday", "January 10".

An expression that could mean two days is left out: a day shown wrongly is worse than one not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from retrieval.answer import DayMention
from retrieval.days.dateline import dateline_day
from retrieval.days.day_words import MONTH, WEEKDAY, ahead, back, weekday_number
from retrieval.days.tense import Tense, said_or_ahead, tense
from retrieval.days.written_days import WrittenDays, written_days

_WEEKDAY = re.compile(
    rf"(?<![\w’'-])(?:(?P<on>[Oo]n)\s+)?(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his(?:\s(?:past|coming))?)\s+)?(?P<weekday>{WEEKDAY})"
    r"(?!\w|\s+(?:Times|Night|Mail|Telegraph|Herald|Post|Mirror|Express|School|Prayers)\b|[’']?\s*[-–]\s*[A-Z])"
)
_HABIT = re.compile(
    r"\b(?:[Ee]very|[Ee]ach|[Mm]ost|a|any|one|[A-Z][\w’'-]*|to|through|and|or|between|from)\s+$"
)
_ON_BEFORE = re.compile(
    r"(?:^|[\s“\"])(?:[Oo]n|[Ll]ate|[Ee]arly|[Ee]arlier|[Ss]ince|[Uu]ntil|of|for|by|after|before)\s+$"
)
_OTHER_DAY = re.compile(r"\s*(?:and|or|to|through|until|–|-)\s*(?:on\s+)?" + WEEKDAY)
_PLAIN = re.compile(
    r"\b(?:(?P<yesterday>[Yy]esterday|[Ll]ast\s+night)|(?P<tomorrow>[Tt]omorrow)"
    r"|(?P<today>[Tt]onight|[Tt]his\s+(?:morning|afternoon|evening))|(?P<today2>today))\b(?![’'])"
)
_QUOTED = re.compile(r"“[^“”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^«»]*(?:»|$)")
_AT = re.compile(
    r"\b(?:[Oo]n|[Ss]ince|[Uu]ntil|[Bb]y|[Bb]efore|[Aa]fter|[Ff]rom|[Ll]ate|[Ee]arly|for|[Ee]arlier)\s+$"
)
# "Tuesday, August 2", "August 2, a Tuesday"
_WITH_WEEKDAY = re.compile(
    rf"(?<!\w)(?:(?P<w1>{WEEKDAY}),?\s+(?P<d1>{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})"
    rf"|(?P<d2>{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH}),?\s+(?:a\s+)?(?P<w2>{WEEKDAY}))(?![\w:]|,?\s+\d{{4}})"
)
_BESIDE_DATE = re.compile(
    rf"(?<!\w){WEEKDAY},?\s+(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?!\d)|(?<!\w)(?:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH}),?\s+(?:a\s+)?{WEEKDAY}"
)
_CUE = re.compile(rf"(?:day|night|tomorrow|[Tt]his (?:morning|afternoon|evening))\b|\b{MONTH}")
_NEAR = timedelta(days=60)
_FEW = 14
_DAY = timedelta(days=1)


def day_mentions(text: str, start: int, end: int, published: date | None) -> tuple[DayMention, ...]:
    """The days in a sentence that only the article's own date makes days, in order.

    Args:
        text: the article's text.
        start: first code point of the sentence.
        end: one past its last.
        published: the article's day of publication; None where no day is known.

    Returns:
        Relative days, and days without a year; those that are not clear are left out. A dateline
        some days before the publication is what they count from.
    """
    sentence = text[start:end]
    if not _CUE.search(sentence):
        return ()
    base = dateline_day(text, published) or published
    if base is None:
        return ()
    dated = list(_with_weekdays(sentence, base))
    # A date beside it, even one with a year, says which weekday it is.
    blanked = _BESIDE_DATE.sub(lambda match: " " * len(match[0]), sentence)
    found = [*dated, *_weekdays(blanked, base), *_plain(blanked, base), *_yearless(blanked, base)]
    return tuple(
        DayMention(start=start + a, end=start + b, text=sentence[a:b], day=day) for a, b, day in sorted(found)
    )


def single_days(text: str, start: int, end: int, published: date | None) -> tuple[DayMention, ...]:
    """The single days of a sentence, with a year or by the article's own date; arguments as above."""
    found = list(day_mentions(text, start, end, published))
    for one, (first, last) in _with_years(text[start:end]):
        if first == last and not any(m.start < start + one.end and start + one.start < m.end for m in found):
            span = (start + one.start, start + one.end)
            found.append(DayMention(start=span[0], end=span[1], text=text[slice(*span)], day=first))
    return tuple(sorted(found, key=lambda mention: mention.start))


def days_spoken_of(text: str, start: int, end: int, published: date | None) -> set[date]:
    """Every day that a sentence names, alone or in a few days from one to another; arguments as above."""
    days = {mention.day for mention in single_days(text, start, end, published)}
    for _, (first, last) in _with_years(text[start:end]):
        days.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return days


def _with_years(sentence: str) -> Iterator[tuple[WrittenDays, tuple[date, date]]]:
    """Days, or a few days, whose year is written."""
    for one in written_days(sentence):
        if one.year is None or one.days is None or one.unclear:
            continue
        try:
            first, last = one.within(one.year)
        except ValueError:
            continue
        if timedelta(0) <= last - first <= timedelta(days=_FEW):
            yield one, (first, last)


Found = tuple[int, int, date]


def _with_weekdays(sentence: str, base: date) -> Iterator[Found]:
    """Days without a year beside a weekday, which tells the year."""
    for match in _WITH_WEEKDAY.finditer(sentence):
        weekday = weekday_number(match["w1"] or match["w2"])
        day = _fitting(written_days(match["d1"] or match["d2"]), weekday, base)
        if day is not None:
            yield *match.span(), day


def _fitting(written: Sequence[WrittenDays], weekday: int, base: date) -> date | None:
    """The nearest day, of this year and those beside it, that is of the weekday."""
    days = []
    for year in (base.year - 1, base.year, base.year + 1):
        try:
            days += [one.within(year)[0] for one in written]
        except ValueError:
            continue
    fitting = [day for day in days if day.weekday() == weekday]
    return min(fitting, key=lambda day: abs(day - base), default=None)


def _weekdays(sentence: str, base: date) -> Iterator[Found]:
    for match in _WEEKDAY.finditer(sentence):
        start, end = match.span()
        before = sentence[: match.start()]
        if not match["on"] and _HABIT.search(before) and not _ON_BEFORE.search(before):
            continue
        if _OTHER_DAY.match(sentence, end):
            continue
        day = _weekday(sentence, match, base)
        if day is not None:
            yield start, end, day


def _weekday(sentence: str, match: re.Match[str], base: date) -> date | None:
    weekday, which = weekday_number(match["weekday"]), (match["which"] or "").lower()
    if which in ("last", "this past"):
        return back(base, weekday, before=True)
    if which in ("next", "this coming"):
        day = ahead(base, weekday, after=True)
        # On a Monday "next Tuesday" may be tomorrow, or not.
        return day if which == "this coming" or day.isocalendar()[:2] != base.isocalendar()[:2] else None
    told, quoted = _tense(sentence, *match.span("weekday"))
    if told is Tense.PAST and sentence[: match.start()].endswith((" for ", " until ", " by ")):
        # "closed for Saturday" is of a day that may be ahead.
        return None
    days = {_counted(told, weekday, day) for day in ((base, base - _DAY) if quoted else (base,))}
    # Words that are quoted may have been spoken the day before.
    return days.pop() if len(days) == 1 else None


def _counted(told: Tense, weekday: int, base: date) -> date | None:
    if told is Tense.UNCLEAR:
        return None
    return back(base, weekday) if told is Tense.PAST else ahead(base, weekday)


def _tense(sentence: str, start: int, end: int) -> tuple[Tense, bool]:
    """The tense of a day, and whether it is named within quotation marks."""
    for quoted in _QUOTED.finditer(sentence):
        if quoted.start() < start < quoted.end():
            inside = sentence[quoted.start() : quoted.end()]
            return tense(inside, start - quoted.start(), end - quoted.start()), True
    blanked = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), sentence)
    return tense(blanked, start, end), False


def _plain(sentence: str, base: date) -> Iterator[Found]:
    """Yesterday, today and tomorrow; not those of whoever is quoted."""
    blanked = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), sentence)
    for match in _PLAIN.finditer(blanked):
        kind = match.lastgroup
        # "today" is often no more than "nowadays".
        if kind == "today2" and not said_or_ahead(blanked, *match.span()):
            continue
        steps = {"yesterday": -1, "tomorrow": 1}.get(kind or "", 0)
        yield *match.span(), base + timedelta(days=steps)


def _yearless(sentence: str, base: date) -> Iterator[Found]:
    for one in written_days(sentence):
        # "the January 6 hearings" and "January 6 hearings" may be named after a day of another year.
        plain = one.year is None and one.days is not None and one.days[0] == one.days[1]
        opens = one.start == 0 or _AT.search(sentence, 0, one.start)
        if (
            not plain
            or not opens
            or re.match(r"\s+(?!and\b|to\b|in\b|at\b|as\b|for\b|after\b)[a-z]", sentence[one.end :])
        ):
            continue
        told, _ = _tense(sentence, one.start, one.end)
        day = _nearest(one, base, told)
        if day is not None:
            yield one.start, one.end, day


def _nearest(one: WrittenDays, base: date, told: Tense) -> date | None:
    """The day in the year that brings it near the article's own, on the side that the verb tells of."""
    for year in (base.year, base.year - 1, base.year + 1):
        try:
            day, _ = one.within(year)
        except ValueError:
            continue
        if abs(day - base) > _NEAR:
            continue
        wrong = (told is Tense.PAST and day > base + _DAY) or (told is Tense.AHEAD and day < base)
        return None if wrong else day
    return None
