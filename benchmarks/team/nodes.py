"""The processes of a team: each a node with a folder of its own, started, killed and started again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
COMMANDS = {
    "ingests": (sys.executable, "-m", "bot", "watch"),
    "answers": (sys.executable, "-m", "benchmarks.team.answering"),
}


class Node:
    """One process.

    Args:
        name: its own.
        kind: what it does.
        folder: the node's.
        environment: what is set for it, beside the folder.
    """

    def __init__(self, name: str, kind: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.kind = kind
        self.folder = folder
        self._environment = {**os.environ, **environment, "NEWSDESK_LIBRARY": str(folder)}
        self._environment["NEWSDESK_LOG_FILE"] = str(folder / "log")
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._lock, (self.folder / "stderr").open("ab") as errors:
            self._process = subprocess.Popen(
                COMMANDS[self.kind],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def last_words(self) -> str:
        """What it said last."""
        said = (self.folder / "stderr").read_text(encoding="utf-8").splitlines()
        return said[-1] if said else ""

    def kill(self) -> None:
        """End it as nothing can be prepared for."""
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                for pipe in (self._process.stdin, self._process.stdout):
                    with suppress(OSError, ValueError):
                        if pipe is not None:
                            pipe.close()

    def ask(self, question: Mapping[str, str]) -> dict[str, Any] | None:
        """What it makes of a question; None where it is killed over it."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (OSError, ValueError):
            return None
        reply: dict[str, Any] | None = json.loads(line) if line.endswith("\n") else None
        return reply
