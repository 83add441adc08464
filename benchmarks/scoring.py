"""How answers are scored: the usual measures of question answering and ranking."""

from __future__ import annotations

import re
import string
from collections.abc import Sequence

_PUNCTUATION = set(string.punctuation + "“”‘’–—")
_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


def normalised(text: str) -> str:
    """Lower case, no punctuation, no articles, single spaces.

    The normalisation of SQuAD (Rajpurkar et al., 2016).
    """
    bare = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", bare).split())


def holds(answers: Sequence[str], text: str) -> bool:
    """Whether an accepted answer stands in the text, both normalised."""
    within = normalised(text)
    return any(normalised(answer) in within for answer in answers)


def rank(found: Sequence[str], wanted: set[str]) -> int | None:
    """Place, from 1, of the first wanted id among those found; None if none is there."""
    return next((n for n, id_ in enumerate(found, start=1) if id_ in wanted), None)


def ranking(ranks: Sequence[int | None]) -> dict[str, float]:
    """Hit@1, Hit@4, Hit@10 and MRR@10 of a list of ranks."""
    total = max(1, len(ranks))
    figures = {f"Hit@{k}": sum(r is not None and r <= k for r in ranks) / total for k in (1, 4, 10)}
    return {**figures, "MRR@10": sum(1 / r for r in ranks if r is not None and r <= 10) / total}


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The chance that a positive scores above a negative (ties count half)."""
    wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    return wins / max(1, len(positive) * len(negative))
