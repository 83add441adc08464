"""What Chroma and Tantivy have in common: folders that are swapped, and errors that need a sentence."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config.errors import LibraryError, NoRoomError
from retrieval.store.refusals import ROOM, YOURS, not_allowed, out_of_room

_log = logging.getLogger(__name__)


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turn everything an index's library raises inside into one kind of error.

    Damaged files make them raise errors of many kinds, and panics, which are
    no `Exception` at all. Ctrl-C and the like pass through.

    Args:
        what: the index and its folder, as the sentence begins.

    Raises:
        LibraryError: something was raised; room on the disk or `newsdesk reindex` mends it.
    """
    try:
        yield
    except LibraryError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        _log.warning("%s failed", what, exc_info=True)
        if out_of_room(error):
            raise NoRoomError(f"{what} cannot be written: its disk is full.", ROOM) from error
        if not_allowed(error):
            raise LibraryError(
                f"{what} cannot be written: its disk is read-only, or you have no right to.", YOURS
            ) from error
        reason = next(iter(str(error).splitlines()), type(error).__name__)[:200]
        raise LibraryError(f"{what} cannot be used: {reason}.", "Run: newsdesk reindex") from error


def swap(fresh: Path, folder: Path) -> None:
    """Put a folder filled beside another in its place; readers find the one or the other.

    For a moment, or for good where the process is killed in it, neither is there: see `aside`.

    Raises:
        LibraryError: it cannot be put there; what was there is there again.
    """
    with guarded(f"The index {folder}"):
        if folder.exists():
            shutil.rmtree(aside(folder), ignore_errors=True)
            folder.rename(aside(folder))
        try:
            fresh.rename(folder)
        except OSError:
            with suppress(OSError):
                aside(folder).rename(folder)
            raise
    shutil.rmtree(aside(folder), ignore_errors=True)


def aside(folder: Path) -> Path:
    """Where `swap` puts the folder that it replaces, until the other is in its place."""
    return folder.with_name(folder.name + ".old")
