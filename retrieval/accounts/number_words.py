"""Numbers as news writes them: "2,100", "two million", "1.2bn", "a dozen", "half a million"."""

from __future__ import annotations

import re

_ONES = {
    word: n
    for n, word in enumerate(
        (
            *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
            "nineteen",
        )
    )
}
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"), start=2
    )
}
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}

_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(_ONES)}))?|{'|'.join(reversed(_ONES))})"
_HUNDRED = rf"(?:{_SMALL}|an?)\s+hundred(?:\s+and\s+{_SMALL})?"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:hundred|thousand|million|billion|trillion|dozen)"
NUMBER = (
    rf"(?:(?:{_DIGITS})(?:\s+{_SCALE}|(?:bn|tn|mn|[mk]))?|half\s+a\s+(?:million|billion)|an?\s+{_SCALE}"
    rf"|(?:{_HUNDRED}|{_SMALL})(?:\s+{_SCALE})?)"
)
"""A number in digits or words; a regular expression without groups, to be used without regard to case."""

_SPLIT = re.compile(r"([\d.,]+)|[a-z]+")


def value_of(written: str) -> float:
    """The number that a match of `NUMBER` writes."""
    current = 0.0
    for part in _SPLIT.finditer(written.lower()):
        word = part[0]
        if part[1]:
            current = float(word.replace(",", ""))
        elif word == "half":
            current = 0.5
        elif word in _SCALES:
            current = (current or 1.0) * _SCALES[word]
        else:
            current += _ONES.get(word, _TENS.get(word, 0))
    return current
