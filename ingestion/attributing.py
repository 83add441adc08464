"""Finds who said what in every version that has not been read for it."""

from __future__ import annotations

from retrieval.article import Article
from retrieval.attribution import attribute
from retrieval.library import Library
from retrieval.sentences import sentences
from retrieval.statement import Attribution

METHOD = "1"
"""Raised when attributions are found better, so that what is in libraries already is read again."""

BATCH = 64
"""Versions written in one transaction."""


def state(library: Library) -> int:
    """Keep the statements of every version not read for them yet; the caller holds the write lock.

    Returns:
        How many statements were found.
    """
    found = 0
    while versions := library.unattributed(METHOD, BATCH):
        articles = library.by_version(versions)
        with library.transaction():
            for version in versions:
                said = attributions(articles[version])
                library.put_attributions(version, METHOD, said)
                found += len(said)
    return found


def attributions(article: Article) -> list[Attribution]:
    """Everything that an article gives to somebody, in the order of its text."""
    found = []
    for sentence in sentences(article.text, language=article.language or "en"):
        speaker, said_on = attribute(article, sentence.start, sentence.end)
        if speaker is not None and not sentence.heading:
            span = (sentence.start, sentence.end)
            found.append(
                Attribution(*span, span, (sentence.start, sentence.start), None, speaker, said_on=said_on)
            )
    return found
