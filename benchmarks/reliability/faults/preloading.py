"""The library of failing calls: compiled by the run that needs it, and how a process is made to load it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent / "failing_calls.c"


@dataclass(frozen=True, slots=True)
class Failing:
    """Which calls fail, and how; see failing_calls.c.

    Args:
        under: the folder whose files are concerned.
        calls: letters of the kinds of calls that are counted.
        first: number of the first that fails; 0 for none.
        last: number of the last; 0 for all from the first on.
        errno: what they fail with; 0 for writes that write half.
    """

    under: Path
    calls: str
    first: int = 0
    last: int = 0
    errno: int = 0

    def environment(self, counted: Path) -> dict[str, str]:
        """What says so to the library of failing calls, and where it writes how many calls there were."""
        return {
            "FAULTS_UNDER": str(self.under),
            "FAULTS_CALLS": self.calls,
            "FAULTS_FIRST": str(self.first),
            "FAULTS_LAST": str(self.last),
            "FAULTS_ERRNO": str(self.errno),
            "FAULTS_COUNTED": str(counted),
        }


def compiled(folder: Path) -> Path | None:
    """The library, compiled into a folder; None where that cannot be done here."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if not sys.platform.startswith("linux") or compiler is None:
        return None
    made = folder / "failing_calls.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(made), str(SOURCE), "-ldl"]
    return made if subprocess.run(command, capture_output=True, check=False).returncode == 0 else None
