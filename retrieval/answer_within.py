"""Whether an answer made earlier, perhaps under another limit, may be told under this one."""

from __future__ import annotations

from collections.abc import Iterator

from config.errors import ArticleNotFoundError
from retrieval.answer import Answer, Citation, Side, Source
from retrieval.library_within import LibraryWithin


def lies_within(answer: Answer, library: LibraryWithin) -> bool:
    """Whether every article and outlet that an answer tells of can be seen in what a limit leaves."""
    hidden = library.hidden_outlets()
    return (
        hidden.isdisjoint(_outlets(answer))
        and all(_seen(id_, version, library) for id_, version in _articles(answer))
        # What is said of the library itself names outlets; a quotation may, and is seen above.
        and not any(name in line for line in _said(answer) for name in hidden)
    )


def _articles(answer: Answer) -> set[tuple[str, str]]:
    told: list[Citation | Source | Side] = [*answer.citations, *answer.sources]
    told += [side for conflict in answer.conflicts for side in conflict.sides]
    told += [answer.nearest] if answer.nearest else []
    return {(one.article_id, one.version) for one in told}


def _said(answer: Answer) -> Iterator[str]:
    yield from answer.notes
    if answer.kind == "abstained":
        yield answer.text


def _outlets(answer: Answer) -> Iterator[str]:
    for citation in answer.citations:
        yield from citation.publishers
    for source in (*answer.sources, *([answer.nearest] if answer.nearest else [])):
        yield from source.also
    yield from answer.understood.outlets


def _seen(id_: str, version: str, library: LibraryWithin) -> bool:
    try:
        library.article(id_, version)
    except ArticleNotFoundError:
        return False
    return True
