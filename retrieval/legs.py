"""The searches that a question takes: one for the whole of it, one for each part, outlet and day it names."""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.parts_of_question import Part
from retrieval.question import Query, reworded
from retrieval.scope import Scope


@dataclass(frozen=True, slots=True)
class Leg:
    """One search.

    Args:
        query: with the words to search for.
        scope: what it is limited to.
        part: the part of the question that it is for; None where it is for the whole of it.
        recent: whether recent articles are to be preferred.
    """

    query: Query
    scope: Scope
    part: Part | None = None
    recent: bool = True


def legs_of(query: Query) -> list[Leg]:
    """The searches for a question, the one for the whole of it first."""
    named = query.understood
    if not (query.parts or named.outlets or named.days):
        return [Leg(query, Scope())]
    whole = reworded(query, query.words)
    if not query.parts:
        return [Leg(whole, Scope(named.outlets, named.days), recent=not named.days)]
    # What is compared is compared whenever it was: no part of it is more wanted for being recent.
    legs = [Leg(whole, Scope(named.outlets), recent=False)]
    legs += [
        Leg(reworded(query, part.words), Scope(part.outlets or named.outlets, part.days), part, recent=False)
        for part in query.parts
    ]
    searched = {leg.scope for leg in legs if leg.query.text == whole.text}
    scopes = [Scope(outlets) for outlets in query.groups] if len(query.groups) > 1 else []
    scopes += [Scope(named.outlets, (days,)) for days in named.days]
    return [*legs, *(Leg(whole, scope, recent=False) for scope in scopes if scope not in searched)]
