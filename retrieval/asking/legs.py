"""The searches that a question takes: one for the whole of it, one for each part, outlet and day it names."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.asking.parts_of_question import Part
from retrieval.asking.question import Query, reworded
from retrieval.asking.scope import Scope
from retrieval.asking.understood import Days


@dataclass(frozen=True, slots=True)
class Leg:
    """One search.

    Args:
        query: with the words to search for.
        scope: what it is limited to.
        part: the part of the question that it is for; None where it is for the whole of it.
        recent: whether recent articles are to be preferred.
        about: stretches up to the day asked on ("this week"): that recent articles come first
            serves them, but there must be some.
        further: whether it is one beside that for the whole question.
    """

    query: Query
    scope: Scope
    part: Part | None = None
    recent: bool = True
    about: tuple[Days, ...] = ()
    further: bool = False


def legs_of(query: Query) -> list[Leg]:
    """The searches for a question, the one for the whole of it first."""
    named = query.understood
    if not (query.parts or named.outlets or named.days):
        return [Leg(_of_words(query, query.words), Scope())]
    whole = _of_words(query, query.words)
    if not query.parts:
        about = tuple(one for one in named.days if up_to_now(one, query))
        # Beside "this week", another day is a detail of what is told.
        days = () if about else named.days
        if days:
            whole = _of_words(query, query.undated)
        return [Leg(whole, Scope(named.outlets, days), recent=not days, about=about)]
    # What is compared is compared whenever it was: no part of it is more wanted for being recent.
    legs = [Leg(whole, Scope(named.outlets), recent=False)]
    legs += [
        Leg(
            reworded(query, part.words),
            Scope(part.outlets or named.outlets, _published(part.days)),
            part,
            recent=False,
            further=True,
        )
        for part in query.parts
    ]
    searched = {leg.scope for leg in legs if leg.query.text == whole.text}
    scopes = [Scope(outlets) for outlets in query.groups] if len(query.groups) > 1 else []
    scopes += [Scope(named.outlets, (days,)) for days in _published(named.days)]
    return [
        *legs,
        *(Leg(whole, scope, recent=False, further=True) for scope in scopes if scope not in searched),
    ]


def _of_words(query: Query, words: str) -> Query:
    return query if words == query.text else reworded(query, words)


def up_to_now(days: Days, query: Query) -> bool:
    """Whether it is a stretch up to the day asked on, as "this week" is: no limit, but a wish for news."""
    last = query.until.date()
    up_to_now = days.end is not None and days.end >= last and days.start != days.end
    return up_to_now and not days.publication


def _published(days: tuple[Days, ...]) -> tuple[Days, ...]:
    """Those of publication: in a question of several parts other days are details of what is told."""
    return tuple(one for one in days if one.publication)
