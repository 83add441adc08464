"""What an article says of its own corrections and updates."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

NoticeKind = Literal["correction", "clarification", "update", "note"]

_DAY = (
    r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?[A-Z][a-z]{2,8}\.?,? \d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
    r"|\d{4}-\d{2}-\d{2})"
)
_LABEL = (
    r"(?P<label>corrections?(?: and clarifications?)?|correct(?:s|ed)|clarifications?|clarified|updates?"
    r"|updated|editor['’]?s?['’]? note|note to readers|erratum|retraction)"
)
_THIS = r"this (?:article|story|report|piece|post|page|headline|column|version)"
_VERB = r"(?:amended|corrected|clarified|updated|revised|edited|changed|modified|retracted)"
_LABELLED = re.compile(
    rf"[\W_]*{_LABEL}(?:\s*[,(]?\s*(?:on |at )?[^:—–\n]{{0,60}}?)?\s*(?::|[—–]|\s-\s)\s*\S", re.IGNORECASE
)
_STATED = re.compile(
    rf"[\W_]*(?:{_THIS} (?:was|has been|had been) (?:also )?(?:further )?(?P<was>{_VERB})\b"
    r"|\((?P<wire>correct|refile|update|add)s\b"
    r"|(?:in )?an? (?:earlier|previous|original) version of this \w+"
    r"|due to an? (?:editing|reporting|production) error\b)",
    re.IGNORECASE,
)
_KINDS: tuple[tuple[str, NoticeKind], ...] = (
    ("corr", "correction"),
    ("err", "correction"),
    ("retract", "correction"),
    ("amend", "correction"),
    ("clarif", "clarification"),
    ("updat", "update"),
    ("revis", "update"),
)
_MISTAKE = re.compile(
    r"\b(?:incorrect(?:ly)?|error|mistaken(?:ly)?|wrong(?:ly)?|misstated|misspelled|misidentified|corrected"
    r"|mis(?:quoted|attributed))\b",
    re.IGNORECASE,
)
_LONGEST_LABEL = 400
"""Code points of a line in which a label is looked for."""


class Notice(BaseModel):
    """A line in which an article says that it was corrected, clarified or updated."""

    model_config = ConfigDict(frozen=True)

    kind: NoticeKind
    start: int
    end: int
    text: str = Field(description="The notice itself: ``article.text[start:end]``.")
    on: date | None = Field(None, description="The day it states; None where it states none in full.")


def notices(text: str) -> tuple[Notice, ...]:
    """The corrections, clarifications, updates and editor's notes in a text.

    Args:
        text: an article's text. A notice is a line of its own that opens as
            one: "Correction, 18 October 2023: …", "This article was amended
            on …", "An earlier version of this article …".
    """
    found = []
    for line in re.finditer(r"\S[^\n]*", text):
        kind = _kind(line[0][:_LONGEST_LABEL])
        if kind is not None:
            said = line[0].rstrip()
            end = line.start() + len(said)
            found.append(Notice(kind=kind, start=line.start(), end=end, text=said, on=_day(said)))
    return tuple(found)


def _kind(line: str) -> NoticeKind | None:
    labelled, stated = _LABELLED.match(line), _STATED.match(line)
    if labelled is not None and _is_label(line, labelled):
        return _named(labelled["label"])
    if stated is None:
        return None
    verb = stated["was"] or stated["wire"]
    # "An earlier version" says that it was changed, and the rest of the line says why.
    known = _named(verb) if verb else "note"
    return known if known != "note" else "correction" if _MISTAKE.search(line) else "update"


def _is_label(line: str, match: re.Match[str]) -> bool:
    """Whether the label stands as one: capitalised, as no sentence of a story goes on with a colon."""
    label = match["label"]
    between = line[match.end("label") : match.end() - 1]
    return label[0].isupper() and (re.search(r"\d|^\W*$", between) is not None or label.isupper())


def _named(word: str) -> NoticeKind:
    return next((kind for start, kind in _KINDS if word.lower().startswith(start)), "note")


def _day(line: str) -> date | None:
    from dateparser import parse

    match = re.search(_DAY, line, re.IGNORECASE)
    if match is None:
        return None
    found = parse(match[0], languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]})
    return None if found is None else found.date()
