"""Everything that a text gives to somebody, as spans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingestion.attribution.candidates import Cue, cues
from ingestion.attribution.content import content
from ingestion.attribution.frames import QUOTE, Frame, Line
from ingestion.attribution.listeners import listener
from ingestion.attribution.noun_phrases import Phrase
from ingestion.attribution.words import is_word

SHORT = 3
"""Letters of words that headlines too write small, and words too few to tell one."""

SHOUTED = 0.75
"""Share of words with a capital from which a sentence is a headline."""

_PARTICLES = frozenset({"for", "to", "on", "out", "of", "about", "with", "against"})

Span = tuple[int, int]


@dataclass(eq=False)
class Found:
    """A cue with all stretches that it attributes, in code points.

    Args:
        frame: the sentence that holds the cue.
        cue: the words that attribute.
        speaker: the words that tell whose they are.
        certain: how sure they do: "yes", "known" if it is somebody known by name, or "no".
        to: the words that tell whom it was said to.
        parts: the stretches.
        quoted: those of them that are quotations and nothing else.
    """

    frame: Frame
    cue: Span
    speaker: Span | None
    certain: str
    to: Span | None
    parts: list[Span] = field(default_factory=list)
    quoted: set[Span] = field(default_factory=set)


def find(lines: Iterable[Line]) -> list[Found]:
    """All that lines of prose attribute, in the order of the cues."""
    found: list[Found] = []
    speaking: Found | None = None
    for line in lines:
        for frame in line.frames:
            mine = in_frame(frame)
            found += mine
            if mine:
                speaking = next((one for one in reversed(mine) if one.quoted), mine[-1])
            elif speaking is not None and _only_quoted(frame):
                _go_on(speaking, frame)
            else:
                speaking = None
    return [one for one in found if one.parts]


def in_frame(frame: Frame) -> list[Found]:
    """What one frame attributes; also a cue before a colon that ends it, for what the next one quotes."""
    all_cues = cues(frame)
    found = [_found(frame, cue, all_cues) for cue in all_cues]
    return [one for one in found if one.parts or frame.low[-1] == ":"]


def _only_quoted(frame: Frame) -> bool:
    return frame.low[0] == QUOTE and not any(is_word(word) for word in frame.low if word != QUOTE)


def _go_on(speaking: Found, frame: Frame) -> None:
    more = [frame.span(n, n + 1) for n, word in enumerate(frame.low) if word == QUOTE]
    speaking.parts += more
    speaking.quoted.update(more)


def _certain(frame: Frame, cue: Cue) -> str:
    if cue.subject is None or cue.subject.kind == "unsure":
        return "no"
    words = [n for n, word in enumerate(frame.low) if len(word) > SHORT and word.isalpha()]
    headline = len(words) > SHORT and sum(map(frame.capital, words)) >= SHOUTED * len(words)
    return "known" if headline or cue.subject.kind == "opening" else "yes"


def _found(frame: Frame, cue: Cue, others: list[Cue]) -> Found:
    to, after = listener(frame, cue)
    parts = content(frame, cue, others, after)
    stop = cue.verb.group.stop
    if parts and parts[0].start == stop and frame.low[stop] in _PARTICLES and parts[0].stop > stop + 1:
        # "called for", "pointed to"
        parts[0] = Phrase(stop + 1, parts[0].stop)
        stop += 1
    quoted = [part for part in parts if part.stop - part.start == 1 and frame.low[part.start] == QUOTE]
    return Found(
        frame,
        frame.span(cue.verb.group.start, stop),
        frame.span(cue.subject.start, cue.subject.stop) if cue.subject is not None else None,
        _certain(frame, cue),
        frame.span(*to) if to is not None else None,
        [frame.span(*part) for part in parts],
        {frame.span(*part) for part in quoted},
    )
