"""The words of a question that name what kind of thing it asks for: "menu item", "social media platform".

An article that answers seldom has them: it names the thing itself. So they do not count among the words
that evidence has to share with the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from retrieval.asking.question import Query
from retrieval.terms import content_terms

MOST = 4
"""Words at most; a longer run has taken in what comes after the noun."""

FEWEST = 2
"""Terms with which a sentence that asks says what it asks about."""

_ASKING = re.compile(
    r"\b(?:which|what|whose)\b(?:\s+of\s+the\s+following)?(?P<after>[^?.!,;:—–]*)", re.IGNORECASE
)
_WORD = re.compile(r"[\w’'&.%-]+")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_ENDS = _words(
    """
    is was are were be been did does do has have had will would can could should may might must
    won win wins made make makes took takes take cut struck became become becomes got get gets held hold holds
    led lead leads saw see sees set sets hit hits found put said says say told went goes go came comes come
    sold sells bought buys lost loses left leaves sent broke began begins gave gives grew fell rose ran runs
    caught kept paid shut spent stole stood swept taught thought threw wore wrote beat built spread quit
    in on at by for from with to into over about after before during since than against according this last
    next that who when where as just soon now also not the a an most
    """
)
_PAST = re.compile(r"(?!united$)\w{3,}ed|(?!family$|assembly$)\w+ly")


@lru_cache(maxsize=256)
def asked_for(ask: str) -> tuple[str, ...]:
    """The terms, stop words left out, of the noun that "which" or "what" asks for; empty where there is none.

    Args:
        ask: the sentence that asks.
    """
    for asking in _ASKING.finditer(ask):
        found: list[str] = []
        for word in _WORD.findall(asking["after"]):
            lowered = word.lower()
            if lowered in _ENDS or (found and _PAST.fullmatch(lowered)):
                break
            found.append(word)
        if found:
            return tuple(content_terms(" ".join(found[:MOST])))
    return ()


def told(query: Query, wanted: Sequence[str]) -> tuple[str, ...]:
    """Those of a question's terms that an answer may be expected to share; all where none would be left."""
    named = set(asked_for(query.ask)) - set(query.names)
    return tuple(term for term in wanted if term not in named) or tuple(wanted)


def stands_alone(query: Query) -> bool:
    """Whether the sentence that asks says enough to be compared with: "What is it?" does not."""
    return len(query.ask_content) >= FEWEST
