"""What befell somebody: a sentence may not make the evidence’s dead evacuated, nor its charged convicted."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from retrieval.support.verdict import Failure

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


class _Fate(NamedTuple):
    """One fate: the words that say it, and those by which evidence may tell of it too."""

    says: frozenset[str]
    all: frozenset[str]


@cache
def _fates() -> tuple[_Fate, ...]:
    table = tomllib.loads(files(__package__).joinpath("fates.toml").read_text(encoding="utf-8"))
    return tuple(
        _Fate(frozenset(one["says"].split()), frozenset(f"{one['says']} {one['also']}".split()))
        for one in table["fates"]
    )


def fate_failures(text: str, evidence: Sequence[str]) -> list[Failure]:
    """Words for a fate that the evidence does not tell of, while it tells of another.

    Meanings are too near to tell these apart: who was evacuated and who died stand in the
    same reports, of the same place and day.

    Args:
        text: without markers.
        evidence: what it cites, and what stands beside that.
    """
    theirs = set(_WORD.findall(" ".join(evidence).lower()))
    told = [fate for fate in _fates() if fate.all & theirs]
    ours = set(_WORD.findall(text.lower()))
    claimed = sorted(min(fate.says & ours) for fate in _fates() if fate.says & ours and fate not in told)
    return [Failure("addition", word, f"The evidence does not say “{word}”.") for word in claimed[:1] if told]
