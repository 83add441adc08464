"""Words of a frame that may attribute, each with its subject and what speaks for and against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ingestion.attribution.cue_features import cue_features
from ingestion.attribution.cue_lexicon import known, probability
from ingestion.attribution.frames import Frame
from ingestion.attribution.subjects import Subject, Verb, subject_of
from ingestion.attribution.verb_forms import stem
from ingestion.attribution.verb_groups import VerbGroup, verb_group
from ingestion.attribution.words import AUXILIARY, CLAUSE, is_word
from retrieval.people.names import listed

THRESHOLD = 0.35
"""The probability from which a word is taken to attribute: the best F1 on PolNeAR's training part."""

SPEECH_THRESHOLD = 0.15
"""The same for a finite verb of saying with its own subject, which readers ask for most."""

_SPEECH = listed("demand deny promis pledg vow accus warn announc insist urg apolog claim")

_OPENING = (CLAUSE - {"as", "than", "so"}) | {"and"}


class Cue(NamedTuple):
    """A word that may attribute.

    Args:
        verb: the word; a noun such as "claim" too.
        subject: whose it is.
        features: what speaks for and against it.
    """

    verb: Verb
    subject: Subject | None
    features: tuple[str, ...]

    @property
    def start(self) -> int:
        """The first token of the stretch that subject and verb make."""
        first = self.verb.group.start
        joined = self.subject is not None and (self.subject.beside or self.subject.kind == "genitive")
        return min(first, self.subject.start) if self.subject and joined else first

    @property
    def stop(self) -> int:
        """One past the last token of that stretch."""
        beside = self.subject is not None and self.subject.beside
        return max(self.verb.group.stop, self.subject.stop if beside and self.subject else 0)


def candidates(frame: Frame) -> Iterator[Cue]:
    """Every word of a frame that may attribute, in order."""
    earlier: list[Subject] = []
    last = -1
    for at, word in enumerate(frame.low):
        if not is_word(word) or word in AUXILIARY:
            continue
        base, ending = stem(word)
        if not known(base) or (base == "according" and frame.at(at + 1) != "to"):
            continue
        group = verb_group(frame, at) if base != "according" else VerbGroup(at, at + 2, "")
        verb = Verb(at, group, base, ending)
        # "Talks have failed, Lavrov said, adding": the nearest clause's, not the first's.
        subject = subject_of(frame, verb, earlier[-1:] if last + 2 == at else earlier)
        yield Cue(verb, subject, tuple(cue_features(frame, verb, subject)))
        if subject is not None and subject.own and ending != "ing" and _opens_clause(frame, subject):
            earlier.append(subject)
            last = at


def cues(frame: Frame) -> list[Cue]:
    """The words of a frame that attribute, in order."""
    return [cue for cue in candidates(frame) if probability(cue.features) >= _threshold(cue)]


def _threshold(cue: Cue) -> float:
    own = cue.subject is not None and cue.subject.own
    finite = cue.verb.ending in ("ed", "s") and not cue.verb.group.kind
    return SPEECH_THRESHOLD if own and finite and cue.verb.base in _SPEECH else THRESHOLD


def _opens_clause(frame: Frame, subject: Subject) -> bool:
    before = frame.at(subject.start - 1)
    return not before or not is_word(before) or before in _OPENING or subject.kind == "pronoun"
