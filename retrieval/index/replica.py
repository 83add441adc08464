"""How far the indexes in a node's folder have followed the library's changes.

The note lies beside the indexes and not in the library: a folder that is copied,
or put back from a copy, brings its own with it.
"""

from __future__ import annotations

import json
import os
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from config.errors import LibraryError
from retrieval.store.refusals import refusal

FILE = "replica.json"


class Replica:
    """The note in one folder. Whoever only reads creates none.

    Args:
        folder: the node's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    @property
    def seen(self) -> int:
        """The key of the last change that the indexes were told; 0 where none is noted."""
        return int(self._read().get("seen", 0))

    def name(self) -> str:
        """The node's name, made up and noted once; raises as `reached` does."""
        return str(self._read().get("node", "")) or self.reached(self.seen)

    def reached(self, seen: int) -> str:
        """Note how far they have come, after they have, and tell the node's name.

        Raises:
            LibraryError: the note cannot be written.
        """
        name = str(self._read().get("node", "")) or uuid.uuid4().hex
        beside = self._file.with_suffix(".new")
        try:
            with beside.open("w", encoding="utf-8") as file:
                json.dump({"node": name, "seen": seen}, file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._file)
        except OSError as error:
            raise refusal(error, f"The note {self._file}", self._file) or LibraryError(
                f"The note {self._file} cannot be written: {error}.", "Check that the folder is yours."
            ) from error
        return name

    def _read(self) -> dict[str, Any]:
        with suppress(OSError, ValueError):
            found = json.loads(self._file.read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        # One that is cut off is none: the indexes are then compared, or filled anew.
        return {}
