"""What tells whether Chroma's files are as they were left at rest.

Chroma crashes the process over a graph file that was cut off, or of which some bytes are wrong, so its
files are compared before it is let at them.
"""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

_BLOCK = 1 << 20

_UNREAD = "length.bin"
"""Holds nothing that is read, and other bytes after each look into the index."""

_VECTORS, _HEADER = "data_level0.bin", "header.bin"
"""The vectors, with room for more that holds whatever was in memory, and what tells how many there are."""

_COUNTS = struct.Struct("<i4Q")
"""How hnswlib's index, as Chroma keeps it, begins its header: the version of that, where the vectors begin,
for how many there is room, how many there are, and the bytes of each."""


class ChromaSeal:
    """The state of Chroma's graph files. A file that has not changed since is not read again.

    Args:
        folder: Chroma's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sums: dict[Path, tuple[tuple[int, int, int], int]] = {}

    def now(self) -> str:
        """The files with their sizes and checksums: a GB of them takes about a second."""
        return json.dumps(
            {
                name: [size, 0 if file.name == _UNREAD else self._sum(file)]
                for name, file, size in self._files()
            }
        )

    def holds(self, seal: str | None) -> bool:
        """Whether a seal, made at any time, is one of the files as they are.

        Args:
            seal: as `now` gave it; of an older Newsdesk it has sizes only. None where there never was one.
        """
        if not seal:
            return False
        sizes = json.dumps({name: size for name, _, size in self._files()})
        return seal == sizes or seal == self.now()

    def _files(self) -> list[tuple[str, Path, int]]:
        files = sorted(file for file in self._folder.glob("*/*") if file.is_file())
        return [(file.relative_to(self._folder).as_posix(), file, file.stat().st_size) for file in files]

    def _sum(self, file: Path) -> int:
        found = file.stat()
        left = _used(file, found.st_size) if file.name == _VECTORS else found.st_size
        state = (found.st_ino, left, found.st_mtime_ns)
        known = self._sums.get(file)
        if known is not None and known[0] == state:
            return known[1]
        total = 0
        with file.open("rb") as opened:
            while left and (block := opened.read(min(_BLOCK, left))):
                total = zlib.crc32(block, total)
                left -= len(block)
        self._sums[file] = (state, total)
        return total


def _used(vectors: Path, size: int) -> int:
    """How many bytes of the vectors' file are vectors'; all where the header does not tell."""
    try:
        version, start, _, count, each = _COUNTS.unpack_from(vectors.with_name(_HEADER).read_bytes())
    except (OSError, struct.error):
        return size
    return min(size, start + count * each) if version == 1 else size
