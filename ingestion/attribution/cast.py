"""The people and bodies that an article names, in their fullest form."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from typing import NamedTuple

from ingestion.attribution.gender import gender_of
from ingestion.attribution.roles import Roles
from retrieval.people.names import CLEARLY, NAME, is_body, is_group, person_words

_RUN = re.compile(rf"(?<![\w’'-]){NAME}")


class Mention(NamedTuple):
    """A name where it stands, and whom it means."""

    start: int
    end: int
    name: str
    person: bool


class Cast:
    """Who is who in one article.

    Args:
        text: the article's.
    """

    def __init__(self, text: str) -> None:
        runs = [_run(m) for m in _RUN.finditer(text) if "\n" not in m[0]]
        self._forms = _forms([words for _, _, words in runs])
        self._fullest: dict[str, str | None] = {}
        self.roles = Roles(text)
        self.mentions: list[Mention] = []
        for start, end, words in runs:
            name = self.full(words)
            if name is not None:
                if not is_body(words):
                    self.roles.note(start, end, words, name)
                self.mentions.append(Mention(start, end, name, self._is_person(words, name)))
        self._starts = [m.start for m in self.mentions]
        self._people = {m.name for m in self.mentions if m.person}

    def full(self, words: list[str]) -> str | None:
        """The fullest form of a name: "Lavrov" becomes "Sergei Lavrov"; None for a title alone."""
        if is_body(words):
            return " ".join(words)
        words = person_words(words)
        if not words:
            return None
        if len(words) > 1 and not words[0].endswith("."):
            return " ".join(words)
        return self._fuller(words[-1]) or " ".join(words)

    def people_between(self, start: int, end: int, gender: str) -> list[Mention]:
        """The people named within ``[start, end)`` whom "he" ("m") or "she" ("f") can mean."""
        found = self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [m for m in found if m.person and self.can_be(m.name, gender)]

    def is_person(self, name: str) -> bool:
        """Whether a name is known to be somebody's."""
        return name in self._people

    def can_be(self, name: str, gender: str) -> bool:
        """Whether nothing that the article tells of somebody speaks against "he" ("m") or "she" ("f")."""
        return gender_of(name, self.roles.titles(name)) in ("", gender)

    def _is_person(self, words: list[str], name: str) -> bool:
        titles = self.roles.titles(name)
        return not is_body(words) and bool(titles or gender_of(name, titles))

    def _fuller(self, surname: str) -> str | None:
        if surname not in self._fullest:
            forms = self._forms.get(surname)
            self._fullest[surname] = _fullest(forms) if forms and not is_group(surname) else None
        return self._fullest[surname]


def _run(found: re.Match[str]) -> tuple[int, int, list[str]]:
    """Where a name stands, and its words; of "Ada Quill of the Tarn Institute" only hers."""
    head = found[0].split(" of the ")[0]
    words = head.split()
    if head != found[0] and len(words) > 1 and not is_body(words) and len(person_words(words)) > 1:
        return found.start(), found.start() + len(head), words
    return found.start(), found.end(), found[0].split()


def _forms(runs: list[list[str]]) -> dict[str, Counter[str]]:
    """How often each surname stands with which first names."""
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        words = person_words(run)
        if len(words) < 2 or is_body(run):
            continue
        shouted = words[0].isupper() and len(words[0]) > 2 and not words[-1].isupper()
        for length in range(2, len(words) + 1) if not shouted else ():
            forms[words[-1]][" ".join(words[-length:])] += 1
    return forms


def _fullest(forms: Counter[str]) -> str | None:
    """The form that the article has most often; None where it names two of one surname alike."""
    # A longer form that is as frequent has all the first names; a rarer one took in a word of a headline.
    ranked = sorted(forms, key=lambda form: (-forms[form], -len(form)))
    first = ranked[0]
    others = [form for form in ranked if not first.endswith(form) and not form.endswith(first)]
    return first if not others or forms[first] > CLEARLY * forms[others[0]] else None
