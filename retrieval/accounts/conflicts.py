"""Finds where accounts of one thing differ in a figure, a day, a name, or in whether it is so.

A false alarm is worse than a miss: two sentences are only compared where they
are of articles on one subject, are alike, and say nearly the same of what differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retrieval.accounts.account import Account
from retrieval.accounts.comparing import Difference, Part, comparable
from retrieval.accounts.differing_days import differing_days
from retrieval.accounts.differing_figures import differing_figures
from retrieval.accounts.differing_names import differing_names
from retrieval.accounts.differing_polarity import differing_polarity
from retrieval.answer import Conflict, Side

_TESTS = (differing_figures, differing_polarity, differing_names, differing_days)


def difference(one: Account, other: Account) -> Difference | None:
    """In what two accounts of one thing differ; None where they agree or are of different things."""
    # What to quote and what to tell both turn on it, of the same sentences.
    if other not in one.compared:
        one.compared[other] = _difference(one, other)
    return one.compared[other]


def _difference(one: Account, other: Account) -> Difference | None:
    if not comparable(one, other):
        return None
    return next((found for test in _TESTS if (found := test(one, other)) is not None), None)


def conflicts(cited: Sequence[Account], others: Iterable[Account]) -> tuple[Conflict, ...]:
    """Where accounts differ from what an answer cites, and first where citations differ from each other.

    Args:
        cited: the sentences cited, in the order of their markers.
        others: further sentences that may tell of the same.
    """
    pool = [*cited, *others]
    ordinals = {_place(account): n for n, account in enumerate(cited, start=1)}
    found: list[Conflict] = []
    told: set[tuple[str, int, int]] = set()
    for n, one in enumerate(cited):
        for other in pool[n + 1 :]:
            differs = difference(one, other)
            if differs is None or (*_place(other)[:1], *differs.other) in told:
                continue
            told |= {(*_place(one)[:1], *differs.one), (*_place(other)[:1], *differs.other)}
            sides = (_side(one, differs.one, ordinals), _side(other, differs.other, ordinals))
            if _told_at(other) > _told_at(one):
                sides = sides[::-1]
            found.append(Conflict(kind=differs.kind, sides=sides))
    # Sides that are all quoted are of what was asked.
    return tuple(sorted(found, key=lambda one: not all(side.ordinal for side in one.sides)))


def _told_at(account: Account) -> float:
    """When an account was given; a corrected article tells what it tells from its correction on."""
    return account.article.dated.timestamp() if account.article.dated else 0.0


def _side(account: Account, part: Part, ordinals: dict[tuple[str, int, int], int]) -> Side:
    article = account.article
    return Side(
        article_id=article.id,
        version=article.version,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        published_precision=article.published_precision,
        start=account.start,
        end=account.end,
        quote=account.text,
        updated=article.modified,
        value=article.text[part.start : part.end],
        ordinal=ordinals.get(_place(account)),
    )


def _place(account: Account) -> tuple[str, int, int]:
    return account.article.id, account.start, account.end
