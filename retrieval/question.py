"""Understands a question: what is asked, in which terms, and what an answer must look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Literal, Protocol

from config.errors import QuestionError
from retrieval.days_named import days_named
from retrieval.outlets_named import blanked, outlets_named
from retrieval.sentences import sentences
from retrieval.terms import content_terms, terms
from retrieval.understood import Understood

LONGEST = 2000
"""Code points of the longest question taken; a reader's question is a line or two."""

MOST_TERMS = 64

Wants = Literal["number", "date", "reason", "name", "anything"]

_WANTS: tuple[tuple[Wants, re.Pattern[str]], ...] = (
    (
        "number",
        re.compile(
            r"\bhow (?:many|much|long|old|far|high|deep|fast|big|tall|large|often)\b|\bpercent(?:age)?\b"
            r"|\bwhat (?:is|was|were) the (?:\w+ )?"
            r"(?:magnitude|price|average|number|total|toll|cost|score|size|share)\b"
        ),
    ),
    ("date", re.compile(r"\bwhen\b|\bhow soon\b|\b(?:what|which) (?:date|day|month|year)\b")),
    ("reason", re.compile(r"\bwhy\b|\bwhat (?:caused|led)\b|\breasons?\b")),
    (
        "name",
        re.compile(
            r"\bwho(?:m|se)?\b|\bwhere\b|\bwhich\b|\bwhat (?:is|was) (?:\w+ )?name\b"
            r"|\bwhat (?:country|city|state|company|team)\b"
        ),
    ),
)
_LATELY = re.compile(
    r"\b(?:this|last|past) (?:week|month|weekend)\b"
    r"|\b(?:recent(?:ly)?|today|yesterday|latest|just|now|current(?:ly)?)\b"
)
# In "what did Lavrov demand?" the verb asks for his words, whichever verb the article has for them.
_ASKED_VERB = re.compile(
    r"\bwhat (?:else )?(?:did|does|do|has|have|had|would|will|is|was|were) (?P<who>.{2,80}?) "
    r"(?P<verb>say|said|demand|warn|ask|call(?: for| on)?|urge|propose|offer|promise|claim|argue|tell|told"
    r"|announce|insist|want|think|believe|suggest|threaten|reply|respond|request|seek|declare|state|mean)"
    r"(?:s|d|ed|ing)?\b"
    r"|\bwhat (?P<event>happen(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[A-ZÀ-ÖØ-ÞŁŞİ][\w’'-]*")
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b(?:[A-ZÀ-ÖØ-Þ][\w’'&.-]*|\d[\w.,%-]*)")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Query:
    """A question made ready to be searched for.

    Args:
        text: the question, white space folded.
        ask: the sentence of it that asks; the rest is background.
        terms: every term, in order.
        content: terms that carry meaning, each once.
        ask_content: those of the sentence that asks.
        names: terms of the names and numbers in it.
        wants: what kind of thing answers it.
        speaker: term of the last name of whoever's words it asks for; None where it asks for nobody's.
        lately: whether it asks for something of these days.
        until: the last instant from which anything may be used.
        understood: the days, outlets and people it names.
    """

    text: str
    ask: str
    terms: tuple[str, ...]
    content: tuple[str, ...]
    ask_content: tuple[str, ...]
    names: tuple[str, ...]
    wants: Wants
    speaker: str | None
    lately: bool
    until: datetime
    understood: Understood = field(default_factory=Understood)


class DatedEvent(Protocol):
    """Gives the day of an event by its words, from what may be used until an instant; None where unsure."""

    def __call__(self, event: str, /, until: datetime) -> date | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds, as far as reading a question needs to know it.

    Args:
        outlets: every outlet's name, as its articles have it.
        dated: gives the day of an event, where its articles tell it plainly.
    """

    outlets: tuple[str, ...] = ()
    dated: DatedEvent | None = None


NOTHING = Held()


def understand(question: str, as_of: date | datetime | None = None, held: Held = NOTHING) -> Query:
    """Read a question.

    Args:
        question: as a person put it.
        as_of: the day, or instant, on which it is asked; now if None. A day is
            meant to its end, in UTC, and so is an instant without a zone.
        held: what the library has.

    Raises:
        QuestionError: it is empty, or longer than `LONGEST`.
    """
    text = _SPACE.sub(" ", question.encode("utf-8", "replace").decode()).strip()
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            "The question is empty.", 'Ask something, such as: newsdesk ask "what did Lavrov demand?"'
        )
    if len(text) > LONGEST:
        raise QuestionError(
            f"The question is {len(text):,} characters long; {LONGEST:,} are the most.",
            "Ask it in a sentence or two.",
        )
    ask = _asking(text)
    lowered = text.lower()
    wants: Wants = next((kind for kind, cue in _WANTS if cue.search(ask.lower())), "anything")
    until = last_instant(as_of)
    return Query(
        text=text,
        ask=ask,
        terms=tuple(dict.fromkeys(terms(text)))[:MOST_TERMS],
        content=_content(text),
        ask_content=tuple(content_terms(ask)[:MOST_TERMS]),
        names=tuple(content_terms(" ".join(_NAME.findall(text)))[:MOST_TERMS]),
        wants=wants,
        speaker=_speaker(text),
        lately=bool(_LATELY.search(lowered)),
        until=until,
        understood=_understood(text, until, held),
    )


def _understood(text: str, until: datetime, held: Held) -> Understood:
    named = outlets_named(text, held.outlets)
    # "The Sunday Times" is no day.
    dated = None if held.dated is None else partial(held.dated, until=until)
    days = days_named(blanked(text, named.spans), until.date(), dated)
    return Understood(days=days.days, outlets=named.outlets, unheld=named.unheld, notes=days.notes)


def last_instant(as_of: date | datetime | None) -> datetime:
    """The last instant of the day, or the instant itself, in UTC; now if None."""
    if as_of is None:
        return datetime.now(UTC)
    if isinstance(as_of, datetime):
        return as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
    return datetime.combine(as_of, time.max, tzinfo=UTC)


def _content(text: str) -> tuple[str, ...]:
    """The terms that carry meaning, without a verb that only asks for what was said or what came about."""
    found = content_terms(text)[:MOST_TERMS]
    asked = _ASKED_VERB.search(text)
    verb = set(terms(asked["verb"] or asked["event"])) if asked else set()
    return tuple(term for term in found if term not in verb) or tuple(found)


def _speaker(text: str) -> str | None:
    asked = _ASKED_VERB.search(text)
    names = _CAPITALISED.findall(asked["who"]) if asked and asked["who"] else []
    return next(iter(terms(names[-1].removesuffix("’s").removesuffix("'s"))), None) if names else None


def _asking(text: str) -> str:
    """The last sentence that ends in a question mark, else the last one."""
    parts = [text[s.start : s.end] for s in sentences(text)]
    asked = [part for part in parts if part.rstrip("\"”'’)").endswith(("?", "؟", "？"))]
    return (asked or parts or [text])[-1]
