"""What a question is about, and what a conversation has been about so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from retrieval.dialogue.phrases import Phrase, bare, is_relational, phrases, stem, stems, tokens
from retrieval.dialogue.question_words import ASKING, AUXILIARIES, QUALITIES, RELATIONAL

_REQUEST = re.compile(
    r"(?:please\s+)?(?:(?:tell|describe|explain|show|give|compare|summari[sz]e)\b(?:\s+and\s+\w+)?"
    r"(?:\s+(?:me|us))?(?:\s+(?:more|some|something|a bit))?(?:\s+(?:about|of|on))?"
    r"|(?:and\s+)?(?:what|how)\s+about|what\s+happen(?:s|ed)\s+(?:in|on|at|to|with|during))\s+(?P<what>.+)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"(?:what|who|which)(?:\s+(?:is|are|was|were)|[’']s)\s+(?P<what>.+)", re.IGNORECASE)
_ADVERBIAL = re.compile(r"\A(?:in|on|at|for|so|and|but|also|well|ok|okay)\b[^,?]{0,30},\s+", re.IGNORECASE)
_CIRCUMSTANCE = re.compile(r"\b(?:in|at|on|from|by|during|since|after|before)(?:\s+the)?\s*$", re.IGNORECASE)
_SETTING = re.compile(r"\s*\([^()]*\)(?=\s*[?.]?$)")
_THE = re.compile(r"\bthe\s+$", re.IGNORECASE)
_SET_AT = re.compile(r"\s+(?:in|at|on|of)(?:\s+the)?\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question is about.

    Args:
        text: as written in it.
        introduced: whether the question is put in order to speak of it: "what is X?", "tell me about X".
        plural: whether "they" would be said of it; None where either may be.
        prominent: whether it is the subject of its question, or has a name.
        definite: whether it stood with "the".
    """

    text: str
    introduced: bool = False
    plural: bool | None = False
    prominent: bool = False
    definite: bool = False

    @property
    def full(self) -> str:
        """As it is put into another question: with "the" where it had it."""
        return f"the {self.text}" if self.definite else self.text

    @property
    def shifts(self) -> bool:
        """Whether a conversation turns to it, whatever it was about before."""
        return self.introduced or self.prominent


def focus(question: str) -> Focus | None:
    """What a question that stands alone is about; None where it is about nothing in particular."""
    sentence = _ADVERBIAL.sub("", _asking(question), count=1)
    match = _REQUEST.fullmatch(sentence) or _DEFINITION.fullmatch(sentence)
    offset = match.start("what") if match else 0
    chosen = _main([p for p in phrases(sentence) if p.start >= offset], sentence, offset)
    if chosen is None:
        return None
    return Focus(
        chosen.text,
        introduced=match is not None and _is_introduced(chosen, match, sentence),
        plural=_plural(chosen, sentence),
        prominent=match is None and (chosen.named or _is_subject(sentence[: chosen.start])),
        definite=bool(_THE.search(sentence, 0, chosen.start)),
    )


def _is_introduced(chosen: Phrase, match: re.Match[str], sentence: str) -> bool:
    """Whether the question is put in order to speak of it: "what is X?", "tell me about the history of X"."""
    first = next((bare(word[0]) for word in tokens(match["what"])), "")
    if match.re is _REQUEST:
        return first not in ASKING
    if first in ASKING | {"there", "other", "some"}:
        return False
    ahead = stems(sentence[match.start("what") : chosen.start])
    if chosen.named:
        return not [word for word in ahead if word not in RELATIONAL | QUALITIES]
    # "Who is the mediator?" asks for somebody in what was spoken of.
    return not ahead and not (sentence[:3].lower() == "who" and first == "the")


def _is_subject(ahead: str) -> bool:
    """Whether nothing but an auxiliary stands before it, after a question word."""
    words = [bare(word[0]) for word in tokens(ahead)]
    return bool(words) and words[-1] in AUXILIARIES and not stems(ahead)


def _asking(question: str) -> str:
    """The first sentence that asks: what stands before it only answers back ("Interesting.")."""
    parts = _SENTENCE.split(question.strip())
    asking = [part for part in parts if part.endswith("?") or _REQUEST.match(part)]
    return (asking or parts)[0].rstrip(" ?.!")


