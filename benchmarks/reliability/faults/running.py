"""Runs commands, each in a process of its own that fails as it is told to, and takes in what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.data import ROOT
from benchmarks.reliability.faults.preloading import Failing, compiled

LIMIT = 600.0
"""Seconds after which a command counts as one that hangs."""

NEWSDESK = "bot.cli:main"
_INSPECT = "benchmarks.reliability.faults.inspecting:inspect"


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has run.

    Args:
        code: its exit code; minus the signal that ended it.
        counted: calls that could have failed.
    """

    code: int
    stdout: str
    stderr: str
    counted: int
    seconds: float


class Runner:
    """Runs commands; a context manager.

    Args:
        folder: an empty one, for its own files; others may have to read them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._log = folder / "log"
        self._log.mkdir()
        self.clock = folder / "clock"
        """A file of two numbers: by how many seconds the clocks of commands are ahead."""
        self.preloaded = compiled(folder)
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
            "NEWSDESK_CONFIG": str(folder / "no-config.toml"),
            "NEWSDESK_THREADS": "1",
            # How old conversations are is for the clock to say; a wrong one would forget some.
            "NEWSDESK_KEEP_CONVERSATIONS": "0",
            "NEWSDESK_LOG_FILE": str(self._log / "newsdesk.log"),
            **({"LD_PRELOAD": str(self.preloaded)} if self.preloaded else {}),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.reliability.faults.forking"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=LIMIT)

    def newsdesk(  # noqa: PLR0913  # each is a way in which it may be run
        self,
        library: Path,
        *words: str | Path,
        typed: str = "",
        failing: Failing | None = None,
        settings: Mapping[str, str] | None = None,
        powerless: bool = False,
        limit: float = LIMIT,
    ) -> Ran:
        """Run a command on a library.

        Args:
            library: its folder.
            words: the command.
            typed: what is piped in.
            failing: what fails.
            settings: of the environment.
            powerless: whether rights on files count also for root.
            limit: seconds after which it is ended.
        """
        given = ["--library", str(library), *map(str, words)]
        return self._run(NEWSDESK, given, typed, failing, settings or {}, powerless, limit)

    def call(self, function: str, *words: str, powerless: bool = False) -> Ran:
        """Call a function, `module:function`, in a process of its own with these words in `sys.argv`."""
        return self._run(function, words, "", None, {}, powerless, LIMIT)

    def inspect(self, library: Path, *, ask: bool = True) -> dict[str, Any]:
        """What a library holds, and what it answers; see `inspecting`."""
        done = self._run(_INSPECT, [str(library), "ask" if ask else ""], "", None, {}, False, LIMIT)
        if done.code:
            return {"faults": [f"cannot be inspected: {done.stderr.strip().splitlines()[-1:]}"]}
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _run(  # noqa: PLR0913, PLR0917  # what a process is begun with
        self,
        function: str,
        words: Sequence[str],
        typed: str,
        failing: Failing | None,
        settings: Mapping[str, str],
        powerless: bool,
        limit: float,
    ) -> Ran:
        counted = self.folder / "counted"
        for name, text in (("stdin", typed), ("stdout", ""), ("stderr", ""), ("counted", "0")):
            (self.folder / name).write_text(text, encoding="utf-8")
        off = Failing(self.folder / "nothing", "")
        task = {
            "folder": str(self.folder),
            "function": function,
            "words": words,
            "environment": {
                "FAULTS_CLOCK": str(self.clock) if self.clock.exists() else "",
                **(failing or off).environment(counted),
                **settings,
            },
            "powerless": powerless,
            "limit": limit,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return Ran(
            told["code"],
            (self.folder / "stdout").read_text(encoding="utf-8", errors="replace"),
            (self.folder / "stderr").read_text(encoding="utf-8", errors="replace"),
            int(counted.read_text(encoding="utf-8") or 0),
            told["seconds"],
        )
