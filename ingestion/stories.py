"""Finds the copies of what was taken in, article by article, and makes them stories.

Sketches propose: a few look-ups bring the versions that share a bucket with
the new one, however many the library holds. Sentences and passages decide.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

import numpy as np

from ingestion.likeness import Reading, are_copies
from ingestion.sketch import alike, signature
from ingestion.wires import origin_of
from retrieval.library import Library
from retrieval.store.story_store import Sketched

BATCH = 64
"""Versions written in one transaction."""

COMMON_SHINGLES, COMMON_MARKS = 0.05, 0.18
"""Versions that have less in common, of both, are not read; see docs/stories.md."""

DAYS = 21
"""Days between two versions from which on only those that share `AGAIN` buckets are read."""

AGAIN = 4

READ = 24
"""Versions read at most, those most alike first."""


def fold(library: Library) -> int:
    """Look for copies of every version that has not been looked at, by whatever process it was stored.

    Returns:
        How many of them are copies of an article of the library.
    """
    found = 0
    while library.unsketched(1):
        with library.transaction():
            # Read in the transaction: another process may be at the same ones.
            found += sum(_fold_one(library, version) for version in library.unsketched(BATCH))
    return found


def _fold_one(library: Library, version: int) -> bool:
    article = library.by_version([version])[version]
    sign = signature(article.text)
    candidates = _worth_reading(library.alike(version, sign), sign, article.dated)
    origin = origin_of(article.text, byline=article.byline, credits=library.credits_of(version))
    library.put_sketch(version, sign, origin)
    if not candidates:
        return False
    mine = Reading(version, article)
    copies = [
        key
        for key, other in library.by_version(candidates).items()
        if are_copies(mine, Reading(key, other), partial(nearness, library))
    ]
    if copies:
        library.join(version, copies)
    return bool(copies)


def _worth_reading(found: list[Sketched], sign: bytes, dated: datetime | None) -> list[int]:
    """Keys of the versions that have enough in common, the most alike first."""
    ranked = []
    for other in found:
        if other.shared < AGAIN and _days(dated, other.dated) > DAYS:
            continue
        common = alike(sign, other.signature)
        if common.shingles >= COMMON_SHINGLES or common.marks >= COMMON_MARKS:
            ranked.append((-sum(common), other.version))
    return [version for _, version in sorted(ranked)[:READ]]


def _days(one: datetime | None, other: datetime | None) -> float:
    return abs((one - other).total_seconds()) / 86_400 if one and other else 0.0


def nearness(library: Library, short: int, long: int) -> float:
    """Mean over the passages of one version of the best cosine with a passage of the other."""
    stored = library.passages_of([short, long])
    if short not in stored or long not in stored:
        return 0.0
    mine, theirs = (np.stack([np.frombuffer(row, "<f4") for _, row in stored[key]]) for key in (short, long))
    return float((mine @ theirs.T).max(axis=1).mean())
