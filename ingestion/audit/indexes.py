"""Each entry of the indexes against the passage, version and vector that it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from config.errors import LibraryError
from ingestion.audit.compared import PART, Compared
from retrieval.index.native import guarded
from retrieval.index.projections import Projections
from retrieval.index.text_contents import Kind, TextContents, damaged
from retrieval.index.text_index import day_number
from retrieval.library import Library
from retrieval.store.database import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

REINDEX = "newsdesk reindex"

_NEAR = 1 - 1e-3
"""Least cosine of a vector in Chroma with the library's, and of what is nearest to a vector with that."""

_ASKED = 2000
"""Vectors that Chroma is asked for by themselves, evenly chosen; each of a library with no more."""


class Pages(Protocol):
    """An index of vectors that can be read through and asked."""

    def page(self, offset: int, limit: int) -> tuple[list[int], NDArray[np.float32]]:
        """Keys and vectors of what it holds."""
        ...

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[int, float]]:
        """Keys and cosines of the nearest."""
        ...


def compare_indexes(library: Library, projections: Projections) -> list[Compared]:
    """Compare the index of words, and the index of vectors where one is kept."""
    projections.text.refresh()
    compared = [_words(library, projections)]
    if projections.keeps_quantised:
        compared.append(_quantised(library, projections))
    if projections.keeps_chroma or projections.server is not None:
        compared.append(_chroma(library, projections))
    return compared


def _words(library: Library, projections: Projections) -> Compared:
    folder = projections.text.folder
    wrong = [f"the file {name} is damaged" for name in damaged(folder)]
    rows = library.count("passages") + library.count("versions")
    if not wrong:
        try:
            with guarded(f"The text index {folder}"):
                contents = projections.text.contents
                wrong = _entries(library, contents, "passage") + _entries(library, contents, "article")
        except LibraryError as error:
            wrong = [error.message]
    return Compared("words", rows, "entries of the text index", tuple(wrong), REINDEX)


def _entries(library: Library, contents: TextContents, kind: Kind) -> list[str]:
    held = contents.days(kind)
    named = "version" if kind == "article" else kind
    wrong = []
    for key, text, title, dated in _rows(library, kind):
        days = held.pop(key, [])
        if len(days) != 1:
            wrong.append(f"{named} {key} is in the text index {len(days)} times")
        elif days[0] != day_number(moment(dated)):
            wrong.append(f"{named} {key} is in the text index under another day")
        elif not contents.holds(kind, key, text, title):
            wrong.append(f"{named} {key} is in the text index with other words")
    wrong += [f"{named} {key} is in the text index and not in the library" for key in sorted(held)]
    return wrong


def _rows(library: Library, kind: Kind) -> Iterator[tuple[int, str, str | None, str | None]]:
    after = 0
    while keys := library.keys("versions" if kind == "article" else "passages", after, PART):
        after = keys[-1]
        yield from (
            library.version_rows(keys)
            if kind == "article"
            else (row[:4] for row in library.passage_rows(keys))
        )


def _quantised(library: Library, projections: Projections) -> Compared:
    rows = library.count("passages")
    try:
        keys = projections.vectors.disagreeing() if rows else []
        wrong = [f"passage {key} is otherwise in the vector index" for key in keys]
    except LibraryError as error:
        wrong = [error.message]
    return Compared("vector index", rows, "vectors of the quantised index", tuple(wrong), REINDEX)


def _chroma(library: Library, projections: Projections) -> Compared:
    rows = library.count("passages")
    try:
        index = projections.chroma if projections.server is None else projections.server.collection()
        wrong = _vectors(library, index) if rows else []
    except LibraryError as error:
        wrong = [error.message]
    return Compared("vector index", rows, "vectors of Chroma", tuple(wrong), REINDEX)


def _vectors(library: Library, index: Pages) -> list[str]:
    left = set(library.passage_keys())
    wrong = []
    offset = 0
    while len((page := index.page(offset, PART))[0]):
        keys, vectors = page
        offset += len(keys)
        ours = dict(library.vectors_of(keys))
        for key, vector in zip(keys, vectors, strict=True):
            if key not in ours:
                wrong.append(f"passage {key} is in Chroma and not in the library")
            elif not _cosine(vector, ours[key]) > _NEAR:
                wrong.append(f"passage {key} has another vector in Chroma")
            left.discard(key)
    wrong += [f"passage {key} is not in Chroma" for key in sorted(left)]
    return wrong or _lost(library, index)


def _cosine(vector: NDArray[np.float32], stored: bytes) -> float:
    ours = np.frombuffer(stored, "<f4")
    length = float(np.linalg.norm(vector) * np.linalg.norm(ours))
    return float(vector @ ours) / length if length and len(vector) == len(ours) else 0.0


def _lost(library: Library, index: Pages) -> list[str]:
    """What is in Chroma and cannot be found there: its graph may have lost what its rows have."""
    keys: Sequence[int] = library.passage_keys()
    chosen = np.unique(np.linspace(0, len(keys) - 1, min(_ASKED, len(keys))).astype(int))
    asked = [keys[at] for at in chosen.tolist()]
    return [
        f"passage {key} is not found in Chroma by its own vector"
        for key, vector in library.vectors_of(asked)
        if not any(cosine > _NEAR for _, cosine in index.query(np.frombuffer(vector, "<f4"), 1))
    ]
