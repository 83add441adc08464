"""Noun phrases before and after a place, found by the words that bound them."""

from __future__ import annotations

from typing import NamedTuple

from ingestion.attribution.cue_lexicon import known
from ingestion.attribution.frames import Frame
from ingestion.attribution.verb_forms import stem
from ingestion.attribution.words import (
    AUXILIARY,
    CLAUSE,
    DASHES,
    DAY,
    DETERMINER,
    GENITIVE,
    JOINING,
    OBJECT_PRONOUN,
    POSSESSIVE,
    PREPOSITION,
    SUBJECT_PRONOUN,
    begins_clause,
    is_adverb,
    is_word,
)

LONGEST = 22
"""Tokens of the longest noun phrase, and of the longest aside."""

JOINED = 5
"""Tokens that may stand before an "and" which joins two subjects."""

_APART = frozenset({"out", "up", "off", "down", "back", "away", "than"})
_WITHIN = frozenset(
    {"of", "for", "in", "at", "from", "with", "to", "on", "against", "by", "about", "near", "behind"}
)
_AFTER = frozenset({"of", "for", "from", "at", "in"})


class Phrase(NamedTuple):
    """Tokens ``[start, stop)``."""

    start: int
    stop: int


def phrase_before(frame: Frame, stop: int) -> Phrase | None:
    """The noun phrase that ends before token ``stop``, its prepositional attributes included."""
    low = frame.low
    first = stop
    while first > 0 and stop - first < LONGEST and not _bounds(frame, first - 1):
        first -= 1
    first = _after_joining(frame, first, stop)
    while first < stop and (low[first] in PREPOSITION or is_adverb(low[first])):
        first = _after_opening(frame, first, stop)
    if first >= stop or not is_word(low[first]) or low[stop - 1] in PREPOSITION | POSSESSIVE:
        return None
    if all(low[n] in DAY or low[n][0].isdigit() for n in range(first, stop)) or _is_predicate(frame, first):
        return None
    return Phrase(first, stop)


def _is_predicate(frame: Frame, first: int) -> bool:
    """Whether a phrase begins with a verb: "has drawn huge crowds", "furrowed his brow"."""
    if frame.at(first - 1) in AUXILIARY - GENITIVE:
        return True
    return stem(frame.low[first])[1] == "ed" and frame.at(first + 1) in DETERMINER | POSSESSIVE


def _bounds(frame: Frame, at: int) -> bool:
    """Whether a subject cannot reach over the token ``at``."""
    word = frame.low[at]
    if word in _WITHIN or word in JOINING or word in ("'", "’"):
        return False
    return begins_clause(word) or word in _APART or _is_verb(frame, at)


def _is_verb(frame: Frame, at: int) -> bool:
    """Whether a word looks like another clause's verb: one that may attribute, in a finite form."""
    base, ending = stem(frame.low[at])
    if at == 0 or frame.capital(at) or ending not in ("ed", "s") or not known(base):
        return False
    before = frame.low[at - 1]
    if before in SUBJECT_PRONOUN or (frame.capital(at - 1) and at > 1):
        return True
    return ending == "ed" and before not in DETERMINER


def _after_joining(frame: Frame, first: int, stop: int) -> int:
    """Where the phrase begins: after an "and" that joins clauses, not nouns."""
    opens = frame.at(first - 1) in ("", ",") or frame.at(first - 1) in CLAUSE
    for at in range(stop - 1, first - 1, -1):
        if frame.low[at] in JOINING and (at == first or at - first > JOINED or not opens):
            return at + 1
    return first


def _after_opening(frame: Frame, first: int, stop: int) -> int:
    """Past "In Geneva", "After a long day", "Then"."""
    low = frame.low
    at = first + 1
    if low[first] not in PREPOSITION:
        return at
    if at < stop and low[at] in DETERMINER | POSSESSIVE:
        at += 1
    while at < stop and low[at] not in DETERMINER:
        if at > first + 1 and frame.capital(at) and not frame.capital(at - 1):
            break
        at += 1
    return at


def phrase_after(frame: Frame, start: int) -> Phrase | None:
    """The noun phrase that begins at token ``start``: an inverted subject, a source, a listener."""
    low = frame.low
    first = frame.at(start)
    if first in SUBJECT_PRONOUN or first in OBJECT_PRONOUN:
        return Phrase(start, start + 1)
    if not first or not is_word(first) or first in PREPOSITION | CLAUSE | DAY or is_adverb(first):
        return None
    stop = start + 1
    while stop < len(frame) and stop - start < LONGEST and not _ends(frame, stop):
        stop += 1
    while stop > start and (low[stop - 1] in PREPOSITION | DETERMINER or is_adverb(low[stop - 1])):
        stop -= 1
    return Phrase(start, stop) if stop > start else None


def _ends(frame: Frame, at: int) -> bool:
    word, before = frame.low[at], frame.low[at - 1]
    if word == "and":
        return not (frame.capital(at + 1) or frame.low[at + 1] in DETERMINER) if at + 1 < len(frame) else True
    if word in GENITIVE or word in ("’", "'", "&"):
        return False
    if begins_clause(word) or word == "to":
        return True
    if word in DETERMINER | POSSESSIVE:
        return before not in _AFTER | {"and"}
    if word in PREPOSITION:
        return word not in _AFTER
    return stem(word)[1] == "ing"


def opening_phrase(frame: Frame) -> Phrase | None:
    """The noun phrase that a frame opens with, an adverbial before it skipped."""
    at = 0
    if frame.at(0) in PREPOSITION:
        while frame.at(at) not in ("", ","):
            at += 1
    while frame.at(at) in ("and", "but", "so", "yet", "meanwhile", "still", ",") or is_adverb(frame.at(at)):
        at += 1
    found = phrase_after(frame, at)
    return _before_verb(frame, found) if found is not None else None


def _before_verb(frame: Frame, found: Phrase) -> Phrase:
    """Without the verb: "Lavrov flew home"."""
    low = frame.low
    for at in range(found.start + 1, found.stop):
        verb = stem(low[at])[1] == "ed" and low[at - 1] not in DETERMINER
        after_name = frame.capital(at - 1) and low[at - 1] not in DETERMINER and not frame.capital(at)
        if verb or (after_name and low[at] not in _WITHIN | JOINING | GENITIVE | DASHES):
            return Phrase(found.start, at)
    return found
