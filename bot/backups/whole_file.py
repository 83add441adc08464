"""Writes a file whole or not at all: what stood in it before stays where the disk takes no more."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, data: bytes) -> None:
    """Put this in a file, in place of what is there.

    Raises:
        OSError: it cannot be written; what was there is as it was.
    """
    file = file.resolve()
    if file.exists() and not file.is_file():
        # A pipe or a terminal has no whole.
        file.write_bytes(data)
        return
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
    number, beside = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).chmod(mode)
        Path(beside).replace(file)
    except BaseException:
        with suppress(OSError):
            Path(beside).unlink()
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
