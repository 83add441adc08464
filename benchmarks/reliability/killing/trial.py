"""One trial: work begun on a copy of a library, killed, and what was found after."""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock

from benchmarks.reliability.killing import moment as moments
from benchmarks.reliability.killing.moment import Armed, Moment
from benchmarks.reliability.killing.setting import READ, Setting, forked
from benchmarks.reliability.killing.state import State
from benchmarks.reliability.killing.work import Work, telling
from bot.backups.backing_up import back_up
from bot.backups.restoring import restore
from bot.desk import Newsdesk
from bot.facade.parts import LOCK
from config.errors import NewsdeskError

NEVER = 2**40
"""More calls than any work makes."""

PATIENCE = 120.0
"""Seconds after which a process that should have ended is taken to hang."""


@dataclass
class Usual:
    """How long work of one kind takes, and how many calls, as last seen; 0 where it was never seen whole."""

    seconds: float = 0.0
    calls: int = 0


@dataclass
class Found:
    """What came of one trial.

    Args:
        killed: how many processes were killed: the work, repairs, a backup.
        early: whether it was killed before it had committed anything.
        faults: what was wrong, in words.
        meanwhile: verdicts of the answers given while nothing was repaired yet.
        after: verdicts of those after the repair.
        rows: how many rows and entries were compared.
        embedded: passages embedded by a repair that should embed nothing.
        moment: when it was killed.
    """

    killed: int = 0
    early: bool = False
    faults: list[str] = field(default_factory=list)
    meanwhile: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    rows: int = 0
    embedded: int = 0
    moment: str = ""


