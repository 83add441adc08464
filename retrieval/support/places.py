"""One country under its names: Russia, Russian, Moscow."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("places.toml").read_text(encoding="utf-8"))


@cache
def _keys() -> dict[str, str]:
    return {name.lower(): names[0] for names in _table()["names"] for name in names}


def is_seat(name: str) -> bool:
    """Whether a name may stand for a government and is also a place."""
    return name.lower() in _table()["seats"].split()


def country(name: str) -> str | None:
    """The country that a name, an adjective or a seat of government stands for, in one spelling."""
    return _keys().get(name.lower().strip())


def countries(text: str) -> set[str | None]:
    """The countries that a text names."""
    words = text.replace("’s", "").replace("'s", "").split()
    plain = [word.strip(",;:!?()[]“”\"'’‘—–") for word in words]
    runs = [" ".join(plain[n : n + size]) for size in (1, 2, 3, 4) for n in range(len(plain) - size + 1)]
    parts = [part for word in plain for part in word.split("-")]
    found = {
        country(run) or country(run.rstrip("."))
        for run in (*runs, *parts)
        # "us" is no country.
        if run[:1].isupper()
    }
    return {one for one in found if one is not None}
