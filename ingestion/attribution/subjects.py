"""Who does what a verb tells: the subject beside it, across an aside, inverted, or of the clause before."""

from __future__ import annotations

from typing import NamedTuple

from ingestion.attribution.frames import QUOTE, Frame
from ingestion.attribution.noun_phrases import LONGEST, Phrase, opening_phrase, phrase_after, phrase_before
from ingestion.attribution.verb_forms import stem
from ingestion.attribution.verb_groups import VerbGroup
from ingestion.attribution.words import (
    CLAUSE,
    DASHES,
    DAY,
    DETERMINER,
    GENITIVE,
    JOINING,
    POSSESSIVE,
    PREPOSITION,
    REFLEXIVE,
    SUBJECT_PRONOUN,
    is_word,
)
from retrieval.people.names import listed

_INVERTED = listed(
    """say writ ask add explain not argu tweet recall repli reply continu jok read warn declar shout quip
    conclud agr"""
)
"""Stems that stand before their subject: "said Lavrov"."""

_ASKS = frozenset({"ask", "pres", "question", "quiz"})
_ASPECT = frozenset({"keep", "kept", "start", "begin", "began", "stop", "continu", "avoid", "go", "went"})
_OPENS_ASIDE = listed(
    """who whose which a an the one however too though meanwhile then also himself herself for"""
)
_AGO = frozenset({"year", "month", "week", "night"})
_AFTER_INVERTED = frozenset({"who", "when", "as", "last", "this"})


class Subject(NamedTuple):
    """Tokens ``[start, stop)`` and how they were found.

    Args:
        kind: "pronoun", "name", "noun", "relative", "aside", "genitive", "after", "reduced"; of a
            clause before: "far", "unsure" where there are several, "opening" where none was made out.
    """

    start: int
    stop: int
    kind: str

    @property
    def own(self) -> bool:
        """Whether it stands before its verb as the subject of a clause of its own."""
        return self.kind in ("pronoun", "name", "noun", "aside")

    @property
    def beside(self) -> bool:
        """Whether it is part of one stretch with its verb."""
        return self.kind not in ("far", "unsure", "opening", "genitive")


class Verb(NamedTuple):
    """A word that may attribute: its token, its group, its stem and its ending."""

    at: int
    group: VerbGroup
    base: str
    ending: str


def subject_of(frame: Frame, verb: Verb, earlier: list[Subject]) -> Subject | None:
    """Whose verb it is, as far as the words beside it tell; None for a passive without an agent.

    Args:
        frame: the sentence.
        verb: the word looked at.
        earlier: the subjects of the clauses before, in order.
    """
    if verb.base == "according":
        return _after(phrase_after(frame, verb.group.stop))
    found = _inverted(frame, verb) or _genitive(frame, verb)
    if found is not None:
        return found
    if _passive(frame, verb):
        return _after(phrase_after(frame, verb.at + 2)) if frame.at(verb.at + 1) == "by" else None
    found = _before(frame, verb)
    return found if found is not None else _far(frame, verb, earlier)


def _passive(frame: Frame, verb: Verb) -> bool:
    """Whether it is told of the one who hears it: "was told", "When asked"."""
    if verb.ending not in ("ed", "en"):
        return False
    return verb.group.kind == "be" or (
        verb.base in _ASKS and frame.at(verb.at - 1) in ("", "when", "if", ",")
    )


def _after(phrase: Phrase | None) -> Subject | None:
    return Subject(*phrase, "after") if phrase is not None else None


def _inverted(frame: Frame, verb: Verb) -> Subject | None:
    before = frame.at(verb.at - 1)
    if verb.base not in _INVERTED or verb.ending == "ing" or before not in ("", ",", QUOTE, "’", "'"):
        return None
    found = phrase_after(frame, verb.at + 1)
    if found is None or not (before == QUOTE or _ends_clause(frame.at(found.stop))):
        return None
    return _after(found)


def _ends_clause(word: str) -> bool:
    return not word or not is_word(word) or word in DAY | PREPOSITION | _AFTER_INVERTED


def _genitive(frame: Frame, verb: Verb) -> Subject | None:
    """Whose it is, of a noun: "his claim", "Lavrov's demand"."""
    before = frame.at(verb.at - 1)
    if before in POSSESSIVE:
        return Subject(verb.at - 1, verb.at, "genitive")
    if before in GENITIVE:
        found = phrase_before(frame, verb.at - 1)
        return Subject(found.start, verb.at, "genitive") if found is not None else None
    return None


