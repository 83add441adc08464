"""Who says a sentence, and on which day, where the article tells.

Only what stands in the text is used: a speaker beside a verb of saying, and a
weekday or date beside that verb, read against the day of publication.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from retrieval.article import Article
from retrieval.sentences import Sentence, sentences

LONGEST_NAME = 60

_WORD = r"[A-ZÀ-ÖØ-ÞŁŞİ][\w’'-]*\.?"
_NAME = rf"{_WORD}(?:\s+(?:(?:of|the|de|van|von|bin|al)\s+)?{_WORD}){{0,6}}"
_VERB = (
    r"(?:said|says|told|tells|added|adds|warned|warns|demanded|demands|announced|announces|argued|argues|stressed"
    r"|insisted|insists|acknowledged|explained|noted|notes|wrote|writes|tweeted|claimed|claims|confirmed|denied"
    r"|replied|called for|repeated|reiterated|stated|urged|pledged|predicted|suggested|estimated|declared|complained)"
)
# "Foreign Minister Sergei Lavrov told …", "…," said Ms Gül, "According to the ministry, …"
_BEFORE = re.compile(
    rf"(?P<name>{_NAME}|\b[Hh]e|\b[Ss]he)(?:,\s[^,“”\"]{{2,70}},)?\s+(?:also\s+|had\s+|has\s+)?(?P<verb>{_VERB})\b"
)
_AFTER = re.compile(rf"[,”\"’]\s*(?P<verb>{_VERB})\s+(?P<name>(?:the\s+)?{_NAME})")
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<name>(?:the\s+)?(?:{_NAME}))(?P<verb>)")
_TITLES = re.compile(
    r"^(?:(?:The|US|U\.S\.|UN|EU|UK|Russian|American|Ukrainian|British|French|German|Chinese|Former|Acting|Deputy|Vice"
    r"|Prime|First|Foreign|Defen[cs]e|Finance|Interior|Health|State|General|Press|Permanent|Chief|Executive|Senior"
    r"|President|Minister|Secretary|Chancellor|Ambassador|Senator|Sen\.|Rep\.|Representative|Governor|Gov\.|Mayor"
    r"|Councillor|Judge|Justice|Speaker|Spokesman|Spokeswoman|Spokesperson|Director|Chairman|Chairwoman|Chair|Officer"
    r"|Professor|Prof\.|Dr\.?|Mr\.?|Mrs\.?|Ms\.?|Miss|Sir|Dame|Lord|Lady|King|Queen|Prince|Princess|Pope|Gen\.|Lt\."
    r"|Col\.|Maj\.|Capt\.|Sgt\.|Captain|Colonel|Sergeant|Inspector|Admiral|Adm\.|of|the)\s+)+"
)
_NO_SPEAKER = frozenset(
    {
        "He",
        "She",
        "It",
        "They",
        "We",
        "I",
        "But",
        "And",
        "The",
        "That",
        "This",
        "On",
        "In",
        "As",
        "What",
        "When",
    }
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_WHEN = re.compile(
    r"\b(?:(?P<weekday>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
    rf"|(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(m.title() for m in _MONTHS)})"
    rf"|(?P<month2>{'|'.join(m.title() for m in _MONTHS)})\s+(?P<day2>\d{{1,2}})(?!\d|,?\s*\d))\b"
)
_REACH = 45
"""Code points around the verb within which a day is the day of saying it."""


class Attribution(NamedTuple):
    """Who says a sentence and when; None for what the article does not tell."""

    speaker: str | None
    said_on: date | None


NOBODY = Attribution(None, None)


def attribute(article: Article, start: int, end: int) -> Attribution:
    """Who says ``article.text[start:end]``, a sentence, and on which day.

    A sentence without a speaker of its own that goes on with a quotation, or
    says "he" or "she", is given to the speaker of the sentence before it in
    the same paragraph; in other cases nobody is named.
    """
    text = article.text
    own = _own(text[start:end])
    if own is not None and own[0] not in _PRONOUNS:
        return Attribution(_full_name(own[0], text), _day(own[1], article))
    paragraph = text.rfind("\n", 0, start) + 1
    before = [s for s in sentences(text, paragraph, start, article.language or "en") if not s.heading]
    if own is None and not _goes_on(text, start, end, before):
        return NOBODY
    for sentence in reversed(before):
        earlier = _own(text[sentence.start : sentence.end])
        if earlier is not None and earlier[0] not in _PRONOUNS:
            day = _day(own[1], article) if own is not None else _day(earlier[1], article)
            return Attribution(_full_name(earlier[0], text), day)
    return NOBODY


_PRONOUNS = frozenset({"He", "he", "She", "she"})


def _goes_on(text: str, start: int, end: int, before: list[Sentence]) -> bool:
    """Whether a sentence lies within quotation marks that its paragraph opened for another's words."""
    if not before:
        return False
    quoted = text[before[0].start : start]
    return quoted.count("“") > quoted.count("”") or text[start:end].startswith(("“", '"'))


def _own(sentence: str) -> tuple[str, str] | None:
    """The speaker as written, and the words around the verb of saying, where a sentence has them."""
    for pattern in (_BEFORE, _AFTER, _ACCORDING):
        for match in pattern.finditer(sentence):
            name = match["name"].removeprefix("the ").strip(" .,")
            if name in _NO_SPEAKER - {"He", "She"} or len(name) > LONGEST_NAME:
                continue
            verb = match.start("verb") if match["verb"] else match.start()
            return name, sentence[max(0, verb - _REACH) : verb + _REACH]
    return None


def _full_name(written: str, text: str) -> str:
    """The fullest form of the name in the article: "Lavrov" becomes "Sergei Lavrov"."""
    bare = _TITLES.sub("", written).strip()
    bare = re.sub(r"['’]s$", "", bare) or written
    if " " in bare:
        return bare
    longer = re.search(rf"(?:{_WORD}\s+){{1,4}}{re.escape(bare)}\b", text)
    if longer is None:
        return bare
    full = _TITLES.sub("", " ".join(longer.group().split()))
    # A first name and a surname, at most one between; more is a title not known here.
    return " ".join(full.split()[-3:]) if len(full.split()) > 3 else full


def _day(around: str, article: Article) -> date | None:
    match = _WHEN.search(around)
    if match is None or article.published is None:
        return None
    published = article.published.date()
    if match["weekday"]:
        back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
        return published - timedelta(days=back)
    month = _MONTHS.index((match["month"] or match["month2"]).lower()) + 1
    try:
        said = date(published.year, month, int(match["day"] or match["day2"]))
    except ValueError:
        return None
    # In January's paper "31 December" is last year's.
    return said if said <= published else said.replace(year=said.year - 1)
