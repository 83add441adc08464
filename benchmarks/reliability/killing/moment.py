"""When a process is killed: at a random moment, or at a random one of its calls that change a file."""

from __future__ import annotations

import ctypes
import os
import subprocess
import time
from pathlib import Path
from typing import NamedTuple, Protocol

SOURCE = Path(__file__).with_name("shim.c")
LOADED = "NEWSDESK_KILLING_SHIM"


class Armed(Protocol):
    """The library that counts the calls of a process."""

    def killing_arm(self, n: int, torn: int) -> None:
        """Kill at the n-th call from now."""
        ...

    def killing_calls(self) -> int:
        """How many there were since."""
        ...


def built(folder: Path) -> Path | None:
    """The library that kills at a call, built; None where there is no compiler."""
    made = folder / "shim.so"
    try:
        subprocess.run(
            ["gcc", "-O1", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True, capture_output=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return made


def loaded() -> Armed | None:
    """The library, where this process was started with it."""
    made = os.environ.get(LOADED)
    if not made:
        return None
    shim = ctypes.CDLL(made)
    shim.killing_calls.restype = ctypes.c_long
    shim.killing_arm.argtypes = (ctypes.c_long, ctypes.c_int)
    found: Armed = shim
    return found


class Moment(NamedTuple):
    """A moment to kill at.

    Args:
        share: of the work's usual time, or calls, after which it is killed.
        by_call: whether calls are counted.
        torn: whether a write that it is killed at is done by half.
    """

    share: float
    by_call: bool = False
    torn: bool = False

    def __str__(self) -> str:
        torn = ", a write half done" if self.torn and self.by_call else ""
        return f"at {self.share:.3f} of its {'calls' if self.by_call else 'time'}{torn}"


def wait(seconds: float, pid: int) -> bool:
    """Wait so long, or until a process has ended by itself; whether it has not."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.02))
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return False
    return True
