"""Words that say the opposite of one another."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from retrieval.terms import terms

Side = frozenset[str]

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@cache
def pairs() -> tuple[tuple[Side, Side], ...]:
    """The two sides of each pair, as lower-case words."""
    table = tomllib.loads(files(__package__).joinpath("opposites.toml").read_text(encoding="utf-8"))
    return tuple((frozenset(one.split()), frozenset(other.split())) for one, other in table["pairs"])


def opposed(text: str, evidence: str) -> str | None:
    """A word of a text whose side the evidence lacks while it has the other.

    Args:
        text: in lower case, without what it negates.
        evidence: likewise.
    """
    ours: set[str] = set(_WORD.findall(text))
    theirs: set[str] = set(_WORD.findall(evidence))
    for pair in pairs():
        for one, other in (pair, pair[::-1]):
            mine = ours & one
            if mine and not ours & other and theirs & other and not theirs & one:
                return min(mine)
    return None


def opposite_of(term: str, text: str) -> bool:
    """Whether a text has a word of the other side than a term."""
    words = {stem for word in _WORD.findall(text.lower()) for stem in terms(word)}
    return any(
        term in _stems(one) and words & _stems(other) for pair in pairs() for one, other in (pair, pair[::-1])
    )


@cache
def _stems(side: Side) -> frozenset[str]:
    return frozenset(stem for word in side for stem in terms(word))
