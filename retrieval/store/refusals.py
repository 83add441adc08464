"""Why a file of a library cannot be read or written, in a sentence, and what to do."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from config.errors import LibraryBusyError, LibraryError, NoRoomError

WAIT = 10.0
"""Seconds that a connection waits for another process that holds the file."""

ROOM = "Make room on it and do it again; what was in the library before is whole."
_WHICH = "See which of them it is, and do it again; what was in the library before is whole."
_LOOK = "Look at the disk first. Once it is sound, newsdesk doctor tells whether anything is lost."
_READING = "Asking works without; to take articles in, copy the folder to where it can be written."
YOURS = "Check that the folder exists and is yours; asking works without writing."

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
# What writing fails with where a disk, a quota or a limit on files takes no more, and where a disk fails.
_REFUSED = {
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_DIR_FSYNC,
}
_LITTLE = 1_000_000
"""Bytes below which a disk counts as full: it may have some left, and too little for what was written."""

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_ROOM_SAID = tuple(os.strerror(number).lower() for number in _NO_ROOM)
_NOT_ALLOWED = {errno.EROFS, errno.EACCES, errno.EPERM}
_NOT_ALLOWED_SAID = tuple(os.strerror(number).lower() for number in (errno.EROFS, errno.EACCES))


def refusal(error: BaseException, what: str, place: Path) -> LibraryError | None:
    """The error to raise in its place; None where it is of no kind that is known.

    Args:
        error: of SQLite, of the system, or of an index's own library.
        what: what was to be read or written, as the sentence begins.
        place: its folder or file.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in _BUSY:
        return LibraryBusyError(
            f"{what} is locked: another process has been writing to it for {WAIT:g} seconds.",
            "Wait until it has finished, or stop it, and try again.",
        )
    if code == sqlite3.SQLITE_FULL or out_of_room(error) or code in _REFUSED:
        return _takes_no_more(what, place, full=code not in _REFUSED or is_full(place))
    if code & 0xFF == sqlite3.SQLITE_READONLY or not_allowed(error):
        return not_writable(what, place)
    if code & 0xFF == sqlite3.SQLITE_CANTOPEN and not os.access(existing(place), os.W_OK):
        return not_writable(what, place)
    if code & 0xFF == sqlite3.SQLITE_IOERR or getattr(error, "errno", None) == errno.EIO:
        return LibraryError(f"{what} cannot be used: its disk reports an error ({_said(error)}).", _LOOK)
    return None


def _takes_no_more(what: str, place: Path, *, full: bool) -> LibraryError:
    if full:
        return NoRoomError(f"{what} cannot be written: its disk is full.", ROOM)
    return LibraryError(
        f"{what} cannot be written: its disk fails, or a quota or a limit on files is reached.", _WHICH
    )


def _said(error: BaseException) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def is_full(place: Path) -> bool:
    """Whether the disk on which a file or folder is, or would be, has next to no room left."""
    try:
        return shutil.disk_usage(existing(place)).free < _LITTLE
    except OSError:
        return False


def out_of_room(error: BaseException) -> bool:
    """Whether something failed because the disk, a quota or a limit on files takes no more.

    Libraries written in other languages pass on what the system said, but not its number.
    """
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _NO_ROOM
    said = str(error).lower()
    return any(reason in said for reason in _NO_ROOM_SAID)


def is_read_only(place: Path) -> bool:
    """Whether the disk on which a file or folder is, or would be, takes no writes."""
    try:
        return bool(os.statvfs(existing(place)).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):
        # Not every system tells.
        return False


def not_allowed(error: BaseException) -> bool:
    """Whether something failed because nothing may be written there; as for `out_of_room`."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _NOT_ALLOWED
    said = str(error).lower()
    return any(reason in said for reason in _NOT_ALLOWED_SAID)


def not_writable(what: str, place: Path) -> LibraryError:
    """What is raised where the disk is read-only, or the user has no right to write."""
    if is_read_only(place):
        return LibraryError(f"{what} cannot be written: its disk is read-only.", _READING)
    return LibraryError(f"{what} cannot be written: you have no right to.", YOURS)


def existing(place: Path) -> Path:
    """The place itself, or the nearest folder above it that is there."""
    return next((path for path in (place, *place.absolute().parents) if path.exists()), place)
