"""Two accounts of which one says that it is so, and the other that it is not."""

from __future__ import annotations

from retrieval.accounts.account import Account, Clause
from retrieval.accounts.comparing import (
    DAYS,
    NEARLY_THE_SAME,
    Difference,
    Part,
    apart,
    on_different_days,
    same_context,
)
from retrieval.accounts.polarity import affirmed, negations

FULL = 3
"""Terms of two parts of sentences that have no others, if the rest of the sentences may differ."""


def differing_polarity(one: Account, other: Account) -> Difference | None:
    """What the one says is not so, and the other that it is."""
    if apart(one, other) > DAYS or on_different_days(one, other):
        return None
    alike = one.likeness(other) >= NEARLY_THE_SAME
    for turned, (denying, affirming) in enumerate(((one, other), (other, one))):
        for negated in negations(denying):
            found = affirmed(affirming, negated)
            if found is not None and _same_but_negated(negated.clause, found[0], alike=alike):
                parts = (Part(negated.start, negated.end), Part(found[1], found[2]))
                return Difference("negation", *(parts[::-1] if turned else parts))
    return None


def _same_but_negated(one: Clause, other: Clause, *, alike: bool) -> bool:
    if not alike and (one.context != other.context or len(one.context) < FULL):
        return False
    # "Two of the five were not opened" and "three were opened" go together.
    of_some = bool(one.numbers) and one.numbers != other.numbers
    return not of_some and same_context(one, other, least=2)
