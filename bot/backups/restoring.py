"""Makes a library out of a backup: all of it checked before anything is put in its place."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
import zlib
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout
from pydantic import ValidationError

from bot.backups.backup_contents import CONTENTS, FORMAT, LIBRARY, Contents, StoredFile, digest, private
from bot.backups.made_beside import made_beside
from bot.backups.moved_aside import place_aside
from bot.facade.parts import LOCK
from config.errors import LibraryBusyError, LibraryError, NoRoomError
from retrieval.library import Library
from retrieval.store.refusals import refusal
from retrieval.store.schema import is_as_known

_LARGEST_CONTENTS = 1_000_000
_DAMAGED = "Take another backup."
_NONE = "Make one with: newsdesk backup FILE"


class Restored(NamedTuple):
    """What was put in place, and where what stood there before was moved to; None where nothing did."""

    contents: Contents
    before: Path | None


def restore(file: Path, folder: Path, *, replace: bool = False) -> Restored:
    """Put the library of a backup into a folder.

    Args:
        file: made by `back_up`.
        folder: of the library; made where it does not exist.
        replace: whether a library that is there already makes room; it is moved aside, not deleted.

    Raises:
        LibraryError: the file is no backup, is damaged, or of a newer Newsdesk; or a library is in the
            folder already, or the folder cannot be written. What was there is as it was.
        LibraryBusyError: another process is writing to the library that is there.
    """
    if (folder / LIBRARY).exists() and not replace:
        raise LibraryError(
            f"There is a library in {folder} already.",
            "Name another folder with --library, or add --replace, which moves it aside.",
        )
    try:
        folder.absolute().parent.mkdir(parents=True, exist_ok=True)
        with made_beside(folder) as beside:
            fresh = beside / "library"
            fresh.mkdir()
            contents = _unpacked(file, fresh)
            before = _moved_aside(folder) if folder.exists() else None
            _put(fresh, folder, before)
    except (OSError, sqlite3.Error) as error:
        told = refusal(error, f"The library {folder}", folder)
        raise told or LibraryError(
            f"The library {folder} cannot be restored: {error}.",
            "See that there is room and that it is yours.",
        ) from error
    return Restored(contents, before)


def _put(fresh: Path, folder: Path, before: Path | None) -> None:
    """Put it in place; where that fails, what stood there stands there again."""
    try:
        fresh.replace(folder)
    except OSError:
        if before is not None:
            before.rename(folder)
        raise


def _unpacked(file: Path, fresh: Path) -> Contents:
    """The files of a backup, each compared with what the backup says of it."""
    try:
        with zipfile.ZipFile(file) as pack:
            contents = _contents(file, pack)
            _see_to_room(file, contents, fresh)
            for one in contents.files:
                _take(file, pack, one, fresh / one.name)
        # Of a newer Newsdesk it is refused before it stands anywhere; of an older one, brought up to date.
        Library(fresh).close()
        if not is_as_known(fresh / LIBRARY):
            raise LibraryError(f"{LIBRARY} in the backup {file} is no library of Newsdesk's.", _NONE)
    except FileNotFoundError as error:
        raise LibraryError(f"There is no file {file}.", "Check its name.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # The last two are of kinds of archive that no backup is.
        raise LibraryError(f"{file} is no backup, or was cut off: {error}.", _DAMAGED) from error
    return contents


def _contents(file: Path, pack: zipfile.ZipFile) -> Contents:
    try:
        with pack.open(CONTENTS) as listed:
            contents = Contents.model_validate_json(listed.read(_LARGEST_CONTENTS))
    except (KeyError, ValidationError) as error:
        raise LibraryError(
            f"{file} is no backup of a library.", "Make one with: newsdesk backup FILE"
        ) from error
    if contents.format > FORMAT:
        raise LibraryError(f"{file} was made by a newer Newsdesk ({contents.newsdesk}).", "Upgrade Newsdesk.")
    names = [one.name for one in contents.files]
    if LIBRARY not in names or len(set(names)) < len(names):
        raise LibraryError(f"{file} is no backup of a library.", _NONE)
    return contents


def _see_to_room(file: Path, contents: Contents, place: Path) -> None:
    needed, free = sum(one.size for one in contents.files), shutil.disk_usage(place).free
    if needed > free:
        raise NoRoomError(
            f"The backup {file} takes {needed / 1e9:,.1f} GB, and there are {free / 1e9:,.1f} GB free.",
            "Make room, or name a folder elsewhere with --library.",
        )


def _take(file: Path, pack: zipfile.ZipFile, one: StoredFile, place: Path) -> None:
    damaged = LibraryError(f"{one.name} in the backup {file} is damaged.", _DAMAGED)
    try:
        info = pack.getinfo(one.name)
    except KeyError:
        raise damaged from None
    # Nothing is unpacked beyond the size that was promised.
    if info.file_size != one.size:
        raise damaged
    with (
        pack.open(info) as source,
        private(place) as out,
    ):
        shutil.copyfileobj(source, out, 1 << 20)
    with place.open("rb") as copied:
        if digest(copied) != one.sha256:
            raise damaged
    with closing(sqlite3.connect(place)) as db:
        if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise damaged


def _moved_aside(folder: Path) -> Path | None:
    """Move what stands there to a name beside it, once nobody writes to it any more."""
    if not any(folder.iterdir()):
        folder.rmdir()
        return None
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        with lock:
            to = place_aside(folder)
            folder.rename(to)
    except Timeout as busy:
        raise LibraryBusyError(
            f"Another Newsdesk is writing to the library {folder}.", "Wait until it has finished, or stop it."
        ) from busy
    return to
