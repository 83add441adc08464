"""Drives the chat in a pseudo-terminal and looks at what a terminal would show."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect
import pyte

PATIENCE = 20.0
"""Seconds after which something that is waited for will not come."""

PROMPT = "›"
ENTER, CTRL_C, CTRL_D, CTRL_R, TAB = "\r", "\x03", "\x04", "\x12", "\t"
PASTE = "\x1b[200~", "\x1b[201~"


class Terminal:
    """A program of ours in a terminal.

    Args:
        library: the library's folder.
        home: for its history.
        arguments: after `newsdesk`.
        columns: of the terminal.
        lines: of the terminal.
        environment: set beside what the tests set.
    """

    def __init__(
        self,
        library: Path,
        home: Path,
        *arguments: str,
        columns: int = 80,
        lines: int = 60,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.raw = b""
        """Every byte it has written."""
        self._screen = pyte.HistoryScreen(columns, lines, history=2000, ratio=0.5)
        self._stream = pyte.ByteStream(self._screen)
        own = {
            "NEWSDESK_LIBRARY": str(library),
            "XDG_STATE_HOME": str(home),
            "TERM": "xterm-256color",
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        kept = {
            name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "COLUMNS", "LINES"}
        }
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "bot", *(arguments or ("chat",))],
            env={**kept, **own, **(environment or {})},
            dimensions=(lines, columns),
            timeout=PATIENCE,
        )
        self.child.delaybeforesend = None
        # As soon as it has ended, so that a test that is over does not wait.
        self.child.delayafterclose = self.child.delayafterterminate = 0.02

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.close(force=True)

    def press(self, keys: str) -> None:
        """Press keys; wide characters are typed as they are."""
        self.child.send(keys.encode())

    def ask(self, line: str) -> None:
        """Type a line and press Enter, once the prompt is there."""
        self.until_prompt()
        self.press(line + ENTER)

    def paste(self, text: str) -> None:
        """Paste a text as terminals do where a program has asked to be told."""
        self.press(PASTE[0] + text + PASTE[1])

    def resize(self, columns: int, lines: int = 60) -> None:
        """Give it another size; the program is told by a signal."""
        self._screen.resize(lines, columns)
        self.child.setwinsize(lines, columns)

    @property
    def text(self) -> str:
        """All that is shown and has scrolled away, without spaces at the ends of lines."""
        width = self._screen.columns
        above = ["".join(row[x].data for x in range(width)) for row in self._screen.history.top]
        return "\n".join(line.rstrip() for line in [*above, *self._screen.display]).rstrip()

    @property
    def folded(self) -> str:
        """The same on one line: what is wrapped reads as it was written."""
        return " ".join(self.text.split())

    def until(self, wanted: str, *, last_line: bool = False) -> str:
        """Wait until something is shown; all that is.

        Args:
            wanted: a regular expression.
            last_line: whether it must be in the last line.
        """
        until = time.monotonic() + PATIENCE
        while not re.search(wanted, self._last if last_line else self.folded):
            self._read(until - time.monotonic(), f"{wanted!r} is not shown")
        return self.text

    def until_prompt(self) -> str:
        """Wait for an empty prompt, beside a hint of how to begin or what is narrowed; all that is shown."""
        until = time.monotonic() + PATIENCE
        while not self._at_prompt:
            self._read(until - time.monotonic(), "there is no empty prompt")
        return self.text

    def until_end(self) -> int:
        """Wait until it has ended; its exit code."""
        until = time.monotonic() + PATIENCE
        try:
            while True:
                self._read(until - time.monotonic(), "it has not ended")
        except EOFError:
            self.child.wait()
        return self.child.exitstatus if self.child.exitstatus is not None else -(self.child.signalstatus or 0)

    @property
    def _last(self) -> str:
        return next((line for line in reversed(self.text.split("\n")) if line.strip()), "")

    @property
    def _at_prompt(self) -> bool:
        line = self._screen.display[self._screen.cursor.y]
        return line.startswith(PROMPT) and self._screen.cursor.x == 2

    def _read(self, patience: float, otherwise: str) -> None:
        try:
            told = self.child.read_nonblocking(65536, max(0.01, patience))
        except pexpect.TIMEOUT:
            raise AssertionError(f"{otherwise}:\n{self.text}") from None
        except pexpect.EOF:
            raise EOFError(f"it ended; {otherwise}:\n{self.text}") from None
        self.raw += told
        self._stream.feed(told)
        if b"\x1b[6n" in told:
            # Where the cursor is, as terminals reply.
            self.press(f"\x1b[{self._screen.cursor.y + 1};{self._screen.cursor.x + 1}R")
