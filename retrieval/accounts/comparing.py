"""When two sentences are of one thing, so that what differs between them is a difference between accounts."""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

from retrieval.accounts.account import Account, Clause, contained
from retrieval.accounts.event_days import event_days
from retrieval.accounts.figures import figures
from retrieval.answer import ConflictKind
from retrieval.people.roles import roles
from retrieval.terms import content_terms, terms

ALIKE = 0.55
"""The least cosine of two sentences that may give different figures for one thing."""

NEARLY_THE_SAME = 0.7
"""The least cosine where a day, a name or a negation is all that differs."""

SUBJECT = 0.5
"""The share of one headline's terms that the other article must have, if it is on the same subject."""

SAME_CONTEXT = 0.8
"""The share of the terms around the one part that must stand around the other too."""

SHARED_NAMES = 0.5
"""The least share of the names of the one sentence, those of the fewer, that the other must have."""

WEEKS = 45
"""Days within which a count of one event may still be corrected."""

DAYS = 3
"""Days within which a measure, or whether something is so, has hardly changed by itself."""


class Part(NamedTuple):
    """The part of a sentence in which it differs: ``[start, end)`` of its article's text."""

    start: int
    end: int


class Difference(NamedTuple):
    """In what two accounts differ, and where in each."""

    kind: ConflictKind
    one: Part
    other: Part


def comparable(one: Account, other: Account) -> bool:
    """Whether two sentences may be of one thing: both dated, alike, and of articles on one subject."""
    return (
        one.article.id != other.article.id
        and one.article.version != other.article.version
        and apart(one, other) <= WEEKS
        and one.likeness(other) >= ALIKE
        and _names_agree(one, other)
        and _one_subject(one, other)
    )


@lru_cache(maxsize=64)
def _terms_of(text: str) -> frozenset[str]:
    """The terms of an article, which is compared with many."""
    return frozenset(terms(text))


def _names_agree(one: Account, other: Account) -> bool:
    """Whether they name the same; those in a role may differ, and an article may name it elsewhere."""
    if one.names and other.names and contained(one.names, other.names) >= SHARED_NAMES:
        return True
    # Two people who each tell it are no two things told.
    in_roles = frozenset(terms(" ".join(role.name for role in (*roles(one), *roles(other)))))
    ours, theirs = one.names_told - in_roles, other.names_told - in_roles
    if ours and theirs:
        return contained(ours, theirs) >= SHARED_NAMES
    return all(
        contained(names, _terms_of(beside.article.text)) >= SHARED_NAMES
        for names, beside in ((ours, other), (theirs, one))
        if names
    )


def _one_subject(one: Account, other: Account) -> bool:
    shares = []
    for account, beside in ((one, other), (other, one)):
        title = set(content_terms(account.article.title or ""))
        text = _terms_of(beside.article.text)
        shares.append(len(title & text) / len(title) if title else SUBJECT)
    return max(shares) >= SUBJECT


def apart(one: Account, other: Account) -> int:
    """Days between the publication of the two; more than `WEEKS` where a day is not known."""
    return abs((one.day - other.day).days) if one.day and other.day else WEEKS + 1


def on_different_days(one: Account, other: Account) -> bool:
    """Whether both name days for what they report, and no day in common: it has moved on, or is another."""
    ours, theirs = event_days(one), event_days(other)
    return bool(ours and theirs) and not any(a.agrees(b) for a, b in product(ours, theirs))


def figures_differ(one: Account, other: Account) -> bool:
    """Whether both give a figure of a kind, and not the same: they are then of different things."""
    pairs = [(a, b) for a, b in product(figures(one), figures(other)) if a.counts_as(b)]
    return bool(pairs) and not any(a.agrees(b) for a, b in pairs)


def each_names_another(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether each names something that the other does not: two polls, two delegations, two places."""
    return bool(ours - theirs) and bool(theirs - ours)


def same_context(one: Clause, other: Clause, *, least: int, but: frozenset[str] = frozenset()) -> bool:
    """Whether two parts of sentences say nearly the same.

    Args:
        one: the one part.
        other: the other.
        least: how many terms they must share.
        but: terms left out, such as the names that differ.
    """
    ours, theirs = one.context - but, other.context - but
    return contained(ours, theirs) >= SAME_CONTEXT and len(ours & theirs) >= least
