"""What was said: the stretches of a frame that a cue attributes."""

from __future__ import annotations

from ingestion.attribution.candidates import Cue
from ingestion.attribution.complements import complement, stripped
from ingestion.attribution.frames import QUOTE, Frame
from ingestion.attribution.noun_phrases import Phrase
from ingestion.attribution.verb_forms import stem
from ingestion.attribution.words import CLAUSE, DASHES, DAY, ENDS, PREPOSITION, is_adverb
from retrieval.people.names import listed

_BEFORE_SPEAKER = frozenset({",", QUOTE, "’", "'", "?", "!"}) | DASHES
_ADVERBIAL = (
    (PREPOSITION - {"of", "for", "about", "against", "with", "like", "as"})
    | listed("last this late early earlier when who again later then")
    | DAY
)
_AFTER_SPEAKER = ENDS | {"", ",", QUOTE, ":"} | (CLAUSE - {"that"})
_JOINS = frozenset({"but", "and", "still", "so", "yet"})


def content(frame: Frame, cue: Cue, others: list[Cue], after: int) -> list[Phrase]:
    """What a cue attributes within its frame.

    Args:
        frame: the sentence.
        cue: a word of it that attributes.
        others: all that do, in order.
        after: the first token after subject, verb and whom it was said to.
    """
    if cue.verb.base == "according":
        return _according(frame, cue)
    before = _said_before(frame, cue, after)
    return before if before else complement(frame, cue, others, after)


def _according(frame: Frame, cue: Cue) -> list[Phrase]:
    if cue.verb.at > 1:
        return _from_start(frame, cue.start)
    stop = cue.stop
    while frame.at(stop) not in ("", ","):
        stop += 1
    end = stripped(frame, stop + 1, len(frame))
    return [Phrase(stop + 1, end)] if stop + 1 < end else []


def _said_before(frame: Frame, cue: Cue, after: int) -> list[Phrase]:
    """What stands before "…, Lavrov said", and what goes on after it."""
    first, subject = cue.start, cue.subject
    left = frame.at(first - 1)
    if left not in _BEFORE_SPEAKER or subject is None or cue.verb.ending == "ing":
        return []
    if subject.kind not in ("pronoun", "name", "noun", "aside", "after"):
        return []
    end = _past_adverbial(frame, after)
    right = frame.at(end)
    if left == QUOTE and right != "that":
        said = _from_start(frame, first) or [Phrase(first - 1, first)]
        return said + _quoted_on(frame, end)
    introduced = end > after and frame.at(0) in PREPOSITION | CLAUSE
    if right not in _AFTER_SPEAKER or introduced:
        return []
    said = _from_start(frame, first)
    return said + _goes_on(frame, end) if said else []


def _past_adverbial(frame: Frame, at: int) -> int:
    """Past "on Friday in Geneva", up to a mark or a quotation."""
    if frame.at(at) not in _ADVERBIAL and not is_adverb(frame.at(at)):
        return at
    while frame.at(at) not in ("", ",", QUOTE, ":", "that") and frame.at(at) not in ENDS:
        at += 1
    return at


def _from_start(frame: Frame, first: int) -> list[Phrase]:
    """From the frame's beginning, "But" left out, up to the mark before the speaker."""
    stop = first - 1 if frame.at(first - 1) == "," or frame.at(first - 1) in DASHES else first
    start = 1 if frame.at(0) in _JOINS and frame.at(1) != "," else 0
    return [Phrase(start, stop)] if start < stop else []


def _goes_on(frame: Frame, end: int) -> list[Phrase]:
    """What was said after the speaker was named in its middle."""
    if frame.at(end) == QUOTE:
        return [Phrase(end, end + 1)]
    if stem(frame.at(end + 1) or ".")[1] == "ing":
        # "…, Lavrov said, adding that"
        return []
    stop = stripped(frame, end + 1, len(frame))
    return [Phrase(end + 1, stop)] if frame.at(end) in (",", ":") and end + 1 < stop else []


def _quoted_on(frame: Frame, end: int) -> list[Phrase]:
    """The quotation that goes on after its speaker and what is told of him."""
    for at in range(end, len(frame)):
        if frame.low[at] == QUOTE and (at == end or frame.low[at - 1] in (",", ":")):
            return [Phrase(at, at + 1)]
    return []
