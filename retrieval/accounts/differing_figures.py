"""Two accounts that give different figures for one thing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from retrieval.accounts.account import Account, contained
from retrieval.accounts.comparing import (
    DAYS,
    SAME_CONTEXT,
    Difference,
    Part,
    apart,
    each_names_another,
    on_different_days,
)
from retrieval.accounts.figures import Figure, context_of, figures
from retrieval.terms import terms

_PARTIAL = re.compile(
    r"\b(?:first|initially|inside|outside|alone|then|separate|separately|each)\b", re.IGNORECASE
)
_DAILY = frozenset(
    terms(
        "price prices average rate index shares stocks closed traded temperature poll polls approval mortgage"
    )
)
"""What is measured anew every day."""

SHARED_TERMS = 0.5
"""The share of the shorter sentence's terms that the longer must have, if little stands by the figures."""


def differing_figures(one: Account, other: Account) -> Difference | None:
    """A figure of each, where they count the same and no number can be meant by both."""
    # "first shot four people" is a part of what the other counts.
    if on_different_days(one, other) or bool(_PARTIAL.search(one.text)) != bool(_PARTIAL.search(other.text)):
        return None
    ours, theirs = figures(one), figures(other)
    for a, b in product(ours, theirs):
        # The same figure may stand elsewhere in the other sentence.
        elsewhere = _stands_among(a, theirs) or _stands_among(b, ours)
        if not elsewhere and a.counts_as(b) and not a.agrees(b) and _of_one_thing(one, a, other, b):
            return Difference("figure", Part(a.start, a.end), Part(b.start, b.end))
    return None


def _of_one_thing(one: Account, a: Figure, other: Account, b: Figure) -> bool:
    ours, theirs = context_of(a), context_of(b)
    enough = 2 if contained(one.terms, other.terms) >= SHARED_TERMS else 3
    return (
        contained(ours, theirs) >= SAME_CONTEXT
        and len(ours & theirs) >= enough
        and not each_names_another(one.names_in(a.clause), other.names_in(b.clause))
        and _may_be_compared(a, b, apart(one, other))
    )


def _may_be_compared(a: Figure, b: Figure, days: int) -> bool:
    """Whether what is counted or measured stays the same over so many days."""
    if _DAILY & (a.clause.context | b.clause.context):
        return days == 0
    return days <= DAYS or not (a.measure or b.measure)


def _stands_among(figure: Figure, others: Iterable[Figure]) -> bool:
    return any(figure.counts_as(other) and figure.agrees(other) for other in others)
