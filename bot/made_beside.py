"""A folder beside the place where something is to be put, in which it is made first."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def made_beside(place: Path) -> Iterator[Path]:
    """A new folder on the disk of a place; what is left in it goes at the end of the block.

    What a process that was killed has left of its own is removed by the next one.

    Raises:
        OSError: none can be made there.
    """
    place = place.absolute()
    for left in place.parent.iterdir():
        process = re.fullmatch(rf"\.{re.escape(place.name)}-([0-9]+)-[a-z0-9_]+", left.name)
        if process and not _runs(int(process[1])):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        prefix=f".{place.name}-{os.getpid()}-", dir=place.parent, ignore_cleanup_errors=True
    ) as beside:
        yield Path(beside)


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
