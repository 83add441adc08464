"""The buckets that a signature falls into: two texts that share one may be copies."""

from __future__ import annotations

from hashlib import blake2b

SHINGLE_BANDS, SHINGLE_ROWS = 64, 2
"""Two texts of which .15 of all shingles are common share a bucket with a chance of .77, of .25 with .98;
unrelated articles have .003 in common, and share one with .0006. See docs/stories.md."""

MARK_BANDS, MARK_ROWS = 32, 3
"""For names and numbers: in common .3, .58; .5, .99; unrelated articles, .04, share one with .002."""

SHINGLE_VALUES = SHINGLE_BANDS * SHINGLE_ROWS
VALUES = SHINGLE_VALUES + MARK_BANDS * MARK_ROWS
WIDTH = 4
"""Bytes of one value."""

_NOTHING = b"\xff" * WIDTH


def buckets(signature: bytes) -> list[int]:
    """The buckets of a signature, as numbers that SQLite can hold.

    Args:
        signature: `VALUES` values of `WIDTH` bytes: least hashes of the shingles, then of names and numbers.
    """
    found = []
    split = SHINGLE_VALUES * WIDTH
    for legs, rows, salt in ((signature[:split], SHINGLE_ROWS, b"s"), (signature[split:], MARK_ROWS, b"m")):
        size = rows * WIDTH
        for n, at in enumerate(range(0, len(legs), size)):
            band = legs[at : at + size]
            # A text without names has nothing in common with the next one.
            if band != _NOTHING * rows:
                digest = blake2b(band, digest_size=8, salt=salt + bytes([n])).digest()
                found.append(int.from_bytes(digest, "little", signed=True))
    return found
