"""The auxiliaries and adverbs that belong to a verb: "has not yet said"."""

from __future__ import annotations

from typing import NamedTuple

from ingestion.attribution.frames import Frame
from ingestion.attribution.words import AUXILIARY, BE, DAY, DO, GENITIVE, HAVE, MODAL, is_adverb

LONGEST = 6
"""Tokens looked back at for auxiliaries and adverbs."""

_KINDS = (("be", BE), ("have", HAVE), ("modal", MODAL), ("do", DO), ("to", frozenset({"to"})))
_GOVERNING = AUXILIARY | {"to"}
_BEFORE_IS = frozenset({"he", "she", "it", "who", "that", "there", "what"})


class VerbGroup(NamedTuple):
    """A verb with what stands before it: tokens ``[start, stop)``, the verb last.

    Args:
        start: the first auxiliary, adverb or "to"; the verb itself where it has none.
        stop: one past the verb.
        kind: what governs the verb: "to", "be", "have", "modal", "do" or "".
    """

    start: int
    stop: int
    kind: str


def verb_group(frame: Frame, verb: int) -> VerbGroup:
    """The group that ends with the token ``verb``."""
    start, kind, at = verb, "", verb - 1
    while at >= 0 and verb - at <= LONGEST:
        governs = _kind(frame, at)
        if governs or _belongs(frame, at):
            kind, start = kind or governs, at
        elif frame.low[at] not in DAY and not is_adverb(frame.low[at]):
            break
        at -= 1
    return VerbGroup(start, verb + 1, kind)


def _kind(frame: Frame, at: int) -> str:
    word = frame.low[at]
    if word in GENITIVE and frame.at(at - 1) not in _BEFORE_IS:
        return ""
    return next((kind for kind, words in _KINDS if word in words), "") if word in _GOVERNING else ""


def _belongs(frame: Frame, at: int) -> bool:
    """Whether an adverb is the verb's: one after a comma opens the clause."""
    return is_adverb(frame.low[at]) and frame.at(at - 1) not in ("", ",")
