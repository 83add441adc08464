"""What speaks for and against a word's attributing: its form, its neighbours, its subject."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.attribution.frames import QUOTE, Frame
from ingestion.attribution.subjects import Subject, Verb
from ingestion.attribution.words import (
    AUXILIARY,
    DAY,
    DETERMINER,
    GENITIVE,
    POSSESSIVE,
    PREPOSITION,
    SUBJECT_PRONOUN,
    is_adverb,
    is_word,
)
from retrieval.people.names import listed

_ITSELF = listed("""that to if whether what how why as and who which not it him them himself""") | {
    ",",
    ":",
    ".",
    "-",
    QUOTE,
}
_FAR = {"unsure": "far", "opening": "far"}
_CLASSES = (
    ("pronoun", SUBJECT_PRONOUN),
    ("possessive", POSSESSIVE | GENITIVE),
    ("determiner", DETERMINER),
    ("auxiliary", AUXILIARY),
    ("day", DAY),
)


def cue_features(frame: Frame, verb: Verb, subject: Subject | None) -> Iterator[str]:
    """The names of all features that a word has."""
    after = _class(frame, verb.at + 1)
    before = _class(frame, verb.group.start - 1)
    kind = _FAR.get(subject.kind, subject.kind) if subject is not None else "none"
    base, ending = verb.base, verb.ending
    yield from ("bias", f"stem={base}", f"form={base}/{ending}", f"next={base}>{after}")
    yield from (f"end={ending}", f"after={after}", f"before={before}", f"kind={verb.group.kind}")
    yield from (f"end={ending}/kind={verb.group.kind}", f"subject={kind}", f"subject={kind}/end={ending}")
    yield from (
        f"end={ending}/after={after}",
        f"end={ending}/before={before}",
        f"subject={kind}/after={after}",
    )
    if after == "adverb":
        yield f"then={_class(frame, verb.at + 2)}"
    if frame.capital(verb.at):
        yield "capital" if verb.at else "capital first"
    if QUOTE in frame.low:
        yield from ("quote", f"quote+{base}")
    if subject is not None and subject.own and frame.low[subject.stop - 1] in ("it", "i", "we", "you"):
        yield f"head={frame.low[subject.stop - 1]}"


def _class(frame: Frame, at: int) -> str:
    """What kind of word a token is."""
    word = frame.at(at)
    if not word:
        return "start" if at < 0 else "end"
    if word in _ITSELF or word in PREPOSITION:
        return word
    if not is_word(word) and word not in GENITIVE:
        return "mark"
    closed = next((name for name, words in _CLASSES if word in words), None)
    if closed is not None or is_adverb(word):
        return closed or "adverb"
    if frame.capital(at):
        return "name"
    return "number" if word[0].isdigit() else "word"
