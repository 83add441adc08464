"""Keeps the text and vector indexes in step with the library.

The library writes down every change in the transaction that makes it; `catch_up`
tells the indexes and then crosses the changes off. A process that dies between
the two leaves changes that the next writer tells again: telling twice does no harm.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.library import Library
from retrieval.outbox import Change
from retrieval.text_index import TextIndex, Words

if TYPE_CHECKING:
    from retrieval.chroma_index import ChromaIndex

WORDS = "words"
CHROMA = "chroma"
BATCH = 2000
PROBES = 8

_log = logging.getLogger(__name__)


class Projections:
    """The indexes beside a library, as a writer or a reader sees them.

    Args:
        library: the library they are made from.
        model: name and revision of the model its vectors are from.
        chroma: whether vectors are kept in Chroma too.
    """

    def __init__(self, library: Library, model: str, *, chroma: bool) -> None:
        self._library = library
        self._model = model
        self._uses_chroma = chroma
        self._chroma: ChromaIndex | None = None
        self.text = TextIndex(library.folder / WORDS)

    @property
    def folder(self) -> Path:
        """Chroma's folder."""
        return self._library.folder / CHROMA

    @property
    def chroma(self) -> ChromaIndex:
        """Chroma, opened at its first use.

        Raises:
            LibraryError: it cannot be opened.
        """
        if self._chroma is None:
            from retrieval.chroma_index import ChromaIndex

            self._chroma = ChromaIndex(self.folder, self._model)
        return self._chroma

    def catch_up(self, on_step: Callable[[int], None] = lambda told: None) -> int:
        """Tell the indexes every change the library has written down.

        The caller holds the write lock.

        Args:
            on_step: called with the number of changes told in each batch.

        Returns:
            How many changes were told.
        """
        total = 0
        while changes := self._library.pending(BATCH):
            self._tell(changes)
            with self._library.transaction():
                self._library.told(changes[-1].key)
            total += len(changes)
            on_step(len(changes))
        if total and self._uses_chroma and self.chroma.worn():
            self.chroma.rebuild(self._library)
        return total

    def _tell(self, changes: list[Change]) -> None:
        # Only the last word on each target counts.
        last = {(change.kind, change.target): change.action for change in changes}
        added = {
            kind: [t for (k, t), a in last.items() if k == kind and a == "add"]
            for kind in ("passage", "article")
        }
        gone = {
            kind: [t for (k, t), a in last.items() if k == kind and a == "delete"]
            for kind in ("passage", "article")
        }
        rows = self._library.passage_rows(added["passage"])
        if self._uses_chroma:
            if rows:
                vectors = np.stack([np.frombuffer(vector, "<f4") for *_, vector in rows])
                self._mended(lambda chroma: chroma.upsert([row[0] for row in rows], vectors))
            if gone["passage"]:
                self._mended(lambda chroma: chroma.delete(gone["passage"]))
        self.text.write(
            passages=[Words(key, text, title, _moment(dated)) for key, text, title, dated, _ in rows],
            articles=[
                Words(key, text, title, _moment(dated))
                for key, text, title, dated in self._library.version_rows(added["article"])
            ],
            gone_passages=gone["passage"],
            gone_articles=gone["article"],
        )

    def _mended(self, act: Callable[[ChromaIndex], None]) -> None:
        try:
            act(self.chroma)
        except Exception as error:  # noqa: BLE001 - Chroma raises of every kind when its files are damaged
            _log.warning("Chroma failed (%s); it is rebuilt from the library", error)
            self.rebuild_chroma()

    def rebuild_chroma(self) -> None:
        """Fill Chroma anew from the library's vectors, without embedding anything."""
        from retrieval.chroma_index import replace_folder

        if self._chroma is not None:
            self._chroma.close()
            self._chroma = None
        self._chroma = replace_folder(self.folder, self._model, self._library)

    def rebuild(self, on_step: Callable[[int], None] = lambda told: None) -> None:
        """Throw both indexes away and fill them again; the caller holds the write lock."""
        if self._chroma is not None:
            self._chroma.close()
            self._chroma = None
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self._library.folder / WORDS, ignore_errors=True)
        self.text = TextIndex(self._library.folder / WORDS)
        with self._library.transaction():
            self._library.tell_all()
        self.catch_up(on_step)

    def faults(self, *, deep: bool = False) -> list[str]:
        """What does not agree with the library, in words; empty where all is well.

        Args:
            deep: look into Chroma as well, which costs opening it.
        """
        if self._library.count("pending"):
            return []
        found = []
        expected = self._library.count("passages") + self._library.count("versions")
        if len(self.text) != expected:
            found.append(f"the text index holds {len(self.text)} of {expected} entries")
        if deep and self._uses_chroma:
            found += self._chroma_faults()
        return found

    def _chroma_faults(self) -> list[str]:
        held = self._library.count("passages")
        try:
            if self.chroma.count() != held:
                return [f"Chroma holds {self.chroma.count()} of {held} vectors"]
            rows = self._library.vector_rows(limit=PROBES)
            lost = [
                key
                for key, vector in rows
                if all(cosine < 1 - 1e-3 for _, cosine in self.chroma.query(np.frombuffer(vector, "<f4"), 1))
            ]
        except Exception as error:  # noqa: BLE001 - Chroma raises of every kind when its files are damaged
            return [f"Chroma cannot be read: {error}"]
        return [f"Chroma does not find {len(lost)} of {len(rows)} vectors by themselves"] if lost else []

    def mend(self) -> bool:
        """Rebuild what does not agree with the library; the caller holds the write lock.

        Returns:
            Whether anything had to be rebuilt.
        """
        mended = False
        if self.faults():
            _log.warning("the text index does not agree with the library; it is rebuilt")
            self.rebuild()
            return True
        if self._uses_chroma and self._chroma_faults():
            self.rebuild_chroma()
            mended = True
        return mended

    def close(self) -> None:
        """Let go of Chroma's files."""
        if self._chroma is not None:
            self._chroma.close()
            self._chroma = None


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)
