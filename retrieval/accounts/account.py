"""A sentence as one account of something: what it names and says, to be set beside others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from retrieval.accounts.number_words import NUMBER, value_of
from retrieval.terms import content_terms, stop_terms, terms

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from retrieval.accounts.comparing import Difference
    from retrieval.article import Article

_DATELINE = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ .’'/-]{2,}\b[^\n–—-]{0,40}?\s?[–—-]\s+")
_BREAK = re.compile(
    r"[;:()“”\"]|,(?=\s)|\s[–—-]\s"
    r"|(?<!\d )\band\b|\b(?:but|or|while|when|after|before|because|which|who|that|whose|where|although|though"
    r"|as|if|unless|since|until|whether)\b",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-ZÀ-ÖØ-ÞŁŞİ][\w-]*")
_NO_NAMES = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
    r"|Mr|Mrs|Ms|Dr|President|Prime|Deputy|Foreign|Defen[cs]e|Minister|Secretary|General|Mayor|Chief|Ministry"
    r"|Correction|Update)"
)
# Words whose meaning hangs on who says them: "We will not sign".
_PRONOUN = re.compile(r"\b(?:I|we|us|our|my|me|you|your|he|she|it|they|them)\b", re.IGNORECASE)
_NUMBER = re.compile(rf"[$€£]?\b{NUMBER}\b%?", re.IGNORECASE)
# What tells when, how much or who says so, and nothing of what came about.
_FRAMING = frozenset(
    terms(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
        "august september october november december today yesterday tomorrow night morning afternoon evening "
        "early late earlier later last next said says told tells adding added according reported reports "
        "announced announces confirmed statement about around roughly nearly almost some approximately least "
        "than over up a an per cent percent not no never did does do had has have was were is "
        "been being still already yet however meanwhile officials spokesman spokeswoman reporters"
    )
)


@dataclass(frozen=True)
class Clause:
    """A part of a sentence that says one thing.

    Args:
        start: first code point, in the article's text.
        text: the part as written.
    """

    start: int
    text: str

    @cached_property
    def context(self) -> frozenset[str]:
        """Its terms, without those of numbers, days, negations, and who says so."""
        words = _NUMBER.sub(" ", self.text)
        return frozenset(content_terms(words)) - _FRAMING

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number in it, whatever it counts."""
        return frozenset(value_of(found[0].strip("$€£%")) for found in _NUMBER.finditer(self.text))


@dataclass(frozen=True, eq=False)
class Account:
    """A sentence of an article.

    Args:
        article: the version it stands in.
        start: first code point, in the article's text.
        end: one past the last.
        vector: its embedding, of length 1.
        origin: whose text the article carries, where it tells.
        also: other outlets that carried the same text.
        speaker: who says it, where the article tells.
    """

    article: Article
    start: int
    end: int
    vector: NDArray[np.float32]
    origin: str | None = None
    also: tuple[str, ...] = ()
    speaker: str | None = None

    @cached_property
    def compared(self) -> dict[Account, Difference | None]:
        """In what it differs from each account that it has been compared with."""
        return {}

    @property
    def outlet(self) -> str:
        """The outlet, else what tells its article from others."""
        return self.article.outlet or self.article.id

    @cached_property
    def text(self) -> str:
        """The sentence, as it stands in the article."""
        return self.article.text[self.start : self.end]

    @cached_property
    def body(self) -> int:
        """Where the sentence itself begins, after a dateline."""
        dateline = _DATELINE.match(self.text)
        return self.start + (dateline.end() if dateline else 0)

    @cached_property
    def terms(self) -> frozenset[str]:
        """The terms that carry meaning, without who says so and when."""
        return frozenset(content_terms(self.article.text[self.body : self.end])) - _FRAMING

    @cached_property
    def names(self) -> frozenset[str]:
        """The terms of the names in it."""
        return frozenset(self._names()) - stop_terms() - _FRAMING

    @cached_property
    def names_told(self) -> frozenset[str]:
        """The terms of the names in what it tells: not of who tells it, where that makes no difference."""
        if self.speaker is None or _PRONOUN.search(self.text):
            return self.names
        return self.names - frozenset(terms(self.speaker))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """The parts between commas and joining words."""
        text = self.article.text[self.body : self.end]
        cuts = [0, *(cut for found in _BREAK.finditer(text) for cut in found.span()), len(text)]
        pieces = zip(cuts[::2], cuts[1::2], strict=True)
        return tuple(Clause(self.body + start, text[start:end]) for start, end in pieces if end > start)

    def names_in(self, clause: Clause) -> frozenset[str]:
        """The terms of the names in one part of it."""
        return self.names_told & frozenset(terms(clause.text))

    @property
    def day(self) -> date | None:
        """The day on which this version was published; None where no day is known."""
        if self.article.published_precision in ("year", "month") or self.article.dated is None:
            return None
        return self.article.dated.date()

    def likeness(self, other: Account) -> float:
        """Cosine of the two sentences."""
        return float(self.vector @ other.vector)

    def _names(self) -> Iterator[str]:
        text = self.article.text[self.body : self.end]
        for found in _CAPITALISED.finditer(text):
            opens = not text[: found.start()].strip(" “”\"'‘’(") and not re.match(
                r"\s+[A-Z]", text[found.end() :]
            )
            if not _NO_NAMES.fullmatch(found[0]) and not (opens and not self._named_elsewhere(found[0])):
                yield from terms(found[0])

    def _named_elsewhere(self, word: str) -> bool:
        """Whether the article writes a word in capitals within a sentence too."""
        return re.search(rf"[a-z,] {re.escape(word)}\b", self.article.text) is not None


def contained(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller set is in the larger, from 0 to 1."""
    least = min(len(one), len(other))
    return len(one & other) / least if least else 0.0
