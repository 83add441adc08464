"""What the writer has begun and what is acknowledged, as a file that the readers follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

Step = Literal["began", "has", "removing", "removed"]


class Chronicle:
    """One process's view of the file; one process writes it.

    Args:
        file: lines of JSON: a step, a mill, a version.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._at = 0
        self.has: dict[int, int] = {}
        """The latest version of each mill that is acknowledged; mills being removed are not in it."""

        self.began: dict[int, int] = {}
        """The latest version of each mill that was begun with."""

        self.removing: set[int] = set()
        """Mills whose removal was begun."""

        self.removed: set[int] = set()
        """Mills whose removal is acknowledged."""

    def note(self, step: Step, mill: int, version: int = 0) -> None:
        """Write a step down, to be seen by all who follow."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([step, mill, version]) + "\n")
        self.follow()

    def follow(self) -> None:
        """Take in what was written since."""
        with self._file.open("rb") as file:
            file.seek(self._at)
            lines = file.read()
        whole = lines.rpartition(b"\n")[0] + b"\n" if b"\n" in lines else b""
        self._at += len(whole)
        for line in whole.splitlines():
            step, mill, version = json.loads(line)
            self._take(step, mill, version)

    def _take(self, step: Step, mill: int, version: int) -> None:
        if step == "began":
            self.began[mill] = version
        elif step == "has":
            self.has[mill] = version
        elif step == "removing":
            self.removing.add(mill)
            self.has.pop(mill, None)
        else:
            self.removed.add(mill)
