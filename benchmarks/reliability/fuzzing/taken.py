"""What must hold of anything that is taken in, whatever it was read from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import fields, replace
from functools import cache
from pathlib import Path

from config.errors import RefusedError
from ingestion.attribution.attributions import attributions
from ingestion.canonical import canonical_url
from ingestion.deciding import decide
from ingestion.draft import Draft
from ingestion.outlets import load_outlets
from ingestion.passages import cut
from ingestion.sources.base import Lead
from retrieval.article import Article, Passage
from retrieval.library import Library
from retrieval.sentences import sentences


class BrokenPromiseError(Exception):
    """Something came out that must not."""


class _Undone(Exception):  # noqa: N818
    """Takes back what was stored."""


def promise(kept: bool, what: str) -> None:
    """Raise unless a promise is kept."""
    if not kept:
        raise BrokenPromiseError(what)


def read_twice(read: Callable[[], Iterable[object]]) -> Hashable:
    """Read the same bytes twice: the same comes out, every draft keeps its promises, nothing else raises.

    Returns:
        What came out, told apart by its kinds.
    """
    once, again = list(_all(read)), list(_all(read))
    promise(
        [_told(one) for one in once] == [_told(one) for one in again], "read twice, another thing comes out"
    )
    return tuple(dict.fromkeys(_outcome(one) for one in once))


def _all(read: Callable[[], Iterable[object]]) -> Iterable[object]:
    try:
        yield from read()
    except RefusedError as refused:
        yield refused


def _told(one: object) -> object:
    if isinstance(one, Lead):
        return replace(one, otherwise=None), one.otherwise is None
    return (one.item, one.reason, one.hint) if isinstance(one, RefusedError) else one


def _outcome(one: object) -> Hashable:
    if isinstance(one, RefusedError):
        whole(one.reason, one.hint)
        return one.reason[:40]
    if isinstance(one, Draft):
        return check_draft(one)
    facts = getattr(one, "facts", None)
    whole(getattr(one, "address", ""), *_strings(facts))
    return type(one).__name__, *(bool(getattr(facts, name, None)) for name in getattr(facts, "__slots__", ()))


def whole(*texts: object) -> None:
    """Every text can be stored: no half character in it, no NUL."""
    for text in texts:
        if isinstance(text, str):
            promise("\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text), "half a character")


def _strings(facts: object) -> list[object]:
    found: list[object] = []
    for name in getattr(facts, "__slots__", ()):
        value = getattr(facts, name)
        found += value if isinstance(value, tuple) else [value]
    return found


def check_draft(draft: Draft) -> Hashable:
    """A draft as `ingest` takes it: identified, cut, read for statements, stored and read back."""
    whole(
        *(getattr(draft, field.name) for field in fields(draft)), *draft.byline, *draft.notes, *draft.credits
    )
    promise(bool(draft.text.strip()), "an empty text")
    library = _library()
    try:
        found = decide(_outlets().named(draft), library, seen=frozenset())
    except RefusedError as refused:
        return refused.reason
    article = found.article
    promise(decide(_outlets().named(draft), library, seen=frozenset()).article == article, "another id")
    passages = cut(article.title, article.text, _counts, language=article.language).passages
    check_passages(article.text, [passage for passage, _ in passages], article.language)
    said = check_statements(article)
    _stored(library, article, passages)
    return (
        article.kind,
        article.published_precision,
        bool(article.title),
        bool(article.outlet),
        len(article.byline) > 0,
        canonical_url(article.url) is not None if article.url else None,
        min(len(passages), 3),
        min(said, 3),
        tuple(note[:15] for note in draft.notes),
    )


def check_passages(text: str, passages: Sequence[Passage], language: str | None) -> None:
    """Passages lie in the text, in order, and hold every sentence."""
    at = 0
    for n, passage in enumerate(passages):
        promise(passage.n == n and at <= passage.start < passage.end <= len(text), "passages overlap")
        quoted = text[passage.start : passage.end]
        promise(quoted == quoted.strip(), "a passage begins or ends with space")
        at = passage.end
    held = "".join("".join(text[p.start : p.end].split()) for p in passages)
    promise(held == "".join(text.split()), "a passage lacks some of the text")
    for sentence in sentences(text, language=language or "en"):
        promise(0 <= sentence.start < sentence.end <= len(text), "a sentence outside of the text")


def check_statements(article: Article) -> int:
    """Statements lie in the text, inside of the sentences they are shown with; how many there are."""
    said = attributions(article)
    length = len(article.text)
    for one in said:
        promise(0 <= one.start < one.end <= length, "a statement outside of the text")
        promise(one.sentence[0] <= one.start and one.end <= one.sentence[1] <= length, "not in its sentence")
        for span in (one.cue, one.speaker, one.to):
            promise(span is None or 0 <= span[0] < span[1] <= length, "a span outside of the text")
        whole(one.name)
    return len(said)


def _stored(library: Library, article: Article, passages: list[tuple[Passage, bytes]]) -> None:
    try:
        with library.transaction():
            library.put_vectors((hash_, bytes(4)) for _, hash_ in passages)
            library.put(article, canonical_url(article.url) if article.url else None, passages)
            promise(library.article(article.id) == article, "another article is read back")
            raise _Undone
    except _Undone:
        pass


def _counts(texts: Sequence[str]) -> list[int]:
    """About as many tokens as a model counts."""
    return [len(text) // 4 + 1 for text in texts]


_outlets = cache(load_outlets)


@cache
def _library() -> Library:
    """A library of its own in which nothing stays."""
    return Library(Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-")))
