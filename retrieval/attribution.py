"""Who says a sentence, and on which day, where the article tells.

Only what stands in the text is used. It is better to name nobody than the
wrong one; `python -m benchmarks.attribution` measures how often that succeeds.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import NamedTuple

from retrieval.article import Article
from retrieval.names import alone_named, full_name, opens_with_name
from retrieval.said_on import said_on
from retrieval.saying import Saying, saying
from retrieval.sentences import Sentence, sentences

REACH = 4
"""Sentences looked back at for whom "he" or "she" means."""

PARAGRAPHS = 12
"""Paragraphs that a quotation is followed back through."""

_BLANK = "¤"
_MARKS = re.compile(r"[“”\"]|''")
_MISTER = re.compile(r"\bMr\b|\bMr\.|\bSir\b|\bLord\b")
_MISS = re.compile(r"\b(?:Mrs|Ms|Miss|Dame|Lady)\b")


class Attribution(NamedTuple):
    """Who says a sentence and when; None for what the article does not tell."""

    speaker: str | None
    said_on: date | None


NOBODY = Attribution(None, None)


def attribute(article: Article, start: int, end: int) -> Attribution:
    """Who says ``article.text[start:end]``, a sentence, and on which day.

    A quotation is given to the speaker named where it ends or before it in its
    paragraph; "he" or "she" to the last speaker, if nothing is told in between and no
    other person named there could be meant; in other cases nobody is named.
    """
    paragraph = _Paragraph(article, start)
    at = paragraph.index(start, end)
    found = _speaker(paragraph, at) if at is not None else None
    if found is None:
        return NOBODY
    where, n, told = found
    name = full_name(told.name, article.text)
    if name is None:
        return NOBODY
    # The day is that of the sentence itself where it has a verb of saying, else that of the speaker's.
    if at is not None and (own := paragraph.sayings[at]) is not None:
        where, n, told = paragraph, at, own
    return Attribution(name, said_on(where.blanked(n), told.name_start, told.start, told.end, article))


class _Paragraph:
    """The sentences of the line that holds a place in an article."""

    def __init__(self, article: Article, place: int) -> None:
        text = article.text
        self._article = article
        self.start = text.rfind("\n", 0, place) + 1
        stop = text.find("\n", place)
        self.end = len(text) if stop < 0 else stop
        language = article.language or "en"
        found = sentences(text, self.start, self.end, language)
        self.sentences: list[Sentence] = [s for s in found if not s.heading]
        self._blanked, self.open = _without_quotations(text[self.start : self.end])

    @cached_property
    def sayings(self) -> list[Saying | None]:
        """What each sentence tells of its speaker."""
        return [saying(self.blanked(n)) for n in range(len(self.sentences))]

    @cached_property
    def before(self) -> _Paragraph | None:
        """The paragraph before, None at the beginning."""
        text = self._article.text[: self.start].rstrip()
        return _Paragraph(self._article, len(text) - 1) if text else None

    def index(self, start: int, end: int) -> int | None:
        return next((n for n, s in enumerate(self.sentences) if s.start < end and start < s.end), None)

    def blanked(self, n: int) -> str:
        """A sentence with what it quotes blanked."""
        sentence = self.sentences[n]
        return self._blanked[sentence.start - self.start : sentence.end - self.start]

    def within(self, n: int) -> bool:
        """Whether a sentence begins within a quotation that one before it has opened."""
        return self.blanked(n).startswith(_BLANK)

    def quotes(self, n: int) -> bool:
        """Whether a sentence begins with a quotation or within one."""
        return self.blanked(n).startswith((_BLANK, "“", '"', "''"))


_Found = tuple[_Paragraph, int, Saying]


def _speaker(paragraph: _Paragraph, n: int, paragraphs: int = PARAGRAPHS) -> _Found | None:
    own = paragraph.sayings[n]
    if own is not None:
        return _meant(paragraph, n, own) if own.pronoun else (paragraph, n, own)
    if not paragraph.quotes(n):
        return None
    beside = _named_where_it_ends(paragraph, n)
    if beside is None:
        beside = _named_before(paragraph, n)
    if beside is not None:
        return _speaker(paragraph, beside)
    earlier = paragraph.before if all(map(paragraph.quotes, range(n))) else None
    # A quotation that its paragraph does not close goes on in the next.
    if paragraphs and earlier is not None and earlier.open and earlier.sentences:
        return _speaker(earlier, len(earlier.sentences) - 1, paragraphs - 1)
    return None


def _named_where_it_ends(paragraph: _Paragraph, n: int) -> int | None:
    """The sentence that closes the quotation of sentence ``n``, if it tells the speaker."""
    for after in range(n + 1, len(paragraph.sentences)):
        if not paragraph.within(after):
            return None
        if paragraph.sayings[after] is not None:
            return after
    return None


def _named_before(paragraph: _Paragraph, n: int) -> int | None:
    """The sentence that tells the speaker of the quotations from it on to sentence ``n``."""
    for before in range(n - 1, -1, -1):
        if paragraph.sayings[before] is not None:
            return before
        if not paragraph.quotes(before):
            return None
    return None


def _meant(paragraph: _Paragraph, n: int, pronoun: Saying) -> _Found | None:
    """Whom "he" or "she" means: the last speaker, if only he has spoken since he was named."""
    if opens_with_name(paragraph.blanked(n)):
        return None
    where: _Paragraph | None = paragraph
    for _ in range(REACH):
        while where is not None and n == 0:
            where = where.before
            n = len(where.sentences) if where is not None else 0
        if where is None:
            return None
        n -= 1
        told = where.sayings[n]
        if told is not None and not told.pronoun:
            clear = _agree(pronoun.name, told.name) and alone_named(where.blanked(n), told.name)
            return (where, n, told) if clear else None
        if told is None and not where.quotes(n):
            return None
    return None


def _agree(pronoun: str, name: str) -> bool:
    return not (_MISS if pronoun.lower() == "he" else _MISTER).search(name)


def _without_quotations(line: str) -> tuple[str, bool]:
    """A paragraph with what stands within quotation marks blanked, and whether one is open at its end."""
    parts, at, opened = [], 0, False
    for mark in _MARKS.finditer(line):
        piece = line[at : mark.start()]
        parts += [_BLANK * len(piece) if opened else piece, mark[0]]
        at = mark.end()
        opened = mark[0] == "“" or (mark[0] != "”" and not opened)
    rest = line[at:]
    parts.append(_BLANK * len(rest) if opened else rest)
    return "".join(parts), opened
