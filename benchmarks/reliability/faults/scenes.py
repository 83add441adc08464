"""The faults that hold for the whole of a command: what the disk, the rights, the clock, a lock are like."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reliability.faults import disks
from benchmarks.reliability.faults.deeds import Place
from benchmarks.reliability.faults.running import Runner

How = dict[str, Any]
"""How a deed is to be done: arguments of `Deed.done`."""

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Scene:
    """A fault.

    Args:
        name: as the table has it.
        disk: options of the disk that the place is on; None where it is on that of the run.
        broken: breaks something, and mends it at its end.
        hindered: deeds that cannot be done; all others have to be.
    """

    name: str
    broken: Callable[[Runner, Place], AbstractContextManager[How]]
    hindered: frozenset[str]
    disk: str | None = None


WRITING = frozenset({"ingest", "watch", "reindex", "remove", "backup", "restore", "feedback export"})


@contextmanager
def full(runner: Runner, place: Place) -> Iterator[How]:
    """The disk is full, also for the log and the settings."""
    top = place.library.parent.parent
    disks.fill(top / "filling")
    yield {"settings": {"NEWSDESK_LOG_FILE": str(top / "log"), "NEWSDESK_CONFIG": str(top / "config.toml")}}
    (top / "filling").unlink()


@contextmanager
def without_names(runner: Runner, place: Place) -> Iterator[How]:
    """No file can be made."""
    names = place.library.parent.parent / "names"
    disks.use_up_names(names)
    yield {}
    for name in names.iterdir():
        name.unlink()
    names.rmdir()


@contextmanager
def read_only(runner: Runner, place: Place) -> Iterator[How]:
    """The disk takes no writes."""
    top = place.library.parent.parent
    disks.read_only(top)
    yield {"settings": {"NEWSDESK_LOG_FILE": str(top / "log")}}
    disks.read_only(top, on=False)


@contextmanager
def not_yours(runner: Runner, place: Place) -> Iterator[How]:
    """Everything may be read, and nothing written, by a user who is not root."""
    paths = [place.library, *place.library.rglob("*"), place.beside, place.library.parent]
    modes = {path: path.stat().st_mode for path in paths}
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield {"powerless": True}
    for path, mode in modes.items():
        if path.exists():
            path.chmod(mode)


@contextmanager
def file_not_yours(runner: Runner, place: Place) -> Iterator[How]:
    """The file of articles may not be written, its folder may."""
    file = place.library / "newsdesk.sqlite3"
    file.chmod(0o444)
    yield {"powerless": True}
    for one in place.library.parent.glob("library*/newsdesk.sqlite3"):
        one.chmod(0o644)


@contextmanager
def indexes_not_yours(runner: Runner, place: Place) -> Iterator[How]:
    """The folders of the indexes may not be written."""
    folders = [place.library / "words", place.library / "vectors"]
    for folder in folders:
        folder.chmod(0o555)
    yield {"powerless": True}
    for folder in place.library.parent.glob("library*/*/"):
        folder.chmod(0o755)


def clock(day: float) -> Callable[[Runner, Place], AbstractContextManager[How]]:
    """A clock that is ahead by so many seconds."""

    @contextmanager
    def set_to(runner: Runner, place: Place) -> Iterator[How]:
        runner.clock.write_text(f"{day} 0", encoding="ascii")
        try:
            yield {}
        finally:
            runner.clock.unlink()

    return set_to


@contextmanager
def clock_jumps(runner: Runner, place: Place) -> Iterator[How]:
    """The clocks jump in the middle, as after a machine was asleep for an hour, and then back by a day."""
    runner.clock.write_text("0 0", encoding="ascii")
    done = threading.Event()

    def jump() -> None:
        for shift in ("3600 3600", f"{-DAY} 3600", "0 3600"):
            if done.wait(0.15):
                return
            beside = runner.clock.with_suffix(".new")
            beside.write_text(shift, encoding="ascii")
            beside.replace(runner.clock)

    thread = threading.Thread(target=jump)
    thread.start()
    try:
        yield {}
    finally:
        done.set()
        thread.join()
        runner.clock.unlink()


def locked(begin: str, seconds: float) -> Callable[[Runner, Place], AbstractContextManager[How]]:
    """Another process holds the file of articles for so long."""

    @contextmanager
    def held(runner: Runner, place: Place) -> Iterator[How]:
        holder = os.fork()
        if holder == 0:
            _hold(place.library / "newsdesk.sqlite3", begin, seconds)
        _wait_until_locked(place.library / "newsdesk.sqlite3")
        try:
            yield {}
        finally:
            os.kill(holder, 9)
            os.waitpid(holder, 0)

    return held


def _hold(file: Path, begin: str, seconds: float) -> None:
    import time

    db = sqlite3.connect(file, isolation_level=None)
    db.execute(begin)
    time.sleep(seconds)
    db.execute("ROLLBACK")
    time.sleep(600)


def _wait_until_locked(file: Path) -> None:
    """Until the other process has the lock."""
    db = sqlite3.connect(file, isolation_level=None, timeout=0)
    while True:
        try:
            db.execute("BEGIN IMMEDIATE")
            db.execute("ROLLBACK")
        except sqlite3.OperationalError:
            db.close()
            return


NOTHING: frozenset[str] = frozenset()
SCENES = (
    Scene("a full disk", full, WRITING, "size=6m"),
    Scene("a disk without room for another name", without_names, WRITING, "size=9m,nr_inodes=90"),
    Scene("a read-only disk", read_only, WRITING, "size=9m"),
    Scene("no right to write", not_yours, WRITING),
    Scene("no right to write the articles", file_not_yours, WRITING),
    Scene("no right to write the indexes", indexes_not_yours, frozenset({"reindex"})),
    Scene("a clock three years behind", clock(-3 * 365 * DAY), NOTHING),
    Scene("a clock a day behind", clock(-DAY), NOTHING),
    Scene("a clock ten years ahead", clock(10 * 365 * DAY), NOTHING),
    Scene("clocks that jump in the middle", clock_jumps, NOTHING),
    Scene("a writer that holds the file for 3 seconds", locked("BEGIN IMMEDIATE", 3), NOTHING),
    Scene("a writer that holds the file on and on", locked("BEGIN IMMEDIATE", 600), WRITING),
)
