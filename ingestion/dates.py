"""What day a source states, and how precisely; nothing it does not state is filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

from ingestion.draft import Stamp
from retrieval.article import Precision, as_utc

FIRST_YEAR = 1700
"""Before the first newspapers that anybody ingests; an earlier date is a mistake."""
LEEWAY = timedelta(hours=36)
"""Clocks and zones apart, nothing is dated later than this after now."""
_LONGEST = 80
"""Code points of the longest text that can be a date; longer ones are not looked at."""

_ISO = re.compile(
    r"(?P<year>\d{4})(?:(?P<sep>[-/.])(?P<month>\d{1,2})(?:(?P=sep)(?P<day>\d{1,2})"
    r"(?:(?:[Tt]|,?[ ]+)(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    r"[ ]*(?P<zone>Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?"
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})Z?)?"
)
_DOTTED = re.compile(r"(\d{1,2})\.[ ]?(\d{1,2})\.[ ]?(\d{4})\b")
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")
_MAIL = re.compile(
    r"(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}(:\d{2})? ?([+-]\d{4}|GMT|UT|UTC|Z)?"
)
_YEAR = re.compile(r"(?<!\d)(?:1[7-9]|2[01])\d\d(?!\d)|年")
_EITHER_ORDER = re.compile(r"(?<!\d)(\d{1,2})[/ -](\d{1,2})[/ -]\d{4}(?!\d)")
_INDIA_OR_ISRAEL = re.compile(r"\bIST\b")
_WORD = re.compile(r"[^\W\d_]+")
_ENGLISH_WORD = re.compile(
    r"[apmtz]|jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|(?:nov|dec)(?:ember)?|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
    r"|st|nd|rd|th|of|on|at|[ap]m|gmt|utc|[ecmp][sd]t|bst|cest",
    re.IGNORECASE,
)
"""What dates in English are made of."""
_SECONDS = re.compile(r"\d{1,2}[:.]\d{2}[:.]\d{2}")


def parse_stamp(text: str) -> Stamp | None:
    """The instant that a source states, in UTC.

    Args:
        text: ISO 8601 in any precision, RFC 2822, seconds or milliseconds
            since 1970, or a date in words in any language dateparser knows. A
            time without a zone is taken to be UTC.

    Returns:
        The instant (the first of its day, month or year where no more is
        stated) and its precision. None for a relative date, one that could
        be read in two orders, one before `FIRST_YEAR`, or no date at all.
        A date in the future is returned; see `in_future`.
    """
    return _parsed(text, _parsers)


def parse_english_stamp(text: str) -> Stamp | None:
    """As `parse_stamp`, but of dates in words only English ones.

    To see that words are no date in any language takes two seconds the first time.
    """
    return _parsed(text, lambda: (_english(),))


def _parsed(text: str, parsers: Callable[[], Sequence[Any]]) -> Stamp | None:
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        return None
    try:
        stamp = _iso(text) or _epoch(text) or _mail(text) or _in_words(text, parsers)
    except (ValueError, OverflowError):
        return None
    return stamp if stamp is not None and stamp.at.year >= FIRST_YEAR else None


def in_future(stamp: Stamp, now: datetime | None = None) -> bool:
    """Whether a date lies so far ahead (`LEEWAY`) that no zone explains it."""
    return stamp.at > (now or datetime.now(UTC)) + LEEWAY


def _iso(text: str) -> Stamp | None:
    dotted = _DOTTED.match(text)
    if dotted is not None:
        # With dots the day comes first wherever that spelling is in use.
        text = "-".join(reversed(dotted.groups())) + text[dotted.end() :]
    match = _ISO.fullmatch(text) or _COMPACT.fullmatch(text)
    return None if match is None else _stamp_of(match.groupdict())


def _stamp_of(part: Mapping[str, str | None]) -> Stamp:
    stated: Precision = "year"
    fields = [int(part["year"] or 0), 1, 1, 0, 0, 0]
    names: tuple[Precision | str, ...] = ("month", "day", "hour", "minute", "second")
    for place, name in enumerate(names, start=1):
        if (value := part.get(name)) is None:
            break
        fields[place] = int(value)
        stated = name if name != "hour" else "minute"  # type: ignore[assignment]
    year, month, day, hour, minute, second = fields
    fraction = int((part.get("part") or "0")[:6].ljust(6, "0"))
    zone = _zone(part.get("zone"))
    return Stamp(as_utc(datetime(year, month, day, hour, minute, second, fraction, tzinfo=zone)), stated)


def _zone(text: str | None) -> timezone:
    if text is None or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _epoch(text: str) -> Stamp | None:
    match = _EPOCH.fullmatch(text)
    if match is None:
        return None
    number = float(text)
    seconds = number / 1000 if len(match[1]) >= 12 else number
    return Stamp(datetime.fromtimestamp(seconds, UTC), "second")


def _mail(text: str) -> Stamp | None:
    match = _MAIL.fullmatch(text)
    if match is None:
        return None
    return Stamp(as_utc(parsedate_to_datetime(text)), "second" if match[1] else "minute")


def _in_words(text: str, parsers: Callable[[], Sequence[Any]]) -> Stamp | None:
    # dateparser completes what is missing from today's date or two digits, so a full year is asked for.
    if _YEAR.search(text) is None or _ambiguous(text) or text.isdecimal():
        return None
    # IST is India's time and Israel's; the day is sure, the instant is not.
    two_zones = _INDIA_OR_ISRAEL.search(text) is not None
    plain = _INDIA_OR_ISRAEL.sub("", text)
    # A date that only English could be, and is not, is misspelt: other languages know it no better.
    for parser in parsers() if _may_be_foreign(plain) else (_english(),):
        found = parser.get_date_data(plain)
        if found.date_obj is not None:
            period = "day" if two_zones and found.period == "time" else found.period
            return _as_stated(text, as_utc(found.date_obj), period)
    return None


def _may_be_foreign(text: str) -> bool:
    """Whether a text has a word that no English date has."""
    return not all(map(_ENGLISH_WORD.fullmatch, _WORD.findall(text)))


def _as_stated(text: str, at: datetime, period: str) -> Stamp | None:
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "year":
        return Stamp(midnight.replace(month=1, day=1), "year")
    if period == "month":
        return Stamp(midnight.replace(day=1), "month")
    if period == "time":
        return Stamp(at, "second" if _SECONDS.search(text) else "minute")
    return Stamp(midnight, "day") if period == "day" else None


def _ambiguous(text: str) -> bool:
    """Whether day and month could change places: 4/5/2022, but not 13/5/2022 or 5/5/2022."""
    match = _EITHER_ORDER.search(text)
    return match is not None and match[1] != match[2] and max(int(match[1]), int(match[2])) <= 12


_SETTINGS = {
    "PARSERS": ["absolute-time"],
    "REQUIRE_PARTS": ["year"],
    "PREFER_DAY_OF_MONTH": "first",
    "PREFER_MONTH_OF_YEAR": "first",
    "RETURN_TIME_AS_PERIOD": True,
    "TIMEZONE": "UTC",
    "TO_TIMEZONE": "UTC",
    "RETURN_AS_TIMEZONE_AWARE": True,
}


@cache
def _english() -> Any:
    from dateparser.date import DateDataParser

    return DateDataParser(languages=["en"], settings=_SETTINGS)


@cache
def _parsers() -> tuple[Any, ...]:
    """English first, which is quick; then every language."""
    from dateparser.date import DateDataParser

    return _english(), DateDataParser(settings=_SETTINGS)
