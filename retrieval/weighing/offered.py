"""What in a sentence could be the answer: numbers, dates, names or causes, by the kind asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from retrieval.asking.asked_for import asked_for
from retrieval.asking.question import Query, Wants
from retrieval.terms import STOP_WORDS, terms

_NUMBER = re.compile(
    r"[$€£]?\d[\d,.]*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?|thousands?"
    r"|million|billion|half)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|next (?:week|month|year)|tomorrow"
    r"|this (?:fall|autumn|spring|summer|winter)|(?:19|20)\d\d)\b"
)
_REASON = re.compile(
    r"\b(?:because|due to|after|amid|caused?|over|since|as a result|risks?"
    r"|led to|fears?|concerns?|blam\w+|shortage)\b",
    re.IGNORECASE,
)
_PROPER = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'&-]*(?:\s+(?:of|the|de|and|&)?\s*[A-ZÀ-ÖØ-Þ][\w’'&-]*)*")

_PLACE_NOUNS = {
    term: kind
    for kind, nouns in {"country": "country countries nation nations", "state": "state states"}.items()
    for term in terms(nouns)
}


def offered(query: Query, sentence: str) -> set[str]:
    """What in a sentence could be the answer: of the kind wanted, and not in the question."""
    place = next((places(noun) for noun in asked_for(query.ask)[-1:] if noun in _PLACE_NOUNS), None)
    found = place.findall(sentence) if place else things(query.wants, sentence)
    return {thing for thing in found if _fresh(thing, query)}


@cache
def places(noun: str) -> re.Pattern[str]:
    """Finds the names of countries or of states.

    Args:
        noun: a term of `_PLACE_NOUNS`.
    """
    table = tomllib.loads((files("retrieval.weighing") / "places.toml").read_text(encoding="utf-8"))
    # "Guinea-Bissau" before "Guinea"; "Niger" is not in "Nigeria".
    names = sorted(table[_PLACE_NOUNS[noun]], key=len, reverse=True)
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def things(wants: Wants, sentence: str) -> Iterator[str]:
    """Numbers, dates, names or causes in a sentence, by the kind wanted."""
    if wants == "number":
        yield from (number.lower() for number in _NUMBER.findall(sentence))
    elif wants == "date":
        yield from _DATE.findall(sentence)
    elif wants == "reason":
        yield from (cause.lower() for cause in _REASON.findall(sentence))
    else:
        for name in _PROPER.findall(sentence):
            if not (sentence.startswith(name) and name.lower() in STOP_WORDS):
                yield name


def _fresh(thing: str, query: Query) -> bool:
    if query.wants == "reason":
        return True
    known = set(query.terms)
    return any(term not in known for term in terms(thing))
