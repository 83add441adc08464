"""Quantities in a sentence, read so that two of them can be compared."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from retrieval.accounts.account import Account, Clause
from retrieval.accounts.number_words import NUMBER, value_of
from retrieval.accounts.units import CURRENCIES, SAME_UNIT, unit_of

ROUNDED = 0.1
"""The most by which a round number may be taken to be rounded, as a share of it."""

ABOUT = 0.15
"""How far "about" reaches, as a share of the number."""

_LESS = r"(?:fewer|less) than|under|below|at most|no more than|not more than|up to|as many as"
_MORE = r"more than|over|at least|upwards? of|no (?:fewer|less) than|above|exceeding|some"
_NEARLY = r"about|around|roughly|nearly|almost|approximately|an estimated|close to|just over|just under|some"
_QUANTITY = re.compile(
    rf"(?P<about>\b(?:{_NEARLY})\s+)?(?:(?P<less>\b(?:{_LESS})\s+)|(?P<more>\b(?:{_MORE})\s+))?"
    rf"(?P<money>[$€£])?\b(?P<number>{NUMBER})"
    rf"(?:(?:\s?[-–]\s?|\s+(?:to|and)\s+)(?P<money2>[$€£])?(?P<high>{NUMBER}))?(?![\w’']|[.,:]\d)",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(  # what stands before a number that is no quantity, or a part of another one
    r"(?:\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
    r"|\b(?:including|among|another|further|other|additional|number|No\.?|article|chapter|room|route|flight"
    r"|aged?|no|any|every|each|only|from|first|last|next|since|until)(?:\s+(?:the|these|those|them,?))?"
    r"|\bof\s+(?:the|these|those|its|their|his|her|whom|which|about)|\d\s+of|[-–/.:’']|\d)\s*$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\s+(?:of\s+(?:them|those|whom|which|the|these|its|his|her|their|\d|\w+teen|two|three|four|five|six|seven"
    r"|eight|nine|ten)\b|more\b|others?\b|additional\b|further\b|a\.?m\b|p\.?m\b"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|or\s+(?:two|three|more|fewer|so)\b)",
    re.IGNORECASE,
)

_SAID = re.compile(r"\b(?:said|says)\s+(?!on\b|in\b|at\b|by\b|after\b|before\b)")


@dataclass(frozen=True)
class Figure:
    """A quantity as written, and what it counts.

    Args:
        start: first code point, in the article's text.
        end: one past the last, its unit of money or per cent included.
        low: the least that is meant.
        high: the most.
        units: what it may count: stems of the words after it, or the unit.
        clause: the part of the sentence it stands in.
    """

    start: int
    end: int
    low: float
    high: float
    units: frozenset[str]
    clause: Clause

    @property
    def measure(self) -> bool:
        """Whether it counts no things but tells a share, a price, a length: what changes from day to day."""
        return bool(self.units & ({"percent"} | CURRENCIES))

    def counts_as(self, other: Figure) -> bool:
        """Whether both count the same kind of thing."""
        shared = self.units & other.units
        # "three people died" and "twelve people were injured" count people who fared differently.
        return bool(shared - {"people"}) or bool(
            shared and (self.units <= other.units or other.units <= self.units)
        )

    def agrees(self, other: Figure) -> bool:
        """Whether one number can be meant by both."""
        return self.low <= other.high and other.low <= self.high


def figures(account: Account) -> list[Figure]:
    """The quantities of a sentence; parts of others, and numbers that count nothing, are left out."""
    return [
        figure for clause in account.clauses for part in _without_speaker(clause) for figure in _figures(part)
    ]


def _without_speaker(clause: Clause) -> Iterator[Clause]:
    """A part of a sentence cut where "officials said" ends: who says it is nothing that is counted."""
    told = _SAID.search(clause.text)
    cut = told.end() if told else 0
    yield Clause(clause.start, clause.text[:cut])
    yield Clause(clause.start + cut, clause.text[cut:])


def context_of(figure: Figure) -> frozenset[str]:
    """The terms around a figure that tell what it is of."""
    return frozenset(SAME_UNIT.get(term, term) for term in figure.clause.context) | (
        figure.units & {"die", "hurt"}
    )


def _figures(clause: Clause) -> Iterator[Figure]:
    for found in _QUANTITY.finditer(clause.text):
        before, after = clause.text[: found.start()], clause.text[found.end() :]
        if _NOT_COUNTED.search(before) or _PART.match(after) or _is_year(found, after):
            continue
        unit = unit_of(found["number"], before, after, found["money"] or found["money2"])
        if unit is not None:
            units, length = unit
            low, high = _bounds(found)
            yield Figure(
                clause.start + found.start(), clause.start + found.end() + length, low, high, units, clause
            )


def _is_year(found: re.Match[str], after: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", found["number"]) is not None and not re.match(r"\s+[a-z]{3}", after)


def _bounds(found: re.Match[str]) -> tuple[float, float]:
    value = value_of(found["number"])
    if found["high"]:
        high = value_of(found["high"])
        # "3 to 5 million" is millions at both ends.
        if value < high and not re.search(r"[a-z]", found["number"], re.IGNORECASE):
            scale = re.search(r"(?:thousand|million|billion|bn|[mk])$", found["high"], re.IGNORECASE)
            value *= value_of(f"1 {scale[0]}") if scale and high / max(value, 1) > 1000 else 1
        return min(value, high), max(value, high)
    if found["more"] and found["more"].strip().lower() != "some":
        return value, math.inf
    if found["less"]:
        return 0.0, value
    slack = ABOUT * value if found["about"] or found["more"] else _rounding(found["number"], value)
    return value - slack, value + slack


def _rounding(written: str, value: float) -> float:
    """How far a number may be rounded: just under half of its last place; noughts at the end are none."""
    if value < 1000:
        decimals = re.search(r"\.(\d+)", written)
        return 0.499 * math.pow(10, -len(decimals[1]) if decimals else 0)
    digits = re.sub(r"\D", "", written)
    if re.search(r"[a-z]", written, re.IGNORECASE):
        decimals = re.search(r"\.(\d+)", written)
        scale = value / float(re.sub(r"[^\d.]", "", written)) if digits else value
        step = scale / 10 ** len(decimals[1]) if decimals else scale
    else:
        step = 10.0 ** (len(digits) - len(digits.rstrip("0")))
    return min(step / 2, ROUNDED * value)
