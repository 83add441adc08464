"""Measures the chat on a terminal: time to a ready prompt, keys while it warms, the first answer.

    python -m benchmarks.terminal LIBRARY

Every figure is the median of some runs, each beside what it is compared with in the same
round, so that a busy machine slows both.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect

ROUNDS = 9
QUESTION = "what did Lavrov demand?"
IMPORTS = "import typer, rich, prompt_toolkit"
CURSOR = b"\x1b[6n"
"""What the prompt asks a terminal for; it waits a while for the reply."""


def _of(library: Path) -> dict[str, str]:
    return {"NEWSDESK_LIBRARY": str(library)}


class Terminal:
    """`newsdesk chat` in a pseudo-terminal.

    Args:
        library: the library's folder.
        home: for its history.
    """

    def __init__(self, library: Path, home: Path) -> None:
        environment = {**os.environ, "XDG_STATE_HOME": str(home), "TERM": "xterm-256color", **_of(library)}
        self.seen = b""
        self.begun = time.perf_counter()
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "bot", "chat"],
            env=environment,
            dimensions=(40, 100),
            timeout=60,
        )
        self.child.delaybeforesend = None

    def until(self, wanted: bytes, patience: float = 60) -> float:
        """Seconds from the beginning until something new is shown."""
        end = time.monotonic() + patience
        while wanted not in self.seen:
            self.read(max(0.0, end - time.monotonic()))
        at = time.perf_counter() - self.begun
        self.seen = self.seen[self.seen.index(wanted) + len(wanted) :]
        return at

    def read(self, patience: float) -> None:
        """Take in what is shown; a question about the cursor is replied to, as terminals do."""
        told = self.child.read_nonblocking(65536, patience)
        if CURSOR in told:
            self.child.send(b"\x1b[1;1R")
        self.seen += told

    def leave(self) -> None:
        """End it."""
        self.child.close(force=True)


def to_prompt(library: Path, home: Path) -> float:
    """Seconds to a prompt that takes keys."""
    terminal = Terminal(library, home)
    taken = terminal.until("›".encode())
    terminal.leave()
    return taken


def to_answer(library: Path, home: Path) -> float:
    """Seconds to the end of the answer to a question that waits from the beginning."""
    terminal = Terminal(library, home)
    terminal.child.send(f"{QUESTION}\r".encode())
    taken = terminal.until(b"confidence")
    terminal.leave()
    return taken


def to_cold_answer(library: Path) -> float:
    """Seconds to the end of what `newsdesk ask` shows."""
    begun = time.perf_counter()
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable,
        ["-m", "bot", "ask", QUESTION],
        env={**os.environ, **_of(library)},
        dimensions=(40, 100),
        timeout=60,
    )
    child.expect(b"confidence")
    taken = time.perf_counter() - begun
    child.close(force=True)
    return taken


def importing() -> float:
    """Seconds, in a pseudo-terminal too, until Python has imported the libraries of a terminal program."""
    begun = time.perf_counter()
    child: pexpect.spawn[bytes] = pexpect.spawn(
        sys.executable, ["-c", f"{IMPORTS}; print('ready')"], dimensions=(40, 100), timeout=60
    )
    child.expect(b"ready")
    taken = time.perf_counter() - begun
    child.close(force=True)
    return taken


def echoes(library: Path, home: Path, pause: float) -> list[float]:
    """Seconds from each key to its echo, for as long as warming takes and somewhat longer.

    Args:
        library: the library's folder.
        home: for its history.
        pause: seconds between an echo and the next key.
    """
    terminal = Terminal(library, home)
    terminal.until("›".encode())
    taken = []
    begun = time.perf_counter()
    for n in range(400):
        if time.perf_counter() - begun > 5:
            break
        key = b"abcdefghijklmnopqrstuvwxyz"[n % 26 : n % 26 + 1]
        terminal.seen = b""
        pressed = time.perf_counter()
        terminal.child.send(key)
        terminal.until(key)
        taken.append(time.perf_counter() - pressed)
        time.sleep(pause)
    terminal.leave()
    return taken


def compared(name: str, mine: Callable[[], float], other: str, theirs: Callable[[], float]) -> None:
    """Print two medians and their ratio, taken in turns."""
    pairs = [(mine(), theirs()) for _ in range(ROUNDS)]
    here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(one / two for one, two in pairs)
    print(f"{name}: {here * 1000:.0f} ms; {other}: {there * 1000:.0f} ms; ratio {ratio:.2f}")


def main() -> None:
    """Print the figures."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    library = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        to_prompt(library, home)
        compared("prompt ready", lambda: to_prompt(library, home), IMPORTS, importing)
        compared(
            "first answer of a waiting question",
            lambda: to_answer(library, home),
            "cold newsdesk ask",
            lambda: to_cold_answer(library),
        )
        for pause in (0.03, 0.15):
            taken = sorted(echoes(library, home, pause))
            print(
                f"echo of {len(taken)} keys while warming, one every {pause * 1000:.0f} ms:"
                f" median {taken[len(taken) // 2] * 1000:.1f} ms,"
                f" 99 % {taken[len(taken) * 99 // 100] * 1000:.1f} ms, longest {taken[-1] * 1000:.1f} ms"
            )


if __name__ == "__main__":
    main()
