"""The corpus of attacks; README.md beside it says how one is added."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

FORGED = "FORGED"
"""Begins what shall pass for a line of ours."""


class Attack(NamedTuple):
    """A text that tries to act on whoever looks at it.

    Args:
        kind: its file.
        name: what it tries.
        text: what is put in.
    """

    kind: str
    name: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"


def _attacks() -> tuple[Attack, ...]:
    files = sorted(Path(__file__).parent.glob("*.toml"))
    told = {file.stem: tomllib.loads(file.read_text(encoding="utf-8"))["attack"] for file in files}
    return tuple(Attack(kind, one["name"], one["text"]) for kind, all_ in told.items() for one in all_)


ATTACKS = _attacks()
