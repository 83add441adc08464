"""What was said, where it follows its cue: where it begins and where it ends."""

from __future__ import annotations

from ingestion.attribution.candidates import Cue
from ingestion.attribution.frames import QUOTE, Frame
from ingestion.attribution.noun_phrases import Phrase
from ingestion.attribution.words import DASHES, DAY, ENDS, SUBJECT_PRONOUN, is_adverb, is_word
from retrieval.people.names import listed

ADVERBIAL = 16
"""Tokens of the longest adverbial between a verb and what was said: "said in Geneva on Friday that"."""

_OPENS_ADVERBIAL = listed("""in on at during after last this late earlier through via by to""")
_OPENS_CLAUSE = listed("""that if whether he she it they there we i what how why""")
_SAYS = listed("say not add argu claim tell think believ warn suggest")
_SUBORDINATE = listed("while because although though unless whereas but")
_GOES_ON = frozenset({"a", "an", "one", "which", "who", "where", "including"})
_NEGATION = frozenset({"not", "never", "only"})


def complement(frame: Frame, cue: Cue, others: list[Cue], after: int) -> list[Phrase]:
    """What follows a cue and belongs to it.

    Args:
        frame: the sentence.
        cue: the word that attributes.
        others: all that do, in order.
        after: the first token that may belong.
    """
    start = _begins(frame, cue, after)
    if start >= len(frame):
        return []
    if frame.low[start] == QUOTE and frame.at(start + 1) in ENDS | {"", ","}:
        return [Phrase(start, start + 1)]
    aside = cue.subject is not None and cue.subject.kind == "relative" and frame.at(cue.start - 1) == ","
    stop = _closing_comma(frame, start) if aside else _ends(frame, cue, others, start)
    stop = stripped(frame, start, stop)
    return [Phrase(start, stop)] if start < stop else []


def stripped(frame: Frame, start: int, stop: int) -> int:
    """Where ``[start, stop)`` ends without the marks that end a sentence."""
    while stop > start and (frame.low[stop - 1] in ENDS | {",", ":", ")"} or frame.low[stop - 1] in DASHES):
        stop -= 1
    return stop


def _begins(frame: Frame, cue: Cue, at: int) -> int:
    """Past an adverbial, and the comma or colon before what was said."""
    if cue.verb.base == "say" and frame.at(at) == "of":
        at = _past_adverbial(frame, at)
    if frame.at(at) == "on" and frame.at(at + 1) in DAY:
        at += 2
    if frame.at(at) in _OPENS_ADVERBIAL or frame.at(at) in DAY:
        at = _past_adverbial(frame, at)
    at = _past_parenthesis(frame, at)
    while frame.at(at) in (",", ":") or frame.at(at) in DASHES or _passing(frame.at(at)):
        at += 1
    return at


def _past_parenthesis(frame: Frame, at: int) -> int:
    """Past ", in a letter," before "that", "to" or a quotation."""
    if frame.at(at) != "," or not frame.at(at + 1)[:1].isalpha():
        return at
    for end in range(at + 2, min(at + ADVERBIAL, len(frame))):
        if frame.low[end] == ",":
            return end if frame.at(end + 1) in ("that", "to", QUOTE) else at
    return at


def _passing(word: str) -> bool:
    return is_adverb(word) and word not in _NEGATION


def _past_adverbial(frame: Frame, at: int) -> int:
    """Where what was said begins after an adverbial; ``at`` itself where that cannot be told."""
    for end in range(at + 1, min(at + ADVERBIAL, len(frame))):
        word = frame.low[end]
        if word in ("that", ":") or word in SUBJECT_PRONOUN:
            return end
        if word == QUOTE and not is_word(frame.low[end - 1]):
            return end
        if word == ",":
            return end if frame.at(end + 1) in (QUOTE, "that") else at
        if frame.low[at] in DAY:
            return end
    return at


def _ends(frame: Frame, cue: Cue, others: list[Cue], start: int) -> int:
    clause = frame.low[start] in _OPENS_CLAUSE or cue.verb.base in _SAYS
    later = {c.verb.group.start: c for c in others if c.verb.at > start}
    opening = {c.start for c in later.values() if c.subject is not None and c.start < c.verb.group.start}
    for at in range(start + 1, len(frame)):
        word = frame.low[at]
        if word in (";", "…"):
            return at
        if word == "," and (
            _parts(frame, at + 1, later, opening) or not (clause or frame.at(at + 1) in _GOES_ON)
        ):
            return at
        if word == QUOTE and (joined := later.get(at + 1)) is not None and joined.verb.ending == "ing":
            return at + 1
        if not clause and word in _SUBORDINATE:
            return at
        if word in ("and", "but") and (goes_on := later.get(at + 1)) is not None and _finite(goes_on):
            return at
    return len(frame)


def _closing_comma(frame: Frame, start: int) -> int:
    """Where the relative clause ends that a comma opened."""
    return next((at for at in range(start, len(frame)) if frame.low[at] in (",", ";")), len(frame))


def _parts(frame: Frame, at: int, later: dict[int, Cue], opening: set[int]) -> bool:
    """Whether another attribution begins after a comma: "…, adding that", "…, but Lavrov said"."""
    joined = later.get(at)
    if joined is not None and (joined.verb.ending == "ing" or joined.verb.base == "according"):
        return True
    if frame.at(at) in ("but", "and", "while"):
        return at + 1 in opening or at + 1 in later
    return at in opening


def _finite(cue: Cue) -> bool:
    return cue.verb.ending != "ing" and not cue.verb.group.kind
