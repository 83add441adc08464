"""One run: the processes, started and ended, and what each of them told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from benchmarks.data import ROOT
from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.library import filled
from benchmarks.reliability.readers.turns import Turns
from config.settings import load_settings


@dataclass(slots=True)
class Outcome:
    """What a run brought.

    Args:
        turns: when what was done.
        readers: how many there were.
        passages: in the library at the beginning.
        told: by the readers, a line a question.
        checked: citations looked up, by what became of them.
        done: by the writer.
        busy: for each turn, the share of the machine's processors that was in use, and the share of ours.
        warned: what the processes warned of, by its first words.
    """

    turns: Turns
    readers: int
    passages: int
    told: list[dict[str, Any]] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    done: dict[str, int] = field(default_factory=dict)
    busy: list[tuple[float, float]] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)


class Run:
    """Readers and a writer over one library.

    Args:
        folder: for the library and all else.
        minutes: of writing; as many are quiet.
        turn: seconds of each turn.
        pause: seconds between two questions of a reader, in the mean.
        readers: how many.
        database: the library's, where it is not in the folder; each process has a folder of its own then.
    """

    def __init__(  # noqa: PLR0913  # what there is to choose, each by its name
        self,
        folder: Path,
        *,
        minutes: float,
        turn: float,
        pause: float,
        readers: int = 4,
        database: SecretStr | None = None,
    ) -> None:
        self._folder = folder
        self._turn = turn
        self._count = 2 * max(1, round(60 * minutes / turn))
        self._pause = pause
        self._readers = readers
        self._database = database

    def outcome(self, passages: int, mills: int) -> Outcome:
        """Run it on a new library of so many generated passages and mills."""
        library = self._folder / "library"
        settings = load_settings(library=library, database=self._database)
        held = filled(library, settings, passages, mills, Chronicle(self._folder / "chronicle"))
        readers = [self._started("reader", n, str(n), str(self._pause)) for n in range(self._readers)]
        processes = [*readers, self._started("writer", self._readers)]
        try:
            self._expect(all(_line(process) == "ready\n" for process in processes), processes)
            turns = Turns(time.monotonic(), self._turn, self._count)
            outcome = Outcome(turns, self._readers, held)
            pids = [process.pid for process in processes]
            watch = threading.Thread(target=_watch, args=(turns, pids, outcome.busy), daemon=True)
            watch.start()
            for process in processes:
                _tell(process, json.dumps([turns.began, turns.seconds, turns.count]))
            said = _read_all(processes)
            self._expect(not any(process.wait() for process in processes), processes)
            watch.join()
        finally:
            for process in processes:
                process.kill()
                process.wait()
        for lines in said[:-1]:
            *told, last = map(json.loads, lines)
            outcome.told += told
            outcome.checked.update(last["checked"])
        outcome.done = json.loads(said[-1][-1])
        for file in self._folder.glob("*.stderr"):
            warnings = file.read_text(encoding="utf-8").splitlines()
            outcome.warned.update(line.partition(":")[0] for line in warnings)
        return outcome

    def _expect(self, so: bool, processes: list[subprocess.Popen[str]]) -> None:
        if not so:
            words = [file.read_text(encoding="utf-8")[-2000:] for file in self._folder.glob("*.stderr")]
            raise SystemExit(f"processes ended with {[one.poll() for one in processes]}: {words}")

    def _started(self, module: str, n: int, *words: str) -> subprocess.Popen[str]:
        own = self._folder / (f"node{n}" if self._database else "library")
        environment = {
            **os.environ,
            "NEWSDESK_LIBRARY": str(own),
            "NEWSDESK_LOG_FILE": str(self._folder / "log"),
        }
        if self._database:
            environment["NEWSDESK_DATABASE"] = self._database.get_secret_value()
        name = f"benchmarks.reliability.readers.{module}"
        with (self._folder / f"{module}{n}.stderr").open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", name, str(self._folder), *words],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None  # it was asked for
    return process.stdout.readline()


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None  # it was asked for
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def _read_all(processes: list[subprocess.Popen[str]]) -> list[list[str]]:
    """What each process printed, line by line, once all have ended."""
    said: list[list[str]] = [[] for _ in processes]

    def read(n: int) -> None:
        stdout = processes[n].stdout
        assert stdout is not None  # it was asked for
        said[n] = list(stdout)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(len(processes))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def _watch(turns: Turns, pids: list[int], busy: list[tuple[float, float]]) -> None:
    """Note for each turn how much of the processors was in use, by all and by these processes."""
    time.sleep(max(0.0, turns.began - time.monotonic()))
    before = _used(pids)
    for _ in range(turns.count):
        time.sleep(turns.left(time.monotonic()))
        after = _used(pids)
        total = after[0] - before[0]
        busy.append(((after[1] - before[1]) / total, max(0.0, after[2] - before[2]) / total))
        before = after


def _used(pids: list[int]) -> tuple[float, float, float]:
    """Ticks of all processors since the start, those in use, and those used by these processes."""
    ticks = [int(n) for n in Path("/proc/stat").read_text(encoding="utf-8").split("\n")[0].split()[1:9]]
    own = 0
    for pid in pids:
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        own += int(stat[11]) + int(stat[12])
    return sum(ticks), sum(ticks) - ticks[3] - ticks[4], own
