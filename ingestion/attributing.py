"""Finds who said what in every version that has not been read for it."""

from __future__ import annotations

from ingestion.attribution.attributions import attributions
from retrieval.library import Library

METHOD = "3"
"""Raised when attributions are found better, so that what is in libraries already is read again."""

BATCH = 64
"""Versions written in one transaction."""

__all__ = ["METHOD", "attributions", "state"]


def state(library: Library) -> int:
    """Keep the statements of every version not read for them yet, by whatever process it was stored.

    Returns:
        How many statements were found.
    """
    found = 0
    while library.unattributed(METHOD, 1):
        with library.transaction():
            # Read in the transaction: another process may be at the same ones.
            versions = library.unattributed(METHOD, BATCH)
            articles = library.by_version(versions)
            for version in versions:
                said = attributions(articles[version])
                library.put_attributions(version, METHOD, said)
                found += len(said)
    return found
