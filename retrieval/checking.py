"""The last look before anything is shown: every quotation must stand in its article."""

from __future__ import annotations

from collections.abc import Mapping

from config.errors import NewsdeskError
from retrieval.answer import Citation
from retrieval.article import Article
from retrieval.statement import Statement


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
        article = articles.get(citation.article_id)
        if (
            article is None
            or article.version != citation.version
            or article.text[citation.start : citation.end] != citation.quote
            or citation.ordinal != n
        ):
            raise MisquotedError(
                f"The quotation [{citation.ordinal}] does not match the article {citation.article_id}.",
                "Please report this, with the article.",
            )
    return citations


def checked_statement(statement: Statement, article: Article) -> Statement:
    """A statement, compared with the article version it names.

    Raises:
        MisquotedError: what was said, or its sentence, does not stand where it is told to.
    """
    spans = (
        (statement.start, statement.end, statement.quote),
        (statement.sentence_start, statement.sentence_end, statement.sentence),
    )
    if article.version != statement.version or any(
        article.text[a:b] != told or not told for a, b, told in spans
    ):
        raise MisquotedError(
            f"The statement at {statement.start} does not match the article {statement.article_id}.",
            "Please report this, with the article.",
        )
    return statement
