"""Quotes both sides where accounts of what is asked about differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from retrieval.accounts.account import Account
from retrieval.accounts.conflicts import difference
from retrieval.accounts.gathering import Gathered
from retrieval.asking.question import Query
from retrieval.terms import terms
from retrieval.weighing.evidence import Evidence, directness

MOST_MORE = 2
"""Sentences at most that are quoted beside those chosen."""


def other_sides(query: Query, accounts: Gathered) -> list[Evidence]:
    """The sentences to quote beside those chosen, so that accounts that differ are all quoted.

    A difference in something else than what is asked about is no reason to quote more. So a
    sentence from which a chosen one differs has as many of the question's terms, names left out,
    as one that is chosen; and two that differ, of which none is chosen, as many as any.

    Args:
        query: the question.
        accounts: the sentences chosen, and those that may tell of the same.
    """
    more: list[Evidence] = []
    for _, differing in sorted(_differing(query, accounts), key=lambda one: -one[0]):
        added = [one for one in differing if not any(one is other for other in more)]
        if len(more) + len(added) <= MOST_MORE:
            more += added
    return more


def in_order(chosen: Sequence[Evidence], more: Sequence[Evidence]) -> list[Evidence]:
    """Both, the plainest first; what was never weighed comes last."""
    weighed = [*chosen, *(one for one in more if one.features)]
    ordered = sorted(weighed, key=lambda evidence: (not evidence.own, -directness(evidence)))
    return [*ordered, *(one for one in more if not one.features)]


def _differing(query: Query, accounts: Gathered) -> Iterator[tuple[float, tuple[Evidence, ...]]]:
    """What differs from a chosen sentence, and pairs that differ, each after how plainly they answer."""
    evidence = accounts.evidence
    chosen = [_shared(query, account) for account in accounts.cited]
    shared = {account: _shared(query, account) for account in accounts.others}
    asked = [one for one in accounts.others if shared[one] >= max(1, min(chosen))]
    for one, other in product(accounts.cited, asked):
        if difference(one, other):
            yield directness(evidence[one]), (evidence[other],)
    plain = [one for one in asked if evidence[one].features and shared[one] >= max(chosen)]
    for one, other in combinations(plain, 2):
        if difference(one, other):
            pair = (evidence[one], evidence[other])
            yield max(map(directness, pair)), pair


def _shared(query: Query, account: Account) -> int:
    wanted = set(query.content) - set(query.names) or set(query.content)
    return len(wanted & query.spelled(set(terms(account.text))))
