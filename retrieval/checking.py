"""The last look before an answer is shown: every quotation must stand in its article."""

from __future__ import annotations

from collections.abc import Mapping

from config.errors import NewsdeskError
from retrieval.answer import Citation, Conflict, Side
from retrieval.article import Article


class MisquotedError(NewsdeskError):
    """A citation does not match its article: a fault of ours, never shown as an answer."""


def checked(citations: tuple[Citation, ...], articles: Mapping[str, Article]) -> tuple[Citation, ...]:
    """The citations, each compared with the article version it names.

    Args:
        citations: what is about to be shown.
        articles: the cited articles by id.

    Raises:
        MisquotedError: ``article.text[start:end] == quote`` does not hold, the
            version differs, or the ordinals are not 1, 2, 3, …
    """
    for n, citation in enumerate(citations, start=1):
        if not _stands(citation, articles.get(citation.article_id)) or citation.ordinal != n:
            raise _misquoted(f"[{citation.ordinal}]", citation)
    return citations


def checked_conflicts(
    conflicts: tuple[Conflict, ...], articles: Mapping[tuple[str, str], Article]
) -> tuple[Conflict, ...]:
    """The accounts that differ, each compared with the article version it names.

    Args:
        conflicts: what is about to be shown.
        articles: the articles by id and version.

    Raises:
        MisquotedError: a quotation does not stand there, or what differs is no part of it.
    """
    for side in (side for conflict in conflicts for side in conflict.sides):
        if not _stands(side, articles.get((side.article_id, side.version))) or side.value not in side.quote:
            raise _misquoted("of an account that differs", side)
    return conflicts


def _stands(quoted: Citation | Side, article: Article | None) -> bool:
    return (
        article is not None
        and article.version == quoted.version
        and article.text[quoted.start : quoted.end] == quoted.quote
    )


def _misquoted(which: str, quoted: Citation | Side) -> MisquotedError:
    return MisquotedError(
        f"The quotation {which} does not match the article {quoted.article_id}.",
        "Please report this, with the article.",
    )
