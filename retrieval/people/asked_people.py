"""The people whose words a question asks for: who they are, what is theirs, and whether they speak at all."""

from __future__ import annotations

import re

from retrieval.asking.question import Query
from retrieval.finding.search import Found
from retrieval.library import Library
from retrieval.people.person import person_key
from retrieval.terms import terms

_WORD = re.compile(r"\w[\w-]*")


def asked_people(query: Query) -> tuple[str, ...]:
    """The people whose words a question asks for, as it names them."""
    if query.understood.speakers or query.speaker is None:
        return query.understood.speakers
    return tuple(word for word in _WORD.findall(query.text) if query.speaker in terms(word))[:1]


def unheard_people(query: Query, found: Found, library: Library) -> tuple[str, ...]:
    """Those whose words are asked for, if none of them speaks or is so much as named in any article."""
    people = asked_people(query)
    for name in people:
        named = set(terms(name))
        if library.speaks(person_key(name)) or any(
            named <= set(terms(article.article.text)) for article in found.articles
        ):
            return ()
    return people