def _before(frame: Frame, verb: Verb) -> Subject | None:
    group = verb.group
    if group.kind == "to":
        return None
    if verb.ending != "ing" or group.kind == "be":
        return subject_before(frame, group.start)
    if not group.kind and _reduced(frame, group.start - 1):
        found = phrase_before(frame, group.start)
        return Subject(*found, "reduced") if found is not None else None
    return None


def _reduced(frame: Frame, at: int) -> bool:
    """Whether a participle belongs to the noun before it: "polls showing"."""
    word = frame.at(at)
    if not word or not is_word(word) or word in PREPOSITION | CLAUSE | JOINING or stem(word)[0] in _ASPECT:
        return False
    return frame.capital(at) or word.endswith("s") or frame.at(at - 1) in DETERMINER


def _far(frame: Frame, verb: Verb, earlier: list[Subject]) -> Subject | None:
    """The subject of a clause before, or what the sentence opens with."""
    if earlier:
        # A participle after a comma is the main clause's: "…, arguing that".
        main = earlier[0] if verb.ending == "ing" and frame.at(verb.at - 1) == "," else earlier[-1]
        several = len({tuple(frame.low[one.start : one.stop]) for one in earlier}) > 1
        return Subject(main.start, main.stop, "unsure" if several else "far")
    found = opening_phrase(frame)
    return Subject(*found, "opening") if found is not None and found.stop <= verb.at else None


def subject_before(frame: Frame, start: int) -> Subject | None:
    """The subject that stands directly before a verb group beginning at token ``start``."""
    at = _without_day(frame, start - 1)
    if frame.at(at) in REFLEXIVE:
        at -= 1
    word = frame.at(at)
    if not word or word in JOINING or word == "but":
        return None
    if word in SUBJECT_PRONOUN:
        return Subject(at, at + 1, "pronoun")
    if word in ("who", "which"):
        return Subject(at, at + 1, "relative")
    if word in (",", ")") or word in DASHES:
        return _before_aside(frame, at)
    found = phrase_before(frame, at + 1)
    return Subject(*found, "name" if frame.capital(at) else "noun") if found is not None else None


def _without_day(frame: Frame, at: int) -> int:
    """Before "on Friday", "late on Friday", "last week"."""
    if frame.at(at) in DAY:
        at -= 1
        if frame.at(at) in ("last", "late", "early"):
            at -= 1
        return at - 1 if frame.at(at) == "on" else at
    return at - 2 if frame.at(at) in _AGO and frame.at(at - 1) in ("last", "this") else at


def _before_aside(frame: Frame, at: int) -> Subject | None:
    """The subject before "Lavrov, 71, said" or "Quill (R-Ohio) said"; ``at`` is the mark that closes it."""
    opens = "(" if frame.low[at] == ")" else frame.low[at]
    start = at - 1
    while start > 0 and at - start <= LONGEST and frame.low[start] not in (opens, QUOTE):
        start -= 1
    if start <= 0 or frame.low[start] != opens or (opens == "," and not _is_aside(frame, start + 1, at)):
        return None
    word = frame.low[start - 1]
    if word == ")":
        return _before_aside(frame, start - 1)
    if word in SUBJECT_PRONOUN or word in ("who", "which"):
        return Subject(start - 1, start, "relative" if word in ("who", "which") else "pronoun")
    found = phrase_before(frame, start)
    if found is None or frame.at(found.start - 1) in PREPOSITION:
        # "Ada Quill, 30, of Sollmark, said", "Ada Quill, at a meeting in Aurora, Colorado, said"
        return _before_aside(frame, start) if opens == "," else None
    # "Ada Quill, who lives in Aurora, Colorado, said": an aside may itself hold commas.
    outer = _before_aside(frame, found.start - 1) if frame.at(found.start - 1) == "," else None
    return outer or Subject(*found, "aside")


def _is_aside(frame: Frame, start: int, stop: int) -> bool:
    first = frame.low[start]
    if first in _OPENS_ASIDE or first[0].isdigit() or first in POSSESSIVE or first in PREPOSITION:
        return True
    if first in CLAUSE or first in SUBJECT_PRONOUN or first in JOINING:
        return False
    # "head of the party", "R-Ohio"; but a longer run of names may be another subject.
    return not frame.capital(start) or stop - start <= 4 or "of" in frame.low[start:stop]
