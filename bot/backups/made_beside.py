"""A folder beside the place where something is to be put, in which it is made first."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_MADE = re.compile(r"\.newsdesk-([0-9]+)-[a-z0-9_]+")


@contextmanager
def made_beside(place: Path) -> Iterator[Path]:
    """A new folder on the disk of a place; what is left in it goes at the end of the block.

    What a process that was killed has left there is removed by the next one.

    Raises:
        OSError: none can be made there.
    """
    folder = place.absolute().parent
    for left in folder.iterdir():
        process = _MADE.fullmatch(left.name)
        if process and not _runs(int(process[1])):
            shutil.rmtree(left, ignore_errors=True)
    # Not a TemporaryDirectory: where rights are lost meanwhile, taking that away never ends.
    beside = Path(tempfile.mkdtemp(prefix=f".newsdesk-{os.getpid()}-", dir=folder))
    try:
        yield beside
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether there is such a process; yes where that is not known."""
    if os.name != "posix":
        return True
    with suppress(PermissionError):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
