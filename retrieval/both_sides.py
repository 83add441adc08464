"""Quotes both sides where accounts of what is asked about differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from retrieval.account import Account
from retrieval.conflicts import difference
from retrieval.evidence import Evidence, directness
from retrieval.gathering import Gathered
from retrieval.question import Query
from retrieval.terms import terms

MOST_MORE = 2
"""Sentences at most that are quoted beside those chosen."""


def other_sides(query: Query, accounts: Gathered) -> list[Evidence]:
    """The sentences to quote beside those chosen, so that accounts that differ are all quoted.

    They are those of which a chosen one differs, and pairs that differ and of which neither is
    chosen. Each has as many of the question's terms as one that is chosen: a difference in
    something else is no reason to quote more.

    Args:
        query: the question.
        accounts: the sentences chosen, and those that may tell of the same.
    """
    fewest = min(_shared(query, account) for account in accounts.cited)
    others = [one for one in accounts.others if _shared(query, one) >= max(1, fewest)]
    more: list[Evidence] = []
    for _, differing in sorted(_differing(accounts, others), key=lambda one: -one[0]):
        added = [one for one in differing if not any(one is other for other in more)]
        if len(more) + len(added) <= MOST_MORE:
            more += added
    return more


def in_order(chosen: Sequence[Evidence], more: Sequence[Evidence]) -> list[Evidence]:
    """Both, the plainest first; what was never weighed comes last."""
    weighed = [*chosen, *(one for one in more if one.features)]
    ordered = sorted(weighed, key=lambda evidence: (not evidence.own, -directness(evidence)))
    return [*ordered, *(one for one in more if not one.features)]


def _differing(accounts: Gathered, others: Sequence[Account]) -> Iterator[tuple[float, tuple[Evidence, ...]]]:
    """What differs from a chosen sentence, and pairs that differ, each after how plainly they answer."""
    evidence = accounts.evidence
    for one, other in product(accounts.cited, others):
        if difference(one, other):
            yield directness(evidence[one]), (evidence[other],)
    for one, other in combinations(others, 2):
        pair = (evidence[one], evidence[other])
        if all(side.features for side in pair) and difference(one, other):
            yield max(map(directness, pair)), pair


def _shared(query: Query, account: Account) -> int:
    return len(set(query.content) & query.spelled(set(terms(account.text))))