class Trial:
    """One trial.

    Args:
        setting: the library, a copy that may be broken.
        state: of it.
        work: what is begun.
        chance: decides all that is left to it.
        usual: how long such work takes.
        shim: counts calls, where there is one.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what it is made of, each given once
        self,
        setting: Setting,
        state: State,
        work: Work,
        chance: random.Random,
        usual: Usual,
        shim: Armed | None,
    ) -> None:
        self.setting, self.state, self.work, self.chance = setting, state, work, chance
        self._usual, self._shim = usual, shim
        self._backup = setting.folder.with_name("backup.zip")
        self._acknowledged: list[tuple[str, str, str]] = []
        self.found = Found()

    def measure(self) -> None:
        """Do the work whole, to see how long it takes."""
        self._killed(self._worker, Moment(0.0))

    def run(self, moment: Moment, *, backup: bool, repairs: int) -> Found | None:
        """Kill once, perhaps repairs too, and look; None where the work had ended before.

        Args:
            moment: when the work is killed.
            backup: whether a backup runs beside.
            repairs: how many repairs are killed as well.
        """
        self.found.moment = str(moment)
        saving = forked(self._back_up) if backup else 0
        if not self._killed(self._worker, moment):
            if saving:
                os.waitpid(saving, 0)
            return None
        if saving:
            self._end_backup(saving)
        state = self.state.begun(self.work, self._acknowledged)
        self.found.early = not self._acknowledged
        if self.found.early:
            # What is slower than it was would be killed at its beginning only.
            self._usual.seconds *= 1.03
        for _ in range(repairs):
            self._killed(self._repairer, Moment(self.chance.random()))
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self.setting.folder, self._kept)
        self._look(state)
        return self.found

    @property
    def _kept(self) -> Path:
        return self.setting.folder.with_name("as-killed")

    def _worker(self, told: int) -> None:
        telling(told)
        with self.setting.opened() as desk:
            self.work.run(desk)

    def _repairer(self, told: int) -> None:
        telling(told)
        with self.setting.opened() as desk:
            if self.work.put or self.work.by_feed:
                self.work.run(desk)
            else:
                desk.search("quarry")

    def _killed(self, act: Callable[[int], None], moment: Moment) -> bool:
        """Start a process and kill it; whether it was still alive. What it acknowledges is read."""
        read, write = os.pipe()
        began = time.monotonic()
        pid = forked(lambda: self._armed(act, moment, read, write))
        os.close(write)
        if moment.by_call or not self._usual.seconds:
            moments.wait(PATIENCE, pid)
        elif moments.wait(moment.share * self._usual.seconds, pid):
            os.kill(pid, signal.SIGKILL)
        with os.fdopen(read) as told:
            lines = [json.loads(line) for line in told if line.endswith("\n")]
        self._acknowledged += [(line[0], line[1], line[2]) for line in lines if isinstance(line, list)]
        _, status = os.waitpid(pid, 0)
        if os.WIFSIGNALED(status):
            self.found.killed += 1
            return True
        if status:
            self.found.faults.append("the process that was to be killed failed by itself")
        self._usual.calls = next((line for line in lines if isinstance(line, int)), self._usual.calls)
        took = time.monotonic() - began
        # How busy the machine is changes.
        self._usual.seconds = (self._usual.seconds + took) / 2 if self._usual.seconds else took
        return False

    def _armed(self, act: Callable[[int], None], moment: Moment, read: int, write: int) -> None:
        """What the process does that is to be killed."""
        os.close(read)
        # It has nothing to say when it is killed in the middle.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        if self._shim is None or not (moment.by_call or not self._usual.calls):
            act(write)
            return
        at = max(1, round(moment.share * self._usual.calls)) if self._usual.calls else NEVER
        self._shim.killing_arm(at, int(moment.torn))
        act(write)
        os.write(write, f"{self._shim.killing_calls()}\n".encode())

    def _back_up(self) -> None:
        back_up(self.setting.folder, self._backup, replace=True)

    def _end_backup(self, saving: int) -> None:
        """Kill the backup as well, or let it end; what it leaves has to be whole or not there."""
        if self.chance.random() < 0.5:
            os.kill(saving, signal.SIGKILL)
        _, status = os.waitpid(saving, 0)
        self.found.killed += os.WIFSIGNALED(status)
        if os.WIFEXITED(status) and status:
            self.found.faults.append("the backup failed")
        if os.WIFEXITED(status) and not self._backup.exists():
            self.found.faults.append("the backup is not there")

    def _look(self, state: State) -> None:
        """Ask, repair, finish and compare, in a process of its own, as threads of indexes come with it."""
        read, write = os.pipe()

        def run() -> None:
            os.close(read)
            known, read_before = set(self.setting.model.vectors), set(READ)
            try:
                self._examine(state)
            except NewsdeskError as error:
                self.found.faults.append(f"{type(error).__name__}: {error.message}")
            except Exception as error:  # noqa: BLE001  # that is what is looked for
                self.found.faults.append(f"{type(error).__name__}: {error}")
            vectors = self.setting.model.vectors
            new = {text: vectors[text] for text in vectors.keys() - known}
            read_now = {key: READ[key] for key in READ.keys() - read_before}
            with os.fdopen(write, "wb") as out:
                pickle.dump((self.found, new, self.setting.model.counts, read_now), out)

        pid = forked(run)
        os.close(write)
        with os.fdopen(read, "rb") as told:
            content = told.read()
        _, status = os.waitpid(pid, 0)
        if status:
            self.found.faults.append(f"the process that looked ended with {status}")
            return
        found: tuple[Found, dict[str, Any], dict[str, int], dict[Any, Any]] = pickle.loads(content)
        self.found = found[0]
        self.setting.model.vectors.update(found[1])
        self.setting.model.counts.update(found[2])
        READ.update(found[3])

    def _examine(self, state: State) -> None:
        found, chance = self.found, self.chance
        with self.setting.opened() as desk:
            with FileLock(self.setting.folder / LOCK, timeout=0):
                # Nobody can repair anything while another holds the lock.
                self._ask(desk, state, found.meanwhile, settled=False)
            found.faults += [f"before the repair: {fault}" for fault in state.faults(desk)]
        with self.setting.opened() as desk:
            if chance.random() < 0.5:
                self._ask(desk, state, found.after, settled=False)
                found.faults += [f"after a question: {fault}" for fault in state.faults(desk)]
            if self.work.kind == "reindex":
                # What was stored is repaired by whatever writes next, without embedding.
                self.setting.model.embedded = 0
                desk.ingest([])
                found.embedded += self.setting.model.embedded
            else:
                self.work.run(desk)
                # Where all of it was done before the kill, it repairs nothing: whoever asks does.
                desk.search("quarry")
            done = self.state.done(self.work)
            found.faults += [f"at the end: {fault}" for fault in done.faults(desk)]
            if not self._deep(desk) and chance.random() < 0.1:
                desk.reindex()
                self._deep(desk)
            self._ask(desk, done, found.after, settled=True)
        if self._backup.exists():
            self._restored()

    def _ask(self, desk: Newsdesk, state: State, verdicts: list[str], *, settled: bool) -> None:
        likely = [n for n in state.held if n not in state.withdrawn and n not in state.leaving]
        fresh = [n for n in likely if state.held[n] != self.state.held.get(n)]
        old = [n for n in likely if n not in fresh]
        for n in (*self.chance.sample(old, min(1, len(old))), *self.chance.sample(fresh, min(1, len(fresh)))):
            of = state.held[n][-1]
            try:
                verdict = state.verdict(desk.ask(of.question), of, settled=settled)
            except NewsdeskError as error:
                verdict = f"refused: {error.message}"
            verdicts.append(f"{verdict} of what was new" if n in fresh else verdict)
            if verdict == "wrong":
                self.found.faults.append(f"a wrong answer to: {of.question}")

    def _deep(self, desk: Newsdesk) -> bool:
        """Compare every row and entry; whether any was wrong."""
        compared = [*desk.compare_rows(), *desk.compare_indexes()]
        self.found.rows += sum(one.rows for one in compared)
        wrong = [f"{one.what}: {fault}" for one in compared for fault in one.wrong]
        if desk.status().pending:
            wrong.append("changes wait to be told to the indexes")
        self.found.faults += wrong
        return bool(wrong)

    def _restored(self) -> None:
        folder = self.setting.folder.with_name("restored")
        shutil.rmtree(folder, ignore_errors=True)
        restore(self._backup, folder)
        with Setting(folder, "exact", self.setting.model).opened() as desk:
            for one in desk.compare_rows():
                self.found.rows += one.rows
                self.found.faults += [f"in the backup: {one.what}: {fault}" for fault in one.wrong]
