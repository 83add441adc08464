"""What a backup of a library holds: its files, each with its digest, and who made it."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, Field

LIBRARY = "newsdesk.sqlite3"
CONTENTS = "contents.json"

FORMAT = 1
"""Raised when a backup is made so that an older Newsdesk could not read it."""

REMADE = {"answers.sqlite3"}
"""Files of a library that are made again by themselves, as its indexes are."""

_NAME = re.compile(r"[a-z][a-z0-9_]*\.sqlite3\Z")
_BLOCK = 1 << 20
_OWNER_ONLY = 0o600


class StoredFile(BaseModel):
    """One file of the library as it was at one instant."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*\.sqlite3$")
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Contents(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True)

    format: int
    newsdesk: str
    made: datetime
    articles: int
    passages: int
    files: tuple[StoredFile, ...]


def kept_files(folder: Path) -> list[Path]:
    """The files of a library that a backup holds, that with the articles last.

    In that order nothing can be cited in a conversation of the backup that its library has not.
    """
    found = [path for path in folder.glob("*.sqlite3") if _NAME.match(path.name) and path.name not in REMADE]
    return sorted(found, key=lambda path: (path.name == LIBRARY, path.name))


def stored(path: Path) -> StoredFile:
    """A file at rest, with its size and digest."""
    with path.open("rb") as file:
        return StoredFile(name=path.name, size=path.stat().st_size, sha256=digest(file))


def digest(file: BinaryIO) -> str:
    """SHA-256 of what is left of an open file, in hexadecimal."""
    found = hashlib.sha256()
    while block := file.read(_BLOCK):
        found.update(block)
    return found.hexdigest()


def private(path: Path) -> BinaryIO:
    """A new file, to be written to, that only its owner can read."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY), "wb")
