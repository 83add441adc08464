"""The titles and roles that an article gives to people: "the minister" is the one introduced so."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from retrieval.people.names import listed, person_words

ROLES = listed("""minister president chancellor premier secretary mayor governor senator spokesman spokeswoman
    spokesperson chairman chairwoman chair chief director commissioner ambassador envoy judge sheriff
    attorney prosecutor lawyer professor researcher author economist analyst strategist adviser advisor
    pollster manager aide official officer general colonel captain sergeant inspector superintendent
    doctor scientist historian leader deputy congressman congresswoman representative councillor
    councilwoman councilman coach player driver actor actress singer producer editor reporter journalist
    correspondent columnist host founder owner executive ceo head king queen prince princess pope bishop
    archbishop priest pastor rabbi imam teacher headteacher principal farmer resident witness activist
    campaigner lawmaker nominee candidate engineer consultant expert physician surgeon nurse novelist
    writer poet critic curator artist operator""")
"""Nouns by which somebody introduced is called again."""

BEFORE = 60
"""Code points before a name, and after one, in which its roles are looked for."""

LAST = 40
"""Introductions in one role that are looked back at."""

# "party spokesman Tom Arkwright"
_INTRODUCED = re.compile(r"((?:[A-Za-z][\w-]*\s+){0,3})([a-z]+)\s+$")
# "Ada Quill, 44, the mayor of"
_APPOSED = re.compile(
    r",\s+(?:\d+,\s+)?(?:(?:the|a|an|its|his|her|their)\s+)?([A-Za-z][\w’' -]{2,60}?)"
    r"(?=\s+(?:of|for|at|in|from|who|and)\b|[,.;)])"
)
# "the mayor, Ada Quill"
_APPOSED_BEFORE = re.compile(r"\b[Tt]he\s+([a-z][a-z -]{2,50}),\s+$")


class Introduced(NamedTuple):
    """Somebody given a role: where, with which words before its noun."""

    at: int
    modifiers: frozenset[str]
    name: str


class Roles:
    """Who has which titles and roles.

    Args:
        text: the article's.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._titles: dict[str, set[str]] = {}
        self._introduced: dict[str, list[Introduced]] = defaultdict(list)

    def titles(self, name: str) -> set[str]:
        """The titles and roles given to somebody so far, in lower case."""
        return self._titles.get(name, set())

    def note(self, start: int, end: int, words: list[str], name: str) -> None:
        """Keep what stands beside a name.

        Args:
            start: where it begins, titles included.
            end: one past it.
            words: its words, titles included.
            name: its fullest form.
        """
        titles = [word.lower() for word in words[: len(words) - len(person_words(words))]]
        if titles:
            self._titles.setdefault(name, set()).update(titles)
        if " " not in name:
            return
        before = self._text[max(0, start - BEFORE) : start]
        small = _INTRODUCED.search(before)
        if small is not None and small[2] in ROLES:
            titles = [*small[1].lower().split(), small[2], *titles]
        self._introduce(start, titles, name)
        for apposed in (_APPOSED.match(self._text, end, end + BEFORE), _APPOSED_BEFORE.search(before)):
            if apposed is not None:
                self._introduce(start, apposed[1].lower().split(), name)

    def holder(self, role: list[str], before: int) -> str | None:
        """Whom "the foreign minister" means: the one person given that role before.

        Args:
            role: its words in lower case, the noun last.
            before: where it stands.
        """
        given = [one for one in self._introduced.get(role[-1], ())[-LAST:] if one.at < before]
        fitting = {one.name for one in given if one.modifiers.issuperset(role[:-1])}
        return fitting.pop() if len(fitting) == 1 else None

    def _introduce(self, at: int, role: list[str], name: str) -> None:
        if "former" in role or "ex-" in " ".join(role):
            return
        for n, word in enumerate(role):
            if word in ROLES:
                self._introduced[word].append(Introduced(at, frozenset(role[:n]), name))
                self._titles.setdefault(name, set()).add(word)
