"""What changed between two versions of an article, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from retrieval.article import Article
from retrieval.notices import Notice, notices
from retrieval.sentences import sentences

ChangeKind = Literal["kept", "added", "removed", "changed"]

ALIKE = 0.6
"""Two sentences in one another's place with so much in common are one that was reworded."""
_MOST_PAIRS = 400
"""Sentences compared with one another where a passage was rewritten; a longer one is told as a whole."""


class Span(BaseModel):
    """A sentence of one version: ``article.text[start:end] == text``."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    text: str


class Change(BaseModel):
    """A sentence that stayed, came, went or was reworded."""

    model_config = ConfigDict(frozen=True)

    kind: ChangeKind
    old: Span | None = Field(None, description="Where it stood in the old version; None if added.")
    new: Span | None = Field(None, description="Where it stands in the new version; None if removed.")


class Changes(BaseModel):
    """How one version of an article became another."""

    model_config = ConfigDict(frozen=True)

    article_id: str
    old: str = Field(description="The older version.")
    new: str = Field(description="The newer version.")
    title: tuple[str | None, str | None] | None = Field(
        None, description="The old and the new headline, where it changed."
    )
    sentences: tuple[Change, ...] = Field(description="In the order of reading.")
    notices: tuple[Notice, ...] = Field(
        (), description="Corrections and updates that the new version states."
    )

    @property
    def altered(self) -> tuple[Change, ...]:
        """The sentences that did not stay as they were."""
        return tuple(change for change in self.sentences if change.kind != "kept")


def changes(old: Article, new: Article) -> Changes:
    """Compare two versions of an article."""
    language = new.language or old.language or "en"
    return Changes(
        article_id=new.id,
        old=old.version,
        new=new.version,
        title=(old.title, new.title) if old.title != new.title else None,
        sentences=sentence_changes(old.text, new.text, language),
        notices=notices(new.text),
    )


def sentence_changes(old: str, new: str, language: str = "en") -> tuple[Change, ...]:
    """Compare two texts sentence by sentence.

    Args:
        old: the text before.
        new: the text after.
        language: ISO 639-1 code, for telling sentences apart.

    Returns:
        Every sentence of both texts once: those of the new in its order, each
        removed one before what came in its place.
    """
    before, after = _spans(old, language), _spans(new, language)
    matcher = SequenceMatcher(
        None, [_plain(span) for span in before], [_plain(span) for span in after], autojunk=False
    )
    found: list[Change] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += [Change(kind="kept", old=x, new=y) for x, y in zip(before[a:b], after[c:d], strict=True)]
        else:
            found += _rewritten(before[a:b], after[c:d])
    return tuple(found)


def _spans(text: str, language: str) -> list[Span]:
    return [
        Span(start=s.start, end=s.end, text=text[s.start : s.end]) for s in sentences(text, language=language)
    ]


def _plain(span: Span) -> str:
    """What is compared: a line broken elsewhere changes nothing that is said."""
    return " ".join(span.text.split())


def _rewritten(before: Sequence[Span], after: Sequence[Span]) -> Iterator[Change]:
    """Sentences where the texts differ, each paired with the one it was reworded to, if there is one."""
    start = 0
    for old in before:
        place = _reworded(old, after, start) if len(before) * len(after) <= _MOST_PAIRS else None
        if place is None:
            yield Change(kind="removed", old=old)
            continue
        yield from (Change(kind="added", new=new) for new in after[start:place])
        yield Change(kind="changed", old=old, new=after[place])
        start = place + 1
    yield from (Change(kind="added", new=new) for new in after[start:])


def _reworded(old: Span, after: Sequence[Span], start: int) -> int | None:
    """The place of the sentence most like it, from `start` on, if one is alike enough."""
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(_plain(old).split())
    best, place = ALIKE, None
    for n in range(start, len(after)):
        matcher.set_seq1(_plain(after[n]).split())
        if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
            best, place = matcher.ratio(), n
    return place
