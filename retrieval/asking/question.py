"""Understands a question: what is asked, in which terms, and what an answer must look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import partial
from typing import Literal, Protocol

from config.errors import QuestionError
from retrieval.asking.irregular_verbs import other_forms
from retrieval.asking.parts_of_question import Part, outlet_groups, parts_of, telling, undated, words_of
from retrieval.asking.understood import Understood
from retrieval.days.days_named import DaysNamed, days_named
from retrieval.outlets.outlets_named import OutletsNamed, blanked, outlets_named
from retrieval.people.respelling import NamesOf, respelled
from retrieval.people.words_asked import words_asked
from retrieval.sentences import sentences
from retrieval.store.encodable import encodable
from retrieval.terms import content_terms, terms

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
_EVENT = re.compile(r"\bwhat (?P<event>happen(?:s|ed|ing)?)\b", re.IGNORECASE)
_NAME = re.compile(r"(?<![.?!] )(?<!^)\b(?:[A-ZÀ-ÖØ-Þ][\w’'&.-]*|\d[\w.,%-]*)")
_NOUN_ASKED = re.compile(
    r"\b[Ww](?:hat|ho) (?:is|was|are|were) the (?:[a-z-]+ )?([a-z-]+) (?:for|of|in|to|at|on)\b"
)
_LEADING = frozenset(("the", "a", "an", "in", "on", "at", "of", "to", "for", "by", "from", "with", "this"))
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
        words: what of it is searched for: all but the outlets and days, by which articles are chosen.
        undated: the same without any day.
        parts: the questions it is made of; none where it is one.
        groups: the outlets it names, the sections of one together.
        spellings: for terms of other spellings of its names, the term that `words` has.
        forms: for other forms of its irregular verbs, the form that it has.
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
    words: str = ""
    undated: str = ""
    parts: tuple[Part, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, str] = field(default_factory=dict)

    @property
    def point(self) -> str | None:
        """The term that says what is asked to be told of what it names.

        It is the noun of "what is the prize for …", else the word with which the question ends, as
        "built" in "when was it built?"; None where that is a name, or anything may be told.
        """
        noun = _NOUN_ASKED.search(self.ask)
        if noun is None and self.wants == "anything":
            return None
        *before, last = self.ask.rstrip("?.!…”\"’' ").rsplit(maxsplit=2) or [""]
        # "before the strike" only tells when or where.
        word = [noun[1]] if noun else [last] if before[-1:] and before[-1].lower() not in _LEADING else []
        ending = terms(word[0]) if word and not word[0][:1].isupper() else []
        return ending[-1] if ending and ending[-1] in self.ask_content else None

    def spelled(self, found: AbstractSet[str]) -> AbstractSet[str]:
        """The terms of a text, and for other spellings of the question's names its own."""
        return found | {own for other, own in self.spellings.items() if other in found}

    def told(self, found: AbstractSet[str]) -> AbstractSet[str]:
        """The same, and for other forms of its verbs its own: "took" tells what was asked with "take"."""
        return self.spelled(found) | {own for other, own in self.forms.items() if other in found}


class DatedEvent(Protocol):
    """Gives the day of an event by its words, from what may be used until an instant; None where unsure."""

    def __call__(self, event: str, /, until: datetime) -> date | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Held:
    """What a library holds, as far as reading a question needs to know it.

    Args:
        outlets: every outlet's name, as its articles have it.
        dated: gives the day of an event, where its articles tell it plainly.
        names: gives the names that something is said under, by the part all their spellings share.
    """

    outlets: tuple[str, ...] = ()
    dated: DatedEvent | None = None
    names: NamesOf = field(default=lambda key: ())


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
    text = _SPACE.sub(" ", encodable(question)).strip()
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
    outlets, days = _named(text, until, held)
    # "What do the Post and the Gazette say": these are read, not quoted.
    told = blanked(text, outlets.spans)
    speakers = _speakers(told) or _speakers(respelled(told, held.names).text)
    asked = respelled(text, held.names)
    words = respelled(words_of(text, held.outlets, outlets, days), held.names).text
    parts = tuple(
        replace(part, words=respelled(part.words, held.names).text)
        for part in parts_of(text, held.outlets, outlets, days)
    )
    return Query(
        text=text,
        ask=ask,
        terms=tuple(dict.fromkeys(terms(text)))[:MOST_TERMS],
        content=_content(text),
        ask_content=tuple(content_terms(ask)[:MOST_TERMS]),
        names=_names(text),
        wants=wants,
        speaker=_term_of(speakers),
        lately=bool(_LATELY.search(lowered)),
        until=until,
        understood=Understood(
            days=days.days,
            outlets=outlets.outlets,
            unheld=outlets.unheld,
            speakers=speakers,
            notes=days.notes,
            parts=tuple(part.text for part in parts) if len(parts) > 1 else (),
        ),
        words=words,
        undated=respelled(undated(text, held.outlets, outlets, days), held.names).text,
        parts=parts,
        groups=outlet_groups(text, held.outlets, outlets),
        spellings=asked.spellings,
        forms=other_forms(content_terms(text)),
    )


def reworded(query: Query, words: str) -> Query:
    """A question with other words in its place, as a part of it has; terms about reports are left out."""
    return replace(
        query,
        text=words,
        ask=_asking(words),
        terms=telling(tuple(dict.fromkeys(terms(words)))[:MOST_TERMS]),
        content=telling(_content(words)),
        ask_content=telling(tuple(content_terms(_asking(words))[:MOST_TERMS])),
        names=_names(words),
        parts=(),
    )


def _named(text: str, until: datetime, held: Held) -> tuple[OutletsNamed, DaysNamed]:
    named = outlets_named(text, held.outlets)
    # "The Sunday Times" is no day.
    dated = None if held.dated is None else partial(held.dated, until=until)
    return named, days_named(blanked(text, named.spans), until.date(), dated)


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
    asked, event = words_asked(text), _EVENT.search(text)
    verb = {*terms(asked.verb if asked else ""), *terms(event["event"] if event else "")}
    return tuple(term for term in found if term not in verb) or tuple(found)


def _names(text: str) -> tuple[str, ...]:
    return tuple(content_terms(" ".join(_NAME.findall(text)))[:MOST_TERMS])


def _speakers(text: str) -> tuple[str, ...]:
    """The people whose words are asked for, as written."""
    asked = words_asked(text)
    return asked.people if asked else ()


def _term_of(speakers: tuple[str, ...]) -> str | None:
    """The term of the last name of the last of them."""
    return terms(speakers[-1])[-1] if speakers else None


def _asking(text: str) -> str:
    """The last sentence that ends in a question mark, else the last one."""
    parts = [text[s.start : s.end] for s in sentences(text)]
    asked = [part for part in parts if part.rstrip("\"”'’)").endswith(("?", "؟", "？"))]
    return (asked or parts or [text])[-1]
