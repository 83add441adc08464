"""The files of a quantised index: rows are only ever added, and a manifest says how many count.

A writer puts rows behind those that count, has them on disk, and then replaces the manifest
by a new one at once. So whoever reads finds one state or the next, and a writer that is killed
leaves at most rows that do not count, which the next one writes over.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from config.errors import LibraryError
from retrieval.index.native import guarded
from retrieval.index.quantising import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

MANIFEST = "manifest.json"
FORMAT = 1
GONE = "gone"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What counts of the files.

    Args:
        model: name and revision of the model that made the vectors.
        dimension: of each vector.
        rows: how many rows count, dead ones too.
        gone: how many entries of the list of dead rows count.
        ordered: whether the rows stand in the order of their keys, each once.
        filled_to: while it is filled from the library, the key up to which it is; None when it has all.
        format: of the files.
    """

    model: str
    dimension: int
    rows: int = 0
    gone: int = 0
    ordered: bool = True
    filled_to: int | None = None
    format: int = FORMAT

    @property
    def live(self) -> int:
        """How many vectors it holds."""
        return self.rows - self.gone


class VectorFiles:
    """The files in one folder, mapped into memory as their manifest had them.

    Args:
        folder: the folder.

    Raises:
        LibraryError: a file is missing, cut off or not readable.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with guarded(f"The vector index {folder}"):
            self.manifest = Manifest(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
            if self.manifest.format != FORMAT:
                raise _unusable(folder, "it is of another Newsdesk")
            self._mapped = {
                name: _map(folder / name, kind, shape)
                for name, (kind, shape) in _kinds(self.manifest).items()
            }

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> VectorFiles:
        """Begin with no rows in a folder that is new or empty."""
        with guarded(f"The vector index {folder}"):
            folder.mkdir(parents=True, exist_ok=True)
            for name in _kinds(manifest):
                (folder / name).touch()
            _put(folder, manifest)
        return cls(folder)

    def __getitem__(self, name: str) -> NDArray[Any]:
        """One column: "keys", "times", "scales", "codes", "gone"."""
        return self._mapped[name]

    @property
    def signs(self) -> list[NDArray[np.uint64]]:
        """The columns of the signs."""
        return [self._mapped[f"signs{n}"] for n in range(words(self.manifest.dimension))]

    def added(self, columns: Mapping[str, NDArray[Any]], **changed: Any) -> VectorFiles:
        """The files with rows, or dead ones, put behind those that count.

        Args:
            columns: what to add to each file; those of a row must be of one length.
            changed: what else changes of the manifest.

        Raises:
            LibraryError: they cannot be written.
        """
        rows = len(columns["keys"]) if "keys" in columns else 0
        gone = len(columns.get(GONE, ()))
        now = replace(
            self.manifest, rows=self.manifest.rows + rows, gone=self.manifest.gone + gone, **changed
        )
        with guarded(f"The vector index {self.folder}"):
            for name, column in columns.items():
                kind, shape = _kinds(self.manifest)[name]
                counts = np.dtype(kind).itemsize * int(np.prod(shape))
                _append(self.folder / name, counts, np.ascontiguousarray(column, kind).tobytes())
            _put(self.folder, now)
        return VectorFiles(self.folder)


def state(folder: Path) -> tuple[int, int]:
    """What changes whenever the manifest does; raises OSError where there is none."""
    found = (folder / MANIFEST).stat()
    return found.st_ino, found.st_mtime_ns


def _kinds(manifest: Manifest) -> dict[str, tuple[str, tuple[int, ...]]]:
    """The type and shape of what counts of each file."""
    rows = manifest.rows
    return {
        "keys": ("<i8", (rows,)),
        "times": ("<i8", (rows,)),
        "scales": ("<f4", (rows,)),
        "codes": ("i1", (rows, manifest.dimension)),
        GONE: ("<i8", (manifest.gone,)),
        **{f"signs{n}": ("<u8", (rows,)) for n in range(words(manifest.dimension))},
    }


def _map(file: Path, kind: str, shape: tuple[int, ...]) -> NDArray[Any]:
    if file.stat().st_size < np.dtype(kind).itemsize * int(np.prod(shape)):
        raise _unusable(file.parent, f"{file.name} was cut off")
    # An empty file cannot be mapped.
    return (
        np.memmap(file, kind, "r", shape=shape).view(np.ndarray) if np.prod(shape) else np.empty(shape, kind)
    )


def _append(file: Path, counts: int, data: bytes) -> None:
    """Write behind the bytes that count, over what a killed writer has left there."""
    with file.open("r+b") as opened:
        if opened.seek(0, os.SEEK_END) < counts:
            raise _unusable(file.parent, f"{file.name} was cut off")
        opened.truncate(counts)
        opened.seek(counts)
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())


def _put(folder: Path, manifest: Manifest) -> None:
    beside = folder / f"{MANIFEST}.new"
    with beside.open("w", encoding="utf-8") as opened:
        json.dump(asdict(manifest), opened)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(folder / MANIFEST)


def _unusable(folder: Path, why: str) -> LibraryError:
    return LibraryError(f"The vector index {folder} cannot be used: {why}.", "Run: newsdesk reindex")
