"""Lengths of time as users write them: 90s, 15m, 2h, 1d."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"(?P<number>[0-9]{1,9})(?P<unit>[smhd])")
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


def duration(text: str) -> timedelta:
    """The length of time that a text names.

    Raises:
        ValueError: it names none.
    """
    found = _WRITTEN.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(f"{text!r} is no length of time; write it as 90s, 15m, 2h or 1d.")
    return timedelta(seconds=int(found["number"]) * _SECONDS[found["unit"]])


def in_brief(seconds: int) -> str:
    """A length of time in the largest unit that it is a whole number of."""
    unit, size = next((unit, size) for unit, size in _SECONDS.items() if seconds % size == 0)
    return f"{seconds // size}{unit}"
