"""Two accounts that name different people in one role."""

from __future__ import annotations

from itertools import product

from retrieval.accounts.account import Account
from retrieval.accounts.comparing import (
    Difference,
    Part,
    each_names_another,
    figures_differ,
    on_different_days,
    same_context,
)
from retrieval.people.person import person_key
from retrieval.people.roles import Role, roles
from retrieval.terms import terms


def differing_names(one: Account, other: Account) -> Difference | None:
    """The name in a role in the one and in the other, where they are not one person's."""
    if on_different_days(one, other) or figures_differ(one, other):
        return None
    for a, b in product(roles(one), roles(other)):
        if a.part == b.part and _different_people(a, b, one, other):
            names = frozenset(terms(f"{a.name} {b.name}"))
            others = each_names_another(one.names_told - names, other.names_told - names)
            if not others and same_context(a.clause, b.clause, least=2, but=names):
                return Difference("name", Part(a.start, a.end), Part(b.start, b.end))
    return None


def _different_people(a: Role, b: Role, one: Account, other: Account) -> bool:
    ours, theirs = frozenset(terms(a.name)), frozenset(terms(b.name))
    return (
        person_key(a.name) != person_key(b.name)
        and not ours & theirs
        and not ours & other.terms
        and not theirs & one.terms
    )