def _main(found: list[Phrase], sentence: str, offset: int) -> Phrase | None:
    """The first name that is not merely where or when, else the first phrase of substance."""
    solid = [p for p in found if not is_relational(p.text) and not p.text.isdigit()]
    names = [p for p in solid if p.named and (p.start > 0 or offset)]
    if offset and solid and not _CIRCUMSTANCE.search(sentence[offset : solid[0].start]):
        return solid[0]
    for name in names:
        if not _CIRCUMSTANCE.search(sentence[: name.start]):
            return name
    leading = [p for p in solid if not _CIRCUMSTANCE.search(sentence[: p.start])]
    # With nothing better, "literary elements": what is left open stays so.
    of_something = [p for p in found if len(stems(p.text)) > 1]
    if names:
        return _with_its_kind(names[0], solid, sentence)
    return next(iter(leading or solid or of_something), None)


def _with_its_kind(name: Phrase, solid: list[Phrase], sentence: str) -> Phrase:
    """The name of a place with the thing that is set there: "strike at Port Calder"."""
    for phrase in solid:
        if phrase.end < name.start and _SET_AT.fullmatch(sentence, phrase.end, name.start):
            return Phrase(sentence[phrase.start : name.end], phrase.start, name.end)
    return name


def _plural(phrase: Phrase, sentence: str) -> bool | None:
    """Whether "they" is said of it; None where either may be, as of "a container", which stands for all."""
    if re.search(r"\ban?\s+$", sentence[: phrase.start], re.IGNORECASE):
        return None
    last = bare(tokens(phrase.text)[-1][0])
    return (
        last != stem(last)
        or " and " in phrase.text
        or last in {"people", "police", "men", "women", "children"}
    )


@dataclass(slots=True)
class Discourse:
    """What a conversation has been about, built up turn by turn.

    A thing spoken of before and named again stays what it is about, unless
    another is introduced by the question (after centering theory: to continue
    is likelier than to shift; Grosz, Joshi and Weinstein, 1995).
    """

    topics: list[Focus] = field(default_factory=list)
    theme: Focus | None = None
    mentioned: list[Phrase] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def take(self, question: str) -> None:
        """Add a question that stands alone."""
        found = focus(question)
        again = self._named_again(question)
        set_in = _SETTING.search(question)
        if again is not None and (set_in or not (found and found.introduced and not _same(found, again))):
            # "binge drinking" after "drinking" is a narrower topic, not the same again.
            found = found if found and set(stems(again.text)) < set(stems(found.text)) else again
        if found is not None:
            self.theme = self.theme or found
            rest = [t for t in self.topics if not _same(t, found)]
            # A thing that only comes up beside the one spoken of is kept in mind, but does not displace it.
            at = len(rest) if found.shifts or again is not None or not rest else len(rest) - 1
            self.topics = [*rest[:at], found, *rest[at:]]
        for phrase in phrases(question):
            if not is_relational(phrase.text):
                self.mentioned.append(phrase)
        self.people += people_in(question)

    def _named_again(self, question: str) -> Focus | None:
        words = set(stems(question))
        return next((t for t in self.topics if set(stems(t.text)) <= words), None)

    def about(self, *, plural: bool | None = None) -> Focus | None:
        """What it is about now.

        Args:
            plural: what "they" is said of, or what "it" is said of; either if None.
        """
        if plural is not None:
            recent = [topic for topic in reversed(self.topics[-3:]) if topic.plural in (plural, None)]
            for topic in sorted(recent, key=lambda topic: not topic.shifts):
                return topic
        return self.topics[-1] if self.topics else None


def _same(one: Focus, other: Focus) -> bool:
    return set(stems(one.text)) == set(stems(other.text))


def people_in(question: str) -> list[str]:
    """Names in the question that may be people's: of capitals only, and not a place or time it is set in."""
    found = [_name_at_end(p) for p in phrases(question) if p.start > 0]
    return [
        question[start:end]
        for start, end in found
        if start < end and not _CIRCUMSTANCE.search(question[:start])
    ]


def _name_at_end(phrase: Phrase) -> tuple[int, int]:
    """Where the name stands with which a phrase ends: of "the baker Anna Holt", Anna Holt."""
    start = len(phrase.text)
    for word in reversed(tokens(phrase.text)):
        if not word[0][:1].isupper():
            break
        start = word.start()
    return phrase.start + start, phrase.end
