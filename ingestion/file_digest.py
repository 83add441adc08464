"""By what a file is known again that has been taken in whole."""

from __future__ import annotations

import hashlib
from pathlib import Path

READING = "2"
"""Raised when reading or cleaning changes, so that known files are read again."""


def file_digest(path: Path) -> str:
    """The state of a file's bytes; empty where they cannot be read."""
    digest = hashlib.sha256(READING.encode())
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
