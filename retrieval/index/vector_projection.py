"""Keeps the quantised index in step with the library, and builds it from the library's vectors.

Each build has a folder of its own, and `current` names the one that answers. A build that
is killed is gone on with where it stopped: what changes meanwhile is told to it as well.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from config.errors import LibraryError
from retrieval.index import vector_files
from retrieval.index.native import guarded
from retrieval.index.quantised_index import UNDATED, QuantisedIndex
from retrieval.index.vector_files import Manifest, VectorFiles
from retrieval.library import Library

FOLDER = "vectors"
BUILDING = "building"
CURRENT = "current"

BATCH = 20_000
"""Rows put in at once while it is built; a build that is killed loses at most so many."""

BUILT_AT_ONCE = 50_000
"""Passages up to which an index that is missing is built whenever a change is told: some seconds."""

PROBES = 8

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_log = logging.getLogger(__name__)


class Row(NamedTuple):
    """A passage as the index is told of it."""

    key: int
    dated: datetime | None
    vector: bytes


class VectorProjection:
    """The quantised index beside a library, as a writer or a reader sees it.

    Args:
        library: the library it is made from.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self.folder = library.folder / FOLDER
        self._opening = threading.Lock()
        self._open: tuple[tuple[str, int, int], QuantisedIndex] | None = None
        self._probed = ""

    def index(self) -> QuantisedIndex:
        """The index that answers, as it is now.

        Raises:
            LibraryError: there is none, or it is damaged, or of other vectors than the library's.
        """
        for last in (False, True):
            name = self._current()
            try:
                with self._opening, guarded(f"The vector index {self.folder}"):
                    return self._opened(name)
            except LibraryError:
                # Another process may have built a new one just now, and thrown this one away.
                if last or self._current() == name:
                    raise
        raise AssertionError

    def _current(self) -> str:
        try:
            return (self.folder / CURRENT).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise LibraryError(
                f"The library {self._library.folder} has no vector index.", "Run: newsdesk reindex"
            ) from None

    def _opened(self, name: str) -> QuantisedIndex:
        state = (name, *vector_files.state(self.folder / name))
        if self._open is None or self._open[0] != state:
            index = QuantisedIndex.open(self.folder / name)
            if self._probed != name:
                fault = self._disagreement(index)
                if fault:
                    raise LibraryError(f"{fault[:1].upper()}{fault[1:]}.", "Run: newsdesk reindex")
                self._probed = name
            self._open = (state, index)
        return self._open[1]

    def _disagreement(self, index: QuantisedIndex) -> str | None:
        """In what an index differs from the library, by its model and a few of its rows."""
        if index.manifest.model != self._model:
            return f"the vector index was filled by the model {index.manifest.model}"
        keys = index.keys
        probed = np.unique(keys[np.linspace(0, len(keys) - 1, PROBES).astype(int)] if len(keys) else keys)
        rows = self._library.vectors_of(probed.tolist())
        lost = [key for key, vector in rows if not index.agrees(key, np.frombuffer(vector, "<f4"))]
        # A few may have been taken out of the library just now.
        if lost or len(rows) < len(probed) / 2:
            return "the vector index has other vectors than the library"
        return None

    @property
    def _model(self) -> str:
        return self._library.meta("model") or ""

    def tell(self, added: Sequence[int], versions: Sequence[int], gone: Sequence[int]) -> None:
        """Follow changes of the library; the caller holds the write lock.

        Args:
            added: keys of passages put in or changed.
            versions: keys of versions put in or changed: their passages' dates may have.
            gone: keys of passages taken out.
        """
        try:
            targets = [self.index()]
        except LibraryError:
            # It is built anew from the library, which has these changes, now or at the next ingest.
            targets = []
        building = self._unfinished()
        if building is not None:
            targets.append(building)
        elif not targets and self._library.count("passages") <= BUILT_AT_ONCE:
            self.build()
            return
        rows = {row.key: row for row in self._rows(added, versions)}
        for index in targets:
            self._told(index, list(rows.values()), gone)

    def _rows(self, added: Sequence[int], versions: Sequence[int]) -> Iterator[Row]:
        for key, _, _, dated, vector in self._library.passage_rows(added):
            yield Row(key, None if dated is None else datetime.fromisoformat(dated), vector)
        for passages in self._library.passages_of(versions).values():
            for place, vector in passages:
                yield Row(place.key, place.dated, vector)

    def _told(self, index: QuantisedIndex, rows: list[Row], gone: Sequence[int]) -> None:
        filled = index.manifest.filled_to
        # While it is being filled, what comes later is read from the library then.
        rows = sorted((row for row in rows if filled is None or row.key <= filled), key=lambda row: row.key)
        try:
            if rows:
                index = index.upserted(*_columns(rows))
            index.deleted(np.array(sorted(gone), np.int64))
        except LibraryError:
            _log.warning(
                "the vector index could not be told; it is built anew at the next ingest", exc_info=True
            )

    def _unfinished(self) -> QuantisedIndex | None:
        """The build that was cut off, where one can be gone on with."""
        folder = self.folder / BUILDING
        if not folder.exists():
            return None
        try:
            index = QuantisedIndex.open(folder)
        except LibraryError:
            return None
        fits = index.manifest.filled_to is not None and self._disagreement(index) is None
        return index if fits else None

    def build(self, on_step: Callable[[int], None] = lambda told: None) -> None:
        """Fill an index from the library's vectors and have it answer; the caller holds the write lock.

        Args:
            on_step: called with the number of vectors put in at each step.

        Raises:
            LibraryError: it cannot be written.
        """
        if not self._library.count("passages"):
            self.abandon()
            return
        building = self.folder / BUILDING
        index = self._unfinished()
        if index is None:
            shutil.rmtree(building, ignore_errors=True)
            index = self._begun(building)
        while rows := self._library.dated_vectors(index.manifest.filled_to or 0, BATCH):
            index = index.upserted(*_columns([Row(*row) for row in rows])).noted(rows[-1][0])
            on_step(len(rows))
        index.noted(None)
        self._install(building)

    def _begun(self, folder: Path) -> QuantisedIndex:
        dimension = len(self._library.vector_rows(limit=1)[0][1]) // 4
        return QuantisedIndex(VectorFiles.create(folder, Manifest(self._model, dimension, filled_to=0)))

    def _install(self, built: Path) -> None:
        with guarded(f"The vector index {self.folder}"):
            before = [one for one in self.folder.iterdir() if one.is_dir() and one != built]
            number = max((int(one.name) for one in before if one.name.isdecimal()), default=0) + 1
            built.rename(self.folder / str(number))
            beside = self.folder / f"{CURRENT}.new"
            beside.write_text(f"{number}\n", encoding="utf-8")
            beside.replace(self.folder / CURRENT)
            for one in before:
                # Some systems keep what is still being read; it goes at the next build.
                shutil.rmtree(one, ignore_errors=True)

    def abandon(self) -> None:
        """Have it answer no more, as it is not told of changes from now on."""
        with suppress(OSError):
            if self.folder.exists():
                (self.folder / CURRENT).unlink(missing_ok=True)
                shutil.rmtree(self.folder)

    def faults(self, *, thorough: bool = False) -> list[str]:
        """Where it does not agree with the library, in words.

        Args:
            thorough: compare every key, which takes a second for a million.
        """
        held = self._library.count("passages")
        self._probed = ""
        self._open = None
        try:
            index = self.index()
        except LibraryError as error:
            return [error.message] if held else []
        if index.manifest.live != held:
            return [_lacking(index.manifest.live, held)]
        if thorough and not np.array_equal(np.sort(index.keys), self._library.passage_keys()):
            return ["the vector index holds other passages than the library"]
        return []

    def disagreeing(self) -> list[int]:
        """Keys of the passages, every one compared, of which it does not hold what the library does.

        Raises:
            LibraryError: it cannot be opened.
        """
        # Without the look at a few rows that an index has to pass before it answers.
        with guarded(f"The vector index {self.folder}"):
            index = QuantisedIndex.open(self.folder / self._current())
        wrong = np.setxor1d(index.keys, self._library.passage_keys()).tolist()
        after = 0
        while rows := self._library.dated_vectors(after, BATCH):
            after = rows[-1][0]
            wrong += index.disagreeing(*_columns([Row(*row) for row in rows])).tolist()
        return sorted({int(key) for key in wrong})

    def soon_mended(self) -> list[str]:
        """What is wrong, as far as opening it tells, with an index so small that whoever asks mends it."""
        held = self._library.count("passages")
        if not 0 < held <= BUILT_AT_ONCE:
            return []
        try:
            live = self.index().manifest.live
        except LibraryError as error:
            return [error.message]
        return [_lacking(live, held)] if live != held else []

    def renew(self) -> None:
        """Build it anew where so much of it is dead that it pays; the caller holds the write lock."""
        with suppress(LibraryError):
            if self.index().worn:
                self.build()

    def close(self) -> None:
        """Let go of its files."""
        self._open = None


def _lacking(live: int, held: int) -> str:
    return f"the vector index holds {live} of {held} vectors"


def microseconds(moment: datetime) -> int:
    """An instant as the index holds it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _columns(
    rows: Sequence[Row],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    keys = np.fromiter((row.key for row in rows), np.int64, len(rows))
    times = [UNDATED if row.dated is None else microseconds(row.dated) for row in rows]
    joined = np.frombuffer(b"".join(row.vector for row in rows), "<f4")
    return keys, np.array(times, np.int64), joined.reshape(len(rows), -1)
