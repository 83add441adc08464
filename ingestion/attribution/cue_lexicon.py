"""The words that attribute, with how much each speaks for it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_STEM = "stem="


@cache
def weights() -> dict[str, float]:
    """Log-odds by feature, fitted on PolNeAR's training part by ``python -m benchmarks.fit_cues``."""
    found: dict[str, float] = json.loads(
        files("ingestion.attribution").joinpath("cue_weights.json").read_text(encoding="utf-8")
    )
    return found


@cache
def stems() -> frozenset[str]:
    """The stems that may attribute: all that do twice or more in the training part."""
    return frozenset(name.removeprefix(_STEM) for name in weights() if name.startswith(_STEM))


def known(base: str) -> bool:
    """Whether a word with this stem may attribute."""
    return base in stems()


def probability(features: Iterable[str]) -> float:
    """That a word with these features attributes."""
    weight = weights()
    return 1 / (1 + math.exp(-sum(weight.get(name, 0.0) for name in features)))
