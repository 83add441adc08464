"""The day on which something was said, read against the day of publication."""

from __future__ import annotations

import re
from datetime import date

from retrieval.article import Article
from retrieval.days.day_words import MONTH, WEEK, WEEKDAY, back, month_number, weekday_number
from retrieval.people.names import NAME

_DATE = (
    rf"(?P<last>last\s+)?(?:(?P<weekday>{WEEKDAY})"
    rf"|(?P<day>\d{{1,2}})\s+(?P<month>{MONTH})(?:\s+(?P<year>\d{{4}}))?"
    rf"|(?P<month2>{MONTH})\s+(?P<day2>\d{{1,2}})(?!\d)(?:,?\s+(?P<year2>\d{{4}}))?)(?![\w’'])"
)
# Between verb and day only those told and a place or an occasion may stand: "said talks begin on Monday"
# tells when they begin.
_TOLD = (
    rf"(?:\s+(?:{NAME}|reporters|journalists|lawmakers|members|parliament"
    rf"|(?:the|his|her|its|their)\s+\w+(?:\s+\w+){{0,2}}(?:,\s+{NAME},)?))?"
)
_OCCASION = r"(?:\s+(?:in|at|to|during|after|from|through|via|by)(?:\s+(?!on\b|that\b)[\w.’'-]+){1,5}?){0,3}"
BESIDE = rf"{_TOLD}{_OCCASION}\s+(?:(?:late|early|earlier)\s+)?(?:on\s+)?"
"""What may stand between a verb of saying and the day of saying; a regular expression without groups."""
_AFTER = re.compile(rf"{BESIDE}{_DATE}(?!\s+(?:was|is|will|would|had)\b)")
_BEFORE = re.compile(rf"^(?:(?:Late\s+|Early\s+)?[Oo]n\s+)?{_DATE},?\s*$")
_BETWEEN = re.compile(rf"\b(?:on\s+)?{_DATE}(?:\s+[a-z]+){{0,2}}\s*$")


def said_on(sentence: str, name: int, verb: int, end: int, article: Article) -> date | None:
    """The day named beside a verb of saying.

    Args:
        sentence: with what stands within quotation marks blanked.
        name: where the speaker's name begins.
        verb: where the verb begins.
        end: one past it.
        article: whose publication a weekday counts from.

    Returns:
        None where no day is named, or the article's own day is not known.
    """
    if article.published is None or article.published_precision in ("year", "month"):
        return None
    match = (
        _AFTER.match(sentence, end)
        or _BETWEEN.search(sentence, name, verb)
        or _BEFORE.search(sentence, 0, name)
    )
    if match is None:
        return None
    return _weekday(match, article) if match["weekday"] else _date(match, article.published.date())


def _weekday(match: re.Match[str], article: Article) -> date | None:
    assert article.published is not None  # noqa: S101
    wanted = weekday_number(match["weekday"])
    published = article.published.date()
    said = back(published, wanted, before=bool(match["last"]))
    if article.modified is None:
        return said
    # An update within days speaks of its own week; of a later one it cannot be told who wrote the weekday.
    updated = article.modified.date()
    again = back(updated, wanted, before=bool(match["last"]))
    return again if again == said or (updated - published).days < WEEK else None


def _date(match: re.Match[str], published: date) -> date | None:
    month = month_number(match["month"] or match["month2"])
    day, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
    try:
        if year:
            return date(int(year), month, day)
        said = date(published.year, month, day)
        # In January's paper "31 December" is last year's.
        return said if said <= published else said.replace(year=said.year - 1)
    except ValueError:
        return None
