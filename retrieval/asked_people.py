"""The people whose words a question asks for: who they are, what is theirs, and whether they speak at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from retrieval.evidence import Evidence
from retrieval.library import Library
from retrieval.person import person_key
from retrieval.question import Query
from retrieval.search import Found
from retrieval.speaking import attributions_in
from retrieval.terms import stop_terms, terms

_WORD = re.compile(r"\w[\w-]*")


def asked_people(query: Query) -> tuple[str, ...]:
    """The people whose words a question asks for, as it names them."""
    if query.understood.speakers or query.speaker is None:
        return query.understood.speakers
    return tuple(word for word in _WORD.findall(query.text) if query.speaker in terms(word))[:1]


def own_words_first(chosen: Sequence[Evidence], query: Query) -> list[Evidence]:
    """The sentences with those first in which the people asked for speak, or do what is asked about."""
    keys = {person_key(name) for name in asked_people(query)}
    # The asked verb is all that `understand` leaves out of the content: "offer" in "what did she offer?".
    verb = set(query.terms) - set(query.content) - stop_terms()
    said = {id(evidence): _speaks(evidence, keys) or _does(evidence, query, verb) for evidence in chosen}
    return sorted(chosen, key=lambda evidence: not said[id(evidence)])


def _speaks(evidence: Evidence, keys: set[str]) -> bool:
    attributions = attributions_in(evidence.found, evidence.start, evidence.end)
    return any(one.name is not None and person_key(one.name) in keys for one in attributions)


def _does(evidence: Evidence, query: Query, verb: set[str]) -> bool:
    """Whether the person's name is followed by the verb that is asked about."""
    return any(one == query.speaker and other in verb for one, other in pairwise(terms(evidence.text)))


def unheard_people(query: Query, found: Found, library: Library) -> tuple[str, ...]:
    """Those whose words are asked for, if none of them speaks or is so much as named in any article."""
    people = asked_people(query)
    for name in people:
        named = set(terms(name))
        if library.said_by(person_key(name)) or any(
            named <= set(terms(article.article.text)) for article in found.articles
        ):
            return ()
    return people
