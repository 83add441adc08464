"""Every name of a sentence is one that its evidence has, in whatever spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.people.names import NAME, TITLES, is_name, listed
from retrieval.people.person import same_person
from retrieval.people.spelling import folded
from retrieval.support.places import countries, country, is_seat
from retrieval.support.verdict import Failure
from retrieval.terms import stop_terms, terms

_NAME = re.compile(rf"(?<![\w’'-]){NAME}")
_WORD = re.compile(r"[^\W\d_][\w’'.-]*")
_GENITIVE = re.compile(r"(?:['’]s?|\.)$")
_CALENDAR = listed(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"""
)
# What stands bare at the beginning of a sentence and is no name: plurals, adverbs, participles.
_COMMON = re.compile(
    r"[a-z]{3,}(?:ers|ors|ists|ants|ents|ians|tions|sions|ings|ies|ees|ials|ments|men|ing|ed|ly|tion|ness|ment|ity|age"
    r"|ance|ence)|(?:talk|troop|force|crew|flight|train|ship|shop|school|price|share|rule|law|plan|cost|death|flood|strike"
    r"|vote|test|case|sale|house|home|road|bridge|boat|car|train|kid|girl|boy|patient|state|club|fan|court|bank|team|farm"
    r"|town|group|text|figure|result|record|critic|source|neighbour|neighbor)s|people|police|staff|one|children|women"
)
_SUBJECT = re.compile(
    r"\s+(?:(?:\w+ly|also|now|then|still|again|soon)\s+)?(?:said|says|is|was|has|had|will|would|did|does|told|[a-z]+ed|[a-z]+s|led|won|spoke|met|saw"
    r"|gave|took|left|found|beat|held|kept|went|wrote|sent|put|began|wants|may|might|can|could|must|and|or)\b"
    r"|\s*['’]s\b|,"
)
_SEATED = re.compile(r"\b(?:in|near|at|to|from|outside|around|across|via)\s+$")
_OWNING = re.compile(r"(?<=\w)(?=['’]s?(?!\w))")


def name_failures(text: str, evidence: Sequence[str]) -> list[Failure]:
    """Names of people, places and bodies that the evidence does not have.

    Args:
        text: a part of a sentence, without markers.
        evidence: what it cites, each with its title, outlet and speaker.
    """
    whole = "\n".join(evidence)
    known = _Known(whole)
    return [
        Failure("name", name, "The evidence does not name this.")
        for before, name in _names(text, known.terms)
        # "in Moscow" is a place, "Moscow wants" is Russia.
        if not known.has(name, placed=_SEATED.search(before) is not None)
    ]


def _names(text: str, ordinary: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What is written like a name, and the text before it; the first word only where it can be nothing else.

    Args:
        text: a sentence.
        ordinary: terms that are no names where they open the sentence.
    """
    text = _OWNING.sub(" ", text)
    first = re.search(r"\w", text)
    for match in _NAME.finditer(text):
        name = match[0]
        if first and match.start() == first.start():
            name = _opening(name, text[match.end() :], ordinary)
        if name and (is_name(name, opens=False) or len(name.split()) == 1):
            yield text[: match.start()], name


def _opening(name: str, after: str, ordinary: frozenset[str]) -> str:
    word, _, rest = name.partition(" ")
    plain = _GENITIVE.sub("", word).lower()
    stems = terms(plain)
    common = all(stem in stop_terms() or stem in ordinary for stem in stems) or (
        _COMMON.fullmatch(plain) is not None
    )
    if rest:
        return rest if common or plain in TITLES else name
    return name if not common and _SUBJECT.match(after) else ""


class _Known:
    """The names of the evidence."""

    def __init__(self, text: str) -> None:
        words = [_GENITIVE.sub("", word) for word in _WORD.findall(text)]
        self.text = text
        self.terms = frozenset(terms(text))
        self.words = {part.lower() for word in words for part in (word, *word.split("-"))}
        self.spellings = {folded(part) for part in self.words}
        self.initials = "".join(word[0] for word in words if word[0].isupper())
        self.countries = countries(text)
        self.people = [match[0] for match in _NAME.finditer(text)]

    def has(self, name: str, *, placed: bool = False) -> bool:
        if placed and is_seat(name) and not set(name.lower().split()) <= self.words:
            return False
        if (country(name) or country(_GENITIVE.sub("", name))) in self.countries:
            return True
        if name.isupper() and len(name) > 2 and name in self.initials:
            return True
        words = [_GENITIVE.sub("", word) for word in name.split()]
        if re.search(rf"(?<!\w){re.escape(' '.join(words))}(?!\w)", self.text, re.IGNORECASE):
            return True
        unknown = [word for word in words if not self._word(word)]
        if not unknown:
            return self._one_of(name, words)
        # "Organization for Security …" may stand for its initials in the evidence.
        initials = "".join(word[0] for word in words if word[0].isupper())
        return len(initials) > 2 and initials.lower() in self.words

    def _word(self, word: str) -> bool:
        plain = word.lower()
        # "Minister" before a name may be left unsaid by the evidence; whose minister may not.
        if plain in self.words or plain in _CALENDAR or (plain in TITLES and country(word) is None):
            return True
        if country(word) in self.countries:
            return True
        if all(part in self.words or country(part) in self.countries for part in plain.split("-")):
            return True
        if set(terms(plain)) <= self.terms:
            return True
        key = folded(word)
        return len(key) > 2 and key in self.spellings

    def _one_of(self, name: str, words: Sequence[str]) -> bool:
        """Whether a first name and a surname of the evidence are one person's there."""
        if len(words) < 2 or any(word.lower() in TITLES or not word[0].isupper() for word in words):
            return True
        if any(country(word) for word in words):
            return True
        last = folded(words[-1])
        alike = [other for other in self.people if folded(_GENITIVE.sub("", other.split()[-1])) == last]
        return not alike or any(same_person(name, other) for other in alike)
