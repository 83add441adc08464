"""Days as people write them: "5 January 2022", "Jan. 5", "2022-01-05", "5-12 January", "early March"."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from retrieval.days.day_words import FULL_MONTH, MONTH, YEARS, month_number
from retrieval.days.foreign_months import foreign_month

_DAY = r"\d{1,2}(?!\d)"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d)"
_NTH = r"(?:st|nd|rd|th)?"
_TO = r"\s*(?:-|–|—|\b(?:and|to|until|till|through)\b)\s*"
_PART = (
    r"(?:(?P<part>early|mid|late)(?:\s+in|\s*-)?\s*|(?:the\s+)?(?P<stage>beginning|start|middle|end)\s+of\s+)"
)
# Alone, these are days only after such a word: "in May", "since 2021", but "Theresa May", "2021 seats".
_CUES = (
    *("in", "of", "to", "by", "and", "till", "last", "from", "this", "next", "since", "until"),
    *("after", "during", "before", "between", "through", "throughout"),
)
_AFTER_CUE = "(?:" + "|".join(rf"(?<=\b{word}\s)" for word in _CUES) + ")"
_ALONE = rf"(?:{_PART}|{_AFTER_CUE})"
_NO_UNIT = (
    r"(?!\s+(?:people|points|seats|votes|men|women|words|jobs|pages|euros|dollars|deaths|cases|km|miles)\b)"
)

_FORMS = (
    rf"(?P<y>\d{{4}})(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<d>{_DAY})(?:T[\d:.]*\d(?:Z|[+-]\d\d:?\d\d)?)?",
    rf"(?P<d>{_DAY})(?:{_NTH}|\.)(?:{_TO}(?P<d2>{_DAY}){_NTH})?\s*(?:\bof\s+)?\b(?P<m>{MONTH})(?:,?\s+(?P<y>{_YEAR}))?",
    rf"(?P<m>{MONTH})\s+(?:the\s+)?(?P<d>{_DAY}){_NTH}(?![:%]|[.,]\d)"
    rf"(?:{_TO}(?P<d2>{_DAY}){_NTH}(?![:%]|[.,]\d|\s*\w*{MONTH}|\s+[a-z]))?(?:,?\s+(?P<y>{_YEAR}))?",
    rf"{_PART}?(?P<m>{MONTH}),?\s+(?:of\s+)?(?P<y>{_YEAR})",
    rf"(?P<n1>{_DAY})(?P<sep>[./-])(?P<n2>{_DAY})(?P=sep)(?P<y>{_YEAR})",
    rf"{_ALONE}(?P<m>{FULL_MONTH})(?!\s+\d|[’'])",
    rf"{_ALONE}(?P<y>{_YEAR})(?![%’']|\s*-\s*\d|,\d){_NO_UNIT}",
)
# "5 января", "5. Januar", "3 Ocak 2022", "5 de enero de 2022": a word that may be a month elsewhere.
_FOREIGN = re.compile(
    rf"(?<![\w./:–$£€-])(?P<d>{_DAY})(?P<dot>\.?)\s+(?:de\s+)?(?P<word>[^\W\d_]{{3,12}})\.?(?:,?\s+(?:de\s+)?(?P<y>{_YEAR}))?(?![\w/])"
)
_MOST_FOREIGN = 3
_PATTERNS = tuple(re.compile(rf"(?<![\w./:–$£€-]){form}(?![\w/]|-\w)", re.IGNORECASE) for form in _FORMS)
# In lower case these are a verb and a noun.
_ALSO_WORDS = ("may", "march", "mar", "sun", "sat")


@dataclass(frozen=True, slots=True)
class WrittenDays:
    """A day, some days of one month, a month or a year, as written.

    Args:
        start: first code point in the text.
        end: one past the last.
        year: None where none is written.
        month: 1 to 12; None for a whole year. What is written may be no month or day at all.
        days: the first and the last day of the month; None for a whole one.
        part: "early", "mid" or "late" in a month or year; "" for the whole.
        unclear: whether day and month could change places.
    """

    start: int
    end: int
    year: int | None
    month: int | None
    days: tuple[int, int] | None = None
    part: str = ""
    unclear: bool = False

    def within(self, year: int) -> tuple[date, date]:
        """First and last day, in the year that is written, else in the one given.

        Raises:
            ValueError: there is no such day.
        """
        year = year if self.year is None else self.year
        if year not in YEARS:
            raise ValueError(f"the year {year}")
        if self.month is None:
            first, last = {"early": (1, 3), "mid": (5, 8), "late": (10, 12)}.get(self.part, (1, 12))
            return date(year, first, 1), date(year, last, monthrange(year, last)[1])
        if self.days is not None:
            return date(year, self.month, self.days[0]), date(year, self.month, self.days[1])
        length = monthrange(year, self.month)[1]
        begin, end = {"early": (1, 10), "mid": (11, 20), "late": (21, length)}.get(self.part, (1, length))
        return date(year, self.month, begin), date(year, self.month, end)


def written_days(text: str) -> list[WrittenDays]:
    """Every such day in a text, in order, none over another.

    Words are English; a month beside a day may be of another language.

    Args:
        text: at most some hundred words.
    """
    return list(_written(text))


@lru_cache(maxsize=1024)
def _written(text: str) -> tuple[WrittenDays, ...]:
    # One sentence is read by several checks of an answer.
    found: list[WrittenDays] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.extend(_read(match))
    for match in list(_FOREIGN.finditer(text))[:_MOST_FOREIGN]:
        if not any(one.start < match.end() and match.start() < one.end for one in found):
            found.extend(_foreign(match))
    return tuple(sorted(found, key=lambda one: one.start))


def _foreign(match: re.Match[str]) -> Iterator[WrittenDays]:
    month = (
        foreign_month(match["word"]) if match["y"] or match["dot"] or not match["word"].isascii() else None
    )
    if month is not None:
        day = int(match["d"])
        yield WrittenDays(*match.span(), int(match["y"]) if match["y"] else None, month, (day, day))


def _read(match: re.Match[str]) -> Iterator[WrittenDays]:
    part = match.groupdict()
    named = part.get("m")
    if (
        named
        and named.islower()
        and named.rstrip(".") in _ALSO_WORDS
        and not (part.get("y") or part.get("d"))
    ):
        return
    year = int(part["y"]) if part.get("y") else None
    if "n1" in part:
        yield _in_figures(match, int(part["n1"] or 0), int(part["n2"] or 0), year)
        return
    month = month_number(named) if named else int(part["month"]) if part.get("month") else None
    days = None
    if part.get("d"):
        days = (int(part["d"] or 0), int(part.get("d2") or part["d"] or 0))
    stage = (part.get("part") or part.get("stage") or "").lower()
    yield WrittenDays(*match.span(), year, month, days, _STAGES.get(stage, stage))


_STAGES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}


def _in_figures(match: re.Match[str], one: int, two: int, year: int | None) -> WrittenDays:
    """Day first, where only that makes a date or dots stand between; month first where only that does."""
    day, month = (two, one) if two > 12 >= one and match["sep"] != "." else (one, two)
    unclear = match["sep"] != "." and one != two and max(one, two) <= 12
    return WrittenDays(*match.span(), year, month, (day, day), unclear=unclear)
