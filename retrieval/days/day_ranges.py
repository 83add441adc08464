"""Days that a text joins or opens: "between 5 and 12 January", "since Christmas", "before March"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

_ARTICLE = r"\s+(?:the\s+)?$"
_OPENS = re.compile(rf"\b(?P<word>between|from|since|starting)(?:\s+early)?{_ARTICLE}", re.IGNORECASE)
_LINK = re.compile(r"\s*,?\s*(?P<word>and|to|until|till|up to|through|–|—|-)\s*(?:the\s+)?", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?P<word>since|from|starting|after|before|prior to|until|till|up to|through|by|as of|no later than)"
    rf"{_ARTICLE}",
    re.IGNORECASE,
)
_ONWARDS = re.compile(r"\s+(?:onwards?|on)\b(?!\s+\w+day\b)", re.IGNORECASE)
_BETWEEN_BOUNDS = re.compile(r"\s*,?\s*(?:(?:and|but|or)\s*)?", re.IGNORECASE)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days as far as they are read: where they stand in the text, and the first and the last one.

    Args:
        start: first code point.
        end: one past the last.
        first: None where it is open to the past.
        last: None where it is open to the day asked on.
    """

    start: int
    end: int
    first: date | None
    last: date | None


def linked(text: str, end: int, start: int) -> bool:
    """Whether nothing but a word such as "to" or "and" stands between an end and the next beginning."""
    return _LINK.fullmatch(text, end, start) is not None


def ranges(text: str, found: Sequence[Stretch], note: Callable[[str], None]) -> list[Stretch]:
    """Stretches joined where the text makes a range of them, and opened where it says since or until.

    Args:
        text: the question.
        found: what it names, in order.
        note: takes a sentence on each range that is turned round; it is read the right way round.
    """
    joined = _joined(text, found, note)
    bounded = [_bounded(text, one) for one in joined]
    merged: list[Stretch] = []
    for one in bounded:
        before = merged[-1] if merged else None
        # "since 5 January and before 12 January"
        if (
            before is not None
            and before.last is None
            and one.first is None
            and _BETWEEN_BOUNDS.fullmatch(text, before.end, one.start)
        ):
            both = Stretch(before.start, one.end, before.first, one.last)
            merged[-1] = _right_way_round(text, both, note)
        else:
            merged.append(one)
    return merged


def _joined(text: str, found: Sequence[Stretch], note: Callable[[str], None]) -> list[Stretch]:
    joined: list[Stretch] = []
    for one in found:
        before = joined[-1] if joined else None
        link = _LINK.fullmatch(text, before.end, one.start) if before else None
        opened = _OPENS.search(text, 0, before.start) if before else None
        if before is None or link is None or not _ranges(opened, link["word"].lower()):
            joined.append(one)
            continue
        both = Stretch(opened.start() if opened else before.start, one.end, before.first, one.last)
        if before.first and one.first and before.first > one.first:
            both = replace(both, first=one.first, last=before.last)
            note(_turned(text, both))
        joined[-1] = both
    return joined


def _ranges(opened: re.Match[str] | None, link: str) -> bool:
    if link == "and":
        return opened is not None and opened["word"].lower() == "between"
    return opened is None or opened["word"].lower() != "between"


def _bounded(text: str, one: Stretch) -> Stretch:
    """Open to one side where a word before it says so."""
    bound = _BOUND.search(text, 0, one.start)
    onwards = _ONWARDS.match(text, one.end)
    if bound is None or one.first is None or one.last is None:
        return one
    word, start = bound["word"].lower(), bound.start()
    if word == "from":
        return Stretch(start, onwards.end(), one.first, None) if onwards else one
    if word in ("since", "starting"):
        return Stretch(start, one.end, one.first, None)
    if word == "after":
        return Stretch(start, one.end, one.last + _DAY, None)
    last = one.first - _DAY if word in ("before", "prior to") else one.last
    return Stretch(start, one.end, None, last)


def _right_way_round(text: str, one: Stretch, note: Callable[[str], None]) -> Stretch:
    if one.first is None or one.last is None or one.first <= one.last:
        return one
    turned = replace(one, first=one.last, last=one.first)
    note(_turned(text, turned))
    return turned


def _turned(text: str, one: Stretch) -> str:
    return (
        f"“{text[one.start : one.end]}” has its ends turned round; it was read as {one.first} to {one.last}."
    )
