"""Every number of a sentence, in digits or in words, is one of its evidence, of the same kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.accounts.number_words import NUMBER, value_of
from retrieval.accounts.units import CURRENCIES
from retrieval.support.days import dated_spans
from retrieval.support.verdict import Failure
from retrieval.terms import stop_terms, terms

_MONEY = {"$": "dollar", "€": "euro", "£": "pound"}
_SIZES = frozenset(
    terms(
        "metre meter kilometre kilometer km kg kilogram gram litre liter tonne ton mile inch foot feet degree"
        " centimetre centimeter hour minute second day week month year night decade mph kilowatt megawatt"
    )
)
_ALIKE = dict(
    zip(
        terms("meter kilometer km kg liter centimeter feet ton"),
        terms("metre kilometre kilometre kilogram litre centimetre foot tonne"),
        strict=True,
    )
)
_TIME = re.compile(r"(?<![\w.])(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE)
_CLOCK = re.compile(r"(?<![\w.:])(\d{1,2}):(\d\d)(?::(\d\d))?(?![\w:])")
_NOON = re.compile(r"\b(noon|midday|midnight)\b", re.IGNORECASE)
_FRACTION = re.compile(
    r"\b(?:(two)[- ]thirds|(three)[- ]quarters|(half)(?!\s+a\s+[mb]illion)|(?:a|one)[- ](quarter))\b",
    re.IGNORECASE,
)
_FRACTIONS = (2 / 3, 0.75, 0.5, 0.25)
_ORDINALS = {
    word: n
    for n, word in enumerate(
        (
            *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
            *("eleventh", "twelfth"),
        ),
        start=1,
    )
}
_ORDINAL = re.compile(rf"\b(?:(\d+)(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\b", re.IGNORECASE)
_TIMES = re.compile(r"\b(twice|thrice)\b", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:dozens|scores|hundreds|thousands|millions|billions)\b", re.IGNORECASE)
_NUMBER = re.compile(rf"(?P<sign>[$€£])?(?<![\w.,])(?P<number>{NUMBER})(?!\w|[.,:]\d)", re.IGNORECASE)
_PERCENT = re.compile(r"\s?(?:%|-?per\s?cent\b|percentage points?\b|points?\b)", re.IGNORECASE)
_WORD = re.compile(r"[\s-]*([^\W\d_]+)")
_BOUND = re.compile(
    r"\b(?:(?P<above>more than|over|at least|upwards? of|no (?:fewer|less) than|above|exceeding|just over)"
    r"|(?P<below>nearly|almost|close to|(?:just )?under|below|(?:less|fewer|no more) than|at most|up to)"
    r"|(?P<exact>exactly|precisely))\s+(?:the\s+|an?\s+)?$",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"\b(?:an?|one|single|sole|only|another|each|every|once|first|the)\b", re.IGNORECASE)
_OPENING = re.compile(r"\b(?:first|initial\w*|open\w*|begin\w*|began|start\w*|never|new\w*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written.

    Args:
        words: as written.
        value: the number; minutes after midnight for a time of day.
        kind: "count", "time", "ordinal" or "fraction".
        unit: a currency, a size, "percent", or None.
        noun: the term counted, where one follows.
        bound: "above", "below" or "exact" where the words before it say so.
    """

    words: str
    value: float
    kind: str = "count"
    unit: str | None = None
    noun: str | None = None
    bound: str | None = None


def quantities(text: str) -> list[Quantity]:
    """The numbers of a text, those of its dates left out."""
    blanked = text
    for start, end in dated_spans(text):
        blanked = blanked[:start] + "¤" * (end - start) + blanked[end:]
    found: list[Quantity] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(blanked):
            found += read(match)
        # A number that one reader has read is not read again as another.
        blanked = pattern.sub(lambda match: "¤" * len(match[0]), blanked)
    return found + list(_plain(blanked))


def _times(match: re.Match[str]) -> list[Quantity]:
    hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
    return [Quantity(match[0], hour * 60 + int(match[2] or 0), "time")]


def _clocks(match: re.Match[str]) -> list[Quantity]:
    if match[3] is None:
        return [Quantity(match[0], int(match[1]) * 60 + int(match[2]), "time")]
    return [Quantity(match[0], int(part)) for part in match.groups()]


