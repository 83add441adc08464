"""Whether a process is still there: it holds a lock that the system lets go when it dies, however it dies."""

from __future__ import annotations

import secrets
from pathlib import Path

from filelock import FileLock

from config.errors import LibraryError
from retrieval.store.refusals import refusal


class Presence:
    """This process's sign of life, and a look at those of others.

    Args:
        folder: where the signs are; made when the first is given.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.owner = secrets.token_hex(8)
        self._lock: FileLock | None = None

    def show(self) -> None:
        """Be there from now on, until `leave` or death.

        Raises:
            LibraryError: the folder cannot be written.
        """
        if self._lock is not None:
            return
        try:
            self._folder.mkdir(exist_ok=True)
            lock = FileLock(self._file(self.owner), timeout=0, thread_local=False)
            lock.acquire()
        except OSError as error:
            raise refusal(error, f"The folder {self._folder}", self._folder) or LibraryError(
                f"{self._folder} cannot be written: {error}.", "Check that the folder is yours."
            ) from error
        self._lock = lock

    def leave(self) -> None:
        """Be there no longer."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            self._file(self.owner).unlink(missing_ok=True)

    def is_gone(self, owner: str) -> bool:
        """Whether the process of that name has died or left; its sign is taken away then."""
        file = self._file(owner)
        if owner == self.owner or not file.exists():
            return owner != self.owner
        try:
            with FileLock(file, timeout=0, thread_local=False):
                file.unlink(missing_ok=True)
        except OSError:  # it is held (Timeout is one), or not ours to look at
            return False
        return True

    def _file(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"
