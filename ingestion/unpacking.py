"""Gzip taken apart piece by piece, so that a small bomb never becomes large in memory."""

from __future__ import annotations

import zlib

_ANY_GZIP = zlib.MAX_WBITS | 16
_ANY_DEFLATE = zlib.MAX_WBITS | 32
GZIP_MAGIC = b"\x1f\x8b"


class TooLargeError(ValueError):
    """More came out than was allowed."""


class Unpacker:
    """Takes a body in pieces and keeps it unpacked, up to a limit.

    Args:
        encoding: `gzip`, `deflate`, or empty for a body that is not packed.
        most: bytes kept at most, packed or not.
        cut: whether a longer body is cut there and not refused.
    """

    def __init__(self, encoding: str, most: int, *, cut: bool = False) -> None:
        self._encoding = encoding
        self._engine = _engine(encoding)
        self._most = most
        self._cut = cut
        self._kept = bytearray()
        self._read = 0

    @property
    def full(self) -> bool:
        """Whether nothing more would be kept."""
        return len(self._kept) >= self._most

    def feed(self, piece: bytes) -> None:
        """Take in the next piece.

        Raises:
            TooLargeError: it goes over the limit.
            zlib.error: it is not what its encoding says.
        """
        self._read += len(piece)
        while piece:
            room = self._most + 1 - len(self._kept)
            if self._engine is None:
                self._kept += piece[:room]
                piece = b""
            else:
                self._kept += self._engine.decompress(piece, room)
                piece = self._engine.unconsumed_tail or self._next_member()
            if len(self._kept) > self._most or self._read > self._most:
                if not self._cut:
                    raise TooLargeError
                del self._kept[self._most :]
                return

    def _next_member(self) -> bytes:
        """What follows the end of a gzip member: another one; anything else after it is padding."""
        engine = self._engine
        if engine is None or not engine.eof or not engine.unused_data.startswith(GZIP_MAGIC):
            return b""
        self._engine = _engine(self._encoding)
        return engine.unused_data

    def taken(self) -> bytes:
        """The body.

        Raises:
            EOFError: it ends in the middle.
        """
        if self._engine is not None and not self._engine.eof and self._read and not self._cut:
            raise EOFError
        return bytes(self._kept)


def _engine(encoding: str) -> zlib._Decompress | None:
    if not encoding:
        return None
    return zlib.decompressobj(_ANY_GZIP if encoding == "gzip" else _ANY_DEFLATE)


def unzipped(data: bytes, most: int) -> bytes:
    """A gzip file unpacked.

    Raises:
        TooLargeError, zlib.error, EOFError: as `Unpacker` does.
    """
    unpacker = Unpacker("gzip", most)
    unpacker.feed(data)
    return unpacker.taken()
