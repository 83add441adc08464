"""A small fixed-size likeness of a text: two texts compare as their sketches do, nearly."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

import numpy as np

from ingestion.shingles import marks, shingles
from retrieval.store.bands import SHINGLE_VALUES, VALUES

if TYPE_CHECKING:
    from datasketch import MinHash

SEED = 1
"""Of the hash functions; sketches that are compared must have been made with one and the same."""


class Alike(NamedTuple):
    """What two texts have in common, estimated: shares of all shingles, and of all names and numbers."""

    shingles: float
    marks: float


def signature(text: str) -> bytes:
    """The least hashes (MinHash; Broder, 1997) of a text's shingles, then of its names and numbers."""
    of_shingles = _least(shingles(text), SHINGLE_VALUES)
    of_marks = _least(
        (crc32(m.encode("utf-8", "surrogatepass")) for m in marks(text)), VALUES - SHINGLE_VALUES
    )
    return of_shingles + of_marks


def alike(one: bytes, other: bytes) -> Alike:
    """How much the texts of two signatures have in common, to about .04."""
    equal = np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")
    names = equal[SHINGLE_VALUES:] & (np.frombuffer(one, "<u4")[SHINGLE_VALUES:] != 0xFFFFFFFF)
    return Alike(float(equal[:SHINGLE_VALUES].mean()), float(names.mean()))


def _least(hashes: Iterable[int], values: int) -> bytes:
    sketch = _empty(values).copy()
    sketch.update_batch(hashes)
    least: bytes = sketch.hashvalues.astype("<u4").tobytes()
    return least


@cache
def _empty(values: int) -> MinHash:
    from datasketch import MinHash

    # What is put in are hashes already. The scheme is named, as sketches outlive a version of the library.
    return MinHash(num_perm=values, seed=SEED, hashfunc=int, scheme="affine32")
