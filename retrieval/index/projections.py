"""Keeps the text and vector indexes in step with the library.

The library writes down every change in the transaction that makes it; `catch_up`
tells the indexes and then notes how far they have come. A process that dies between
the two leaves changes that the next writer tells again: telling twice does no harm.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from config.errors import LibraryError, NoRoomError
from retrieval.index.chroma_seal import ChromaSeal
from retrieval.index.replica import Replica
from retrieval.index.server_vectors import ServerVectors
from retrieval.index.text_index import TextIndex, Words
from retrieval.index.vector_projection import VectorProjection
from retrieval.library import Library
from retrieval.store.database import moment
from retrieval.store.outbox import Change, last_words

if TYPE_CHECKING:
    from retrieval.index.chroma_index import ChromaIndex
    from retrieval.index.chroma_server import ChromaServer

WORDS = "words"
CHROMA = "chroma"
SEAL = "chroma files"
BATCH = 2000
PROBES = 8

FILLED_AT_ONCE = 1000
"""Passages up to which Chroma is filled anew by whoever asks: it builds no graph for so few."""

STANDING_IN = 20_000
"""Passages up to which the words of a library are put into memory, where nothing else can be done: 2 s."""

_log = logging.getLogger(__name__)


class Projections:
    """The indexes beside a library, as a writer or a reader sees them.

    Args:
        library: the library they are made from.
        chroma: whether vectors are kept in Chroma too, in a folder beside the library.
        quantised: whether they are kept in the quantised index.
        server: the Chroma server that keeps them; none if None.
    """

    def __init__(
        self,
        library: Library,
        *,
        chroma: bool = False,
        quantised: bool = False,
        server: ChromaServer | None = None,
    ) -> None:
        self._library = library
        self._replica = Replica(library.folder)
        self.server = None if server is None else ServerVectors(library, server)
        """The vectors in a Chroma server, where there is one."""

        self._uses_quantised = quantised
        self.vectors = VectorProjection(library)
        """The quantised index, which answers only where it is kept."""

        self._uses_chroma = chroma and server is None
        self._chroma: ChromaIndex | None = None
        self._chroma_files = ChromaSeal(self.folder)
        self._opening = threading.RLock()
        self._read_at = -1
        self.writing = False
        """Whether this process holds the write lock, so that its Chroma is never behind."""

        self.text = TextIndex(library.folder / WORDS)

    @property
    def folder(self) -> Path:
        """Chroma's folder."""
        return self._library.folder / CHROMA

    @property
    def keeps_quantised(self) -> bool:
        """Whether vectors are kept in the quantised index."""
        return self._uses_quantised

    @property
    def keeps_chroma(self) -> bool:
        """Whether vectors are kept in Chroma, in a folder beside the library."""
        return self._uses_chroma

    @property
    def _model(self) -> str:
        """The model that filled the library, which need not be the one configured."""
        return self._library.meta("model") or ""

    @property
    def chroma(self) -> ChromaIndex:
        """Chroma, opened at its first use.

        Raises:
            LibraryError: it cannot be opened.
        """
        with self._opening:
            if self._chroma is None:
                from retrieval.index.chroma_index import ChromaIndex

                if self.folder.exists() and not self._at_rest():
                    raise LibraryError(
                        f"Chroma's index {self.folder} is being written, or was damaged.",
                        "Run: newsdesk reindex",
                    )
                self._chroma = ChromaIndex(self.folder, self._model)
            return self._chroma

    def _seal(self, sealed: bool) -> None:
        """Record that Chroma's files are at rest, or that they are about to be written."""
        seal = self._chroma_files.now() if sealed else ""
        if self._library.meta(SEAL) != seal:
            with self._library.transaction():
                self._library.set_meta(SEAL, seal)

    def _at_rest(self) -> bool:
        return self._chroma_files.holds(self._library.meta(SEAL))

    def chroma_to_read(self) -> ChromaIndex:
        """Chroma, opened anew if another process has written since: an open one does not see that.

        Raises:
            LibraryError: it cannot be opened.
        """
        with self._opening:
            state = self._library.state()
            # While the other still writes, what is open is read on: it is whole, if behind.
            if state != self._read_at and not self.writing and self._at_rest():
                self.close()
                self._read_at = state
            return self.chroma

    def catch_up(self, on_step: Callable[[int], None] = lambda told: None) -> int:
        """Tell the indexes every change the library has written down.

        The caller holds the write lock.

        Args:
            on_step: called with the number of changes told in each batch.

        Returns:
            How many changes were told.
        """
        total = 0
        if self._library.astray(self._replica.seen):
            _log.warning("the log does not tell what the indexes lack; they are filled anew")
            self._rebuild()
        try:
            while changes := self._library.pending(BATCH, after=self._replica.seen):
                self._tell(changes)
                self._reached(changes[-1].key)
                total += len(changes)
                on_step(len(changes))
        finally:
            # Not reached by a process that is killed: its Chroma is then built anew.
            if self._chroma is not None and self._library.meta(SEAL) == "":
                self._mended(lambda chroma: chroma.flush())
                self._seal(True)
        if total and self._uses_chroma and self.chroma.worn():
            self.rebuild_chroma()
        if total and self._uses_quantised:
            self.vectors.renew()
        if self.server is not None:
            self.server.catch_up()
        return total

    @property
    def node(self) -> str:
        """The name of the node that this folder is, by which others know it; the caller holds the write lock.

        Raises:
            LibraryError: it cannot be made up, as the folder cannot be written to.
        """
        return self._replica.name()

    def waiting(self) -> int:
        """How many changes the indexes in this folder have not been told."""
        return self._library.waiting(self._replica.seen)

    def _reached(self, key: int) -> None:
        name = self._replica.reached(key)
        with self._library.transaction():
            self._library.reached(name, key)

    def _tell(self, changes: list[Change]) -> None:
        # Only the last word on each target counts.
        added, gone = last_words(changes, "passage")
        versions, gone_versions = last_words(changes, "article")
        rows = self._library.passage_rows(added)
        if self._uses_chroma:
            if rows or gone:
                self._mended(lambda chroma: self._seal(False))
            if rows:
                vectors = np.stack([np.frombuffer(vector, "<f4") for *_, vector in rows])
                self._mended(lambda chroma: chroma.upsert([row[0] for row in rows], vectors))
            if gone:
                self._mended(lambda chroma: chroma.delete(gone))
        if self._uses_quantised:
            self.vectors.tell(added, versions, gone)
        else:
            self.vectors.abandon()
        try:
            self.text.write(
                passages=[_words(*row[:4]) for row in rows],
                articles=[_words(*row) for row in self._library.version_rows(versions)],
                gone_passages=gone,
                gone_articles=gone_versions,
            )
        except NoRoomError:
            # To build it anew takes more.
            raise
        except LibraryError:
            self.rebuild_text()

    def _mended(self, act: Callable[[ChromaIndex], None]) -> None:
        try:
            act(self.chroma)
        except LibraryError:
            _log.warning("Chroma is rebuilt from the library")
            self.rebuild_chroma()

    def rebuild_chroma(self) -> None:
        """Fill Chroma anew from the library's vectors, without embedding anything."""
        from retrieval.index.chroma_index import replace_folder

        with self._opening:
            self.close()
            self._seal(False)
            self._chroma = replace_folder(self.folder, self._model, self._library)
            self._seal(True)

    def rebuild_text(self, on_step: Callable[[int], None] = lambda told: None) -> None:
        """Fill the text index anew from the library's articles."""
        self.text.rebuild(lambda fresh: self._fill_text(fresh, on_step))

    def stand_in(self) -> bool:
        """Have words in memory where there are none in the folder, and whether that could be done.

        Of a large library that would take too long.
        """
        held = self._library.count("passages")
        if held <= STANDING_IN:
            _log.warning("the text index is missing; one in memory answers until it can be built")
            self.text.stand_in(lambda fresh: self._fill_text(fresh, lambda told: None))
        return held <= STANDING_IN

    def _fill_text(self, fresh: TextIndex, on_step: Callable[[int], None]) -> None:
        after = 0
        while keys := self._library.keys("passages", after, BATCH):
            fresh.write(passages=[_words(*row[:4]) for row in self._library.passage_rows(keys)])
            after = keys[-1]
            on_step(len(keys))
        after = 0
        while keys := self._library.keys("versions", after, max(1, BATCH // 4)):
            fresh.write(articles=[_words(*row) for row in self._library.version_rows(keys)])
            after = keys[-1]
            on_step(len(keys))

    def rebuild(self, on_step: Callable[[int], None] = lambda told: None) -> None:
        """Fill every index anew; the caller holds the write lock.

        Raises:
            LibraryError: a Chroma server fails, or is being told by another process.
        """
        self._rebuild(on_step)
        if self.server is not None:
            self.server.rebuild()

    def _rebuild(self, on_step: Callable[[int], None] = lambda told: None) -> None:
        # What changes from here on is told after.
        seen = self._library.last_change()
        self.rebuild_text(on_step)
        if self._uses_chroma:
            self.rebuild_chroma()
        if self._uses_quantised:
            self.vectors.build()
        name = self._replica.reached(seen)
        # Last, and in any case: readers see by this commit that there is something new to open.
        with self._library.transaction():
            self._library.reached(name, seen)
            self._library.begun_anew()

    def faults(self, *, deep: bool = False) -> list[str]:
        """What does not agree with the library, in words; empty where all is well.

        Args:
            deep: look into the vectors' index as well, which costs opening it.
        """
        expected = self._library.count("passages") + self._library.count("versions")
        # In this order: what is counted above was there before anything that is waiting now.
        if self.waiting():
            return []
        found = self._text_faults(expected)
        if self._uses_chroma:
            found += self._chroma_faults() if deep else self._chroma_soon_mended()
        if self._uses_quantised:
            found += self.vectors.faults(thorough=True) if deep else self.vectors.soon_mended()
        if deep and self.server is not None:
            found += self.server.faults()
        return found

    def _text_faults(self, expected: int) -> list[str]:
        held = len(self.text)
        if held == expected and expected and not self.text.in_place:
            return ["the text index is not in its folder"]
        return [f"the text index holds {held} of {expected} entries"] if held != expected else []

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
        except LibraryError as error:
            return [error.message]
        return [f"Chroma does not find {len(lost)} of {len(rows)} vectors by themselves"] if lost else []

    def _chroma_soon_mended(self) -> list[str]:
        """What is wrong, as far as its files tell, with an index so small that whoever asks mends it."""
        if not 0 < self._library.count("passages") <= FILLED_AT_ONCE or self._at_rest():
            return []
        return [f"Chroma's index {self.folder} was left in the middle"]

    def mend(self, *, deep: bool = True) -> None:
        """Tell the indexes what they lack and rebuild what does not agree; the caller holds the write lock.

        Args:
            deep: look into the vectors' index as well, which costs opening it.
        """
        self.text.refresh()
        self.catch_up()
        if self._real(self._text_faults(self._library.count("passages") + self._library.count("versions"))):
            self.rebuild_text()
        if self._uses_chroma and self._real(self._chroma_faults() if deep else self._chroma_soon_mended()):
            self.rebuild_chroma()
        if not self._uses_quantised:
            self.vectors.abandon()
        elif self._real(self.vectors.faults() if deep else self.vectors.soon_mended()):
            self.vectors.build()
        if deep and self.server is not None:
            self.server.mend()

    def _real(self, faults: list[str]) -> bool:
        """Whether there are faults, beside what another node has stored meanwhile: that is told next."""
        if not faults or self.waiting():
            return False
        _log.warning("%s; it is built anew from the library", faults[0])
        return True

    def close(self) -> None:
        """Let go of the vectors' files and connections."""
        self.vectors.close()
        if self.server is not None:
            self.server.close()
        with self._opening:
            if self._chroma is not None:
                self._chroma.close()
                self._chroma = None


def _words(key: int, text: str, title: str | None, dated: str | None) -> Words:
    return Words(key, text, title, moment(dated))
