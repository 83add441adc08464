"""Copies a library into one file, while it is asked and written to."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.backups.backup_contents import (
    CONTENTS,
    FORMAT,
    LIBRARY,
    Contents,
    StoredFile,
    kept_files,
    private,
    stored,
)
from bot.backups.made_beside import made_beside
from config.errors import LibraryBusyError, LibraryError
from retrieval.store.connecting import WITHOUT_ROOM, is_at_rest, unfinished
from retrieval.store.connection import seen
from retrieval.store.refusals import WAIT, refusal


def back_up(folder: Path, file: Path, *, replace: bool = False) -> Contents:
    """Copy all that a library holds and cannot make again into one file.

    Each of its SQLite files is copied as it is at one instant; who reads or writes meanwhile waits for
    nothing. Indexes are left out: restoring makes them anew from the vectors, without embedding.

    Args:
        folder: of the library.
        file: written whole or not at all, readable by its owner only: conversations, and the tokens
            of Slack workspaces, are in it.
        replace: whether a file of that name may be replaced.

    Raises:
        LibraryError: there is no library, it is damaged, or the file is there already or cannot be written.
    """
    if not (folder / LIBRARY).is_file():
        raise LibraryError(f"There is no library in {folder}.", "Name its folder with --library.")
    if file.exists() and not replace:
        raise LibraryError(f"{file} is there already.", "Choose another name, or add --replace.")
    try:
        with made_beside(file) as beside:
            part = beside / file.name
            contents = _packed(folder, part)
            part.replace(file)
    except (OSError, sqlite3.Error) as error:
        told = refusal(error, f"The backup {file}", file.absolute().parent)
        if told is not None and not isinstance(told, LibraryBusyError):
            told.hint = "Name a file where there is room and where you may write; the library is as it was."
        raise told or LibraryError(
            f"The backup {file} cannot be made: {error}.", "Run: newsdesk doctor"
        ) from error
    return contents


def _packed(folder: Path, part: Path) -> Contents:
    files: list[StoredFile] = []
    with (
        private(part) as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as pack,
    ):
        counts = (0, 0)
        for path in kept_files(folder):
            copy = part.parent / path.name
            _copy(path, copy)
            if path.name == LIBRARY:
                counts = _counts(copy)
            files.append(stored(copy))
            pack.write(copy, path.name)
            copy.unlink()
        contents = Contents(
            format=FORMAT,
            newsdesk=_version(),
            made=datetime.now(UTC).replace(microsecond=0),
            articles=counts[0],
            passages=counts[1],
            files=tuple(files),
        )
        pack.writestr(CONTENTS, contents.model_dump_json(indent=2))
    return contents


def _copy(path: Path, copy: Path) -> None:
    """The file as of one instant: one statement reads it, and readers block no writer."""
    try:
        _read_into(copy, path, "mode=ro")
    except sqlite3.OperationalError as error:
        # To read beside a writer takes small files, which a disk that is read-only or full does not.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in WITHOUT_ROOM:
            raise
        if not is_at_rest(path):
            raise unfinished(path) from error
        before = seen(path)
        copy.unlink(missing_ok=True)
        _read_into(copy, path, "immutable=1")
        if seen(path) != before:
            raise LibraryBusyError(f"{path} was written to while it was copied.", "Do it again.") from error


def _read_into(copy: Path, path: Path, mode: str) -> None:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=WAIT)) as db:
        db.execute("VACUUM INTO ?", (str(copy),))


def _counts(copy: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(copy)) as db:
        row = db.execute("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)").fetchone()
    return int(row[0]), int(row[1])


def _version() -> str:
    try:
        return version("newsdesk")
    except PackageNotFoundError:
        return "unknown"
