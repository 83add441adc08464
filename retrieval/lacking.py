"""What a question names that the library has nothing of: outlets, days, people."""

from __future__ import annotations

import re

from retrieval.asking.question import Query
from retrieval.declining import Lacking
from retrieval.finding.search import Found
from retrieval.library import Library
from retrieval.people.asked_people import unheard_people

# "What do the Post and the Gazette say of …": each is asked by itself, so one of them is an answer.
_EACH = re.compile(
    r"\bwhat (?:do|does|did|have|has)\b.*\b(?:say|said|report|reported|write|written)\b", re.IGNORECASE
)


def lacking_of(query: Query, found: Found, library: Library) -> Lacking:
    """What of a question the library cannot serve.

    Args:
        query: the question.
        found: what search brought back for it.
        library: the library.
    """
    named = query.understood
    people = unheard_people(query, found, library)
    first = next(iter(found.articles), None)
    published = first.article.published if first else None
    serves = bool(named.outlets) and _EACH.search(query.text) is not None
    return Lacking(
        people=people,
        outlets=named.unheld,
        days=bool(found.nothing_for),
        nearest_day=published.date() if found.nothing_for and published else None,
        allowed=first is not None or library.count("passages") > 0,
        everything=first is None and not named.unheld and not found.nothing_for,
        decisive=bool(people or found.nothing_for or (named.unheld and not serves)),
    )
