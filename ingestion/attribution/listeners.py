"""Whom it was said to: "told RIA Novosti", "said to reporters"."""

from __future__ import annotations

from typing import NamedTuple

from ingestion.attribution.candidates import Cue
from ingestion.attribution.frames import Frame
from ingestion.attribution.noun_phrases import Phrase, phrase_after
from retrieval.people.names import listed

_TAKES = listed("""tell ask remind assur inform urg warn advis promis reassur notify convinc persuad""")
"""Stems with whom it is said to as their object."""

_NOBODY = frozenset({"that", "if", "whether", "about", "for", "why", "how"})


class Listener(NamedTuple):
    """The tokens that name whom it was said to, if any, and the first token after them."""

    phrase: Phrase | None
    after: int


def listener(frame: Frame, cue: Cue) -> Listener:
    """Whom it was said to, where that stands directly after verb and subject."""
    stop, verb = cue.stop, cue.verb
    start = stop
    if verb.base in ("say", "explain") and frame.at(stop) == "to":
        start = stop + 1
    elif verb.base not in _TAKES or verb.group.kind == "be" or frame.at(stop) in _NOBODY:
        return Listener(None, stop)
    found = phrase_after(frame, start)
    if found is None:
        return Listener(None, stop)
    # "told reporters in Geneva": the place is the saying's.
    place = next((at for at in range(found.start, found.stop) if frame.low[at] in ("in", "at")), found.stop)
    return Listener(Phrase(found.start, place), place)
