"""A copy of a library that others of this process may have open."""

from __future__ import annotations

import subprocess
from pathlib import Path


def copied_library(library: Path, to: Path) -> Path:
    """Copy a library's folder by a process of its own, and return where.

    SQLite's locks on a file are the process's: they are gone once it has read the file by other means, and
    a command run meanwhile takes itself for the last that has the library open.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-R", library, to], check=True)
    return to
