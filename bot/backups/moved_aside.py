"""Where a library is moved to that makes room for a restored one, and whether one lies there."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from pathlib import Path

_BEFORE = ".before-"


def place_aside(folder: Path) -> Path:
    """A name beside a library's folder that nothing has, whatever the clock tells."""
    name = f"{folder.name}{_BEFORE}{datetime.now(UTC):%Y%m%dT%H%M%S}"
    names = (folder.with_name(name if number == 1 else f"{name}-{number}") for number in count(1))
    return next(place for place in names if not place.exists())


def moved_aside(folder: Path) -> Path | None:
    """The library that was moved aside last; None where there is none."""
    beginning = f"{folder.name}{_BEFORE}"
    try:
        found = [one for one in folder.absolute().parent.iterdir() if one.name.startswith(beginning)]
    except OSError:
        return None
    return max(found, default=None)
