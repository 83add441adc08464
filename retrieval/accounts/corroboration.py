"""Counts who reports a point: copies, one publisher's papers and one agency's news are one voice."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from typing import NamedTuple

from retrieval.accounts.account import Account, contained
from retrieval.accounts.conflicts import difference
from retrieval.accounts.event_days import event_days
from retrieval.accounts.figures import figures
from retrieval.accounts.polarity import affirmed, negations
from retrieval.outlets.families import Families
from retrieval.people.person import person_key
from retrieval.terms import terms

SAME_POINT = 0.7
"""The least cosine of two sentences that report the same."""

SHARED_TERMS = 0.45
"""The least share of the terms of the one, those of the fewer, that the other must have."""

SHARED_NAMES = 0.6
"""The same of names."""


class Support(NamedTuple):
    """Who reports a point.

    Args:
        publishers: independent ones, the cited one first; where all go back to one origin, its outlets.
        origin: what all of them go back to, where they are several outlets and do.
        agreeing: the accounts, beside the cited one, that report it.
    """

    publishers: tuple[str, ...]
    origin: str | None
    agreeing: tuple[Account, ...]


def corroboration(cited: Account, others: Iterable[Account], families: Families) -> Support:
    """Who reports what a sentence says.

    Args:
        cited: the sentence.
        others: sentences that may report the same.
        families: which outlets are one publisher.
    """
    agreeing = tuple(other for other in others if same_point(cited, other))
    voices: dict[str, str] = {}
    outlets: dict[str, str] = {}
    for account in (cited, *agreeing):
        voices.setdefault(families.of(_voice(account)), _voice(account))
        for outlet in (account.outlet, *account.also):
            outlets.setdefault(families.of(outlet), outlet)
    if len(voices) == 1 and len(outlets) > 1 and cited.origin:
        return Support(tuple(outlets.values()), cited.origin, agreeing)
    return Support(tuple(voices.values()), None, agreeing)


def same_point(one: Account, other: Account) -> bool:
    """Whether two articles report the same in these sentences, in whatever words."""
    return (
        one.article.id != other.article.id
        and "release" not in (one.article.kind, other.article.kind)
        and one.likeness(other) >= SAME_POINT
        and contained(one.terms, other.terms) >= SHARED_TERMS
        and (not one.names or not other.names or contained(one.names, other.names) >= SHARED_NAMES)
        and _same_speaker(one, other)
        and not _contradict(one, other)
    )


def _same_speaker(one: Account, other: Account) -> bool:
    if one.speaker and other.speaker:
        return person_key(one.speaker) == person_key(other.speaker)
    # A sentence that is given to nobody may still be in somebody's words, if it names him.
    return all(
        terms(account.speaker)[-1] in beside.names
        for account, beside in ((one, other), (other, one))
        if account.speaker
    )


def _contradict(one: Account, other: Account) -> bool:
    """Whether they give no figure or no day in common, or one denies what the other says."""
    ours, theirs = figures(one), figures(other)
    if ours and not any(a.counts_as(b) and a.agrees(b) for a, b in product(ours, theirs)):
        return True
    days = list(product(event_days(one), event_days(other)))
    if days and not any(a.agrees(b) for a, b in days):
        return True
    denied = any(affirmed(b, negated) for a, b in ((one, other), (other, one)) for negated in negations(a))
    return denied or difference(one, other) is not None


def _voice(account: Account) -> str:
    return account.origin or account.outlet
