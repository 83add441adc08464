"""Disks of a few megabytes that are mounted for one deed: full, without room for a name, read-only."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[bool]:
    """A disk in memory at a folder; whether it could be mounted."""
    folder.mkdir(parents=True, exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", options, "newsdesk-faults", str(folder)]
    may = shutil.which("mount") is not None
    if not may or subprocess.run(command, capture_output=True, check=False).returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def read_only(folder: Path, *, on: bool = True) -> None:
    """Have a mounted disk take writes no more, or again."""
    subprocess.run(["mount", "-o", f"remount,{'ro' if on else 'rw'}", str(folder)], check=True)


def fill(file: Path) -> None:
    """Write until the disk takes no more."""
    with file.open("wb", buffering=0) as filling:
        try:
            while filling.write(b"\0" * 4096):
                pass
        except OSError:
            return


def use_up_names(folder: Path) -> None:
    """Make empty files until the disk has no room for one more."""
    folder.mkdir()
    try:
        for n in range(100_000):
            (folder / str(n)).touch()
    except OSError:
        return