def _noons(match: re.Match[str]) -> list[Quantity]:
    return [Quantity(match[0], 0 if match[1].lower() == "midnight" else 720, "time")]


def _fractions(match: re.Match[str]) -> list[Quantity]:
    which = next(n for n, group in enumerate(match.groups()) if group)
    return [Quantity(match[0], _FRACTIONS[which], "fraction")]


def _ordinals(match: re.Match[str]) -> list[Quantity]:
    return [Quantity(match[0], int(match[1]) if match[1] else _ORDINALS[match[2].lower()], "ordinal")]


def _counted_times(match: re.Match[str]) -> list[Quantity]:
    return [Quantity(match[0], 2 if match[1].lower() == "twice" else 3)]


_READERS = (
    (_TIME, _times),
    (_CLOCK, _clocks),
    (_NOON, _noons),
    (_FRACTION, _fractions),
    (_ORDINAL, _ordinals),
    (_TIMES, _counted_times),
)


def _plain(text: str) -> Iterator[Quantity]:
    for match in _NUMBER.finditer(text):
        unit, noun = _unit(match, text[match.end() :])
        bound = _BOUND.search(text[max(0, match.start() - 30) : match.start()])
        yield Quantity(
            match[0],
            value_of(match["number"]),
            unit=unit,
            noun=noun,
            bound=bound.lastgroup if bound else None,
        )


def _unit(match: re.Match[str], after: str) -> tuple[str | None, str | None]:
    if match["sign"]:
        return _MONEY[match["sign"]], None
    if _PERCENT.match(after):
        return "percent", None
    word = _WORD.match(after)
    stems = terms(word[1]) if word else []
    stem = _ALIKE.get(stems[0], stems[0]) if stems else None
    if stem in _SIZES or stem in CURRENCIES:
        return stem, None
    return None, None if stem is None or stem in stop_terms() else stem


def figure_failures(text: str, evidence: Sequence[str]) -> list[Failure]:
    """Numbers that the evidence does not have, or has of another kind or with another bound.

    "About" may be left out or put in; "more than", "nearly" or "exactly" may not be put in.

    Args:
        text: a part of a sentence, without markers.
        evidence: the texts that it cites.
    """
    there = [quantity for one in evidence for quantity in quantities(one)]
    whole = "\n".join(evidence)
    failures = []
    for one in quantities(text):
        if one.value == 2 and re.search(rf"\bthe {re.escape(one.words)}\b", text):
            continue  # "the two" stands for whom the evidence names
        same = [other for other in there if _agree(one, other)]
        if not same and not _indefinite(one, whole):
            failures.append(Failure("figure", one.words, "The evidence does not have this figure."))
        elif one.bound and same and not any(_bounded(one, other, whole) for other in same):
            failures.append(Failure("figure", one.words, "The evidence does not say so of this figure."))
        elif one.noun and same and _counts_otherwise(one, there):
            failures.append(
                Failure("figure", one.words, "The evidence counts something else by this figure.")
            )
    failures += [
        Failure("figure", match[0], "The evidence does not have this figure.")
        for match in _VAGUE.finditer(text)
        if match[0].lower() not in whole.lower()
    ]
    return failures


def _agree(one: Quantity, other: Quantity) -> bool:
    if abs(one.value - other.value) > 1e-6 * max(1.0, one.value):
        return False
    return one.kind == other.kind and (one.unit == other.unit or None in (one.unit, other.unit))


def _bounded(one: Quantity, other: Quantity, whole: str) -> bool:
    """Whether the evidence has the same bound; "no crew may be called to more than four" is at most four."""
    turned = one.bound == "below" and other.bound == "above" and re.search(r"\b(?:no|not|never)\b", whole)
    return one.bound == other.bound or bool(turned)


def _indefinite(one: Quantity, whole: str) -> bool:
    """Whether "one" or "first" is no more than an article or a beginning of the evidence."""
    if one.value != 1:
        return False
    return bool((_OPENING if one.kind == "ordinal" else _SINGLE).search(whole))


def _counts_otherwise(one: Quantity, there: Sequence[Quantity]) -> bool:
    alike = [other for other in there if other.noun == one.noun and other.kind == one.kind]
    return bool(alike) and not any(_agree(one, other) for other in alike)
