"""Events by which a question names its days: "since the invasion", "after the Geneva talks"."""

from __future__ import annotations

import re
from typing import NamedTuple

_EVENT = (
    r"(?:invasions?|talks|summits?|elections?|referendums?|votes?|inaugurations?|resignations?|appointments?|arrests?"
    r"|verdicts?|trials?|hearings?|attacks?|bombings?|shootings?|explosions?|blasts?|fires?|floods?|earthquakes?|storms?"
    r"|hurricanes?|eruptions?|crash(?:es)?|collapses?|accidents?|disasters?|coups?|wars?|ceasefires?|truces?|protests?"
    r"|strikes?|riots?|massacres?|meetings?|calls?|visits?|speech(?:es)?|addresses|debates?|deals?|agreements?|mergers?"
    r"|takeovers?|launch(?:es)?|outbreaks?|lockdowns?|funerals?|deaths?|weddings?|matches|finals?|games?|tournaments?"
    r"|conferences?|ceremon(?:y|ies)|annexations?|withdrawals?|evacuations?|mobili[sz]ations?)"
)
_OWNER = r"(?:the|this|that|last|his|her|their|its|[A-Z][\w-]*(?:\s[A-Z][\w-]*)?[’']s?)"
_PHRASE = re.compile(
    rf"\b(?P<word>[Ss]ince|[Aa]fter|[Bb]efore|[Ff]ollowing|[Uu]ntil|[Pp]rior to|[Ii]n the wake of)\s"
    rf"(?P<event>{_OWNER}\s(?:[\w’'-]+\s){{0,3}}?{_EVENT}(?:\s(?:of|in|on|at|with|between)\s(?:the\s)?[A-Z][\w-]*"
    r"(?:(?:\sand)?\s[A-Z][\w-]*)*)?)(?:\s(?:began|started|ended|broke out))?"
    r"(?=\s*(?:[,.;:?!]|$)|\s(?:did|does|do|has|have|what|who|how|is|was|were|and|or|about)\b)"
)
_CLAUSE = re.compile(r"\s(?:that|which|who|was|were|is|are|has|had|to|a|an)\s")


class EventNamed(NamedTuple):
    """An event that opens or closes a stretch of days.

    Args:
        start: where the word before it begins in the question.
        end: one past the event's last code point.
        word: that word, in lower case, such as "since".
        event: the event as written.
    """

    start: int
    end: int
    word: str
    event: str


def events_named(question: str) -> list[EventNamed]:
    """The events that a question says something is after, before or since; in its order."""
    return [
        EventNamed(match.start(), match.end("event"), match["word"].lower(), match["event"])
        for match in _PHRASE.finditer(question)
        if not _CLAUSE.search(match["event"]) and (match["word"].lower() == "since" or _named(match["event"]))
    ]


def _named(event: str) -> bool:
    """Whether it says which: "the Geneva talks", not "the talks"."""
    return len(event.split()) > 2 or not event.lower().startswith(("the ", "this ", "that ", "his ", "her "))
