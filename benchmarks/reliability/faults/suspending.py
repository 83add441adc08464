"""Writers that are stopped in the middle, as by a laptop that is closed, while others go on."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.reliability.faults.deeds import PLACES, Place, story
from benchmarks.reliability.faults.inspecting import QUESTION
from benchmarks.reliability.faults.running import Runner

PATIENCE = 90.0
"""Seconds after which a writer that is to be stopped counts as one that hangs."""

ARTICLES = 130
"""More than two batches."""


def write_many(place: Place) -> Path:
    """A file of articles that takes some time to take in."""
    file = place.beside / "many.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for n in range(ARTICLES):
            name = f"{PLACES[n % len(PLACES)]}{n}"
            facts = {"url": f"https://many.example/{n}", "title": f"{name} votes", "published": "2024-05-01"}
            lines.write(json.dumps({**facts, "text": story(name, n).partition("\n\n")[2]}) + "\n")
    return file


@contextmanager
def begun(library: Path, *words: str | Path, settings: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command that runs beside; it is ended where the block is left before it is."""
    command = [sys.executable, "-m", "bot", "--library", str(library), *map(str, words)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def stopped_while_writing(process: subprocess.Popen[str], library: Path) -> bool:
    """Stop a writer while it has the file locked; False where it ended before that was caught."""
    with closing(sqlite3.connect(library / "newsdesk.sqlite3", isolation_level=None, timeout=0)) as db:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            if not _locked(db):
                continue
            process.send_signal(signal.SIGSTOP)
            _wait_for_stop(process.pid)
            if _locked(db):
                return True
            process.send_signal(signal.SIGCONT)
    return False


def _locked(db: sqlite3.Connection) -> bool:
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    db.execute("ROLLBACK")
    return False


def _wait_for_stop(process: int) -> None:
    while Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "T":
        time.sleep(0.001)


def writer_asleep(runner: Runner, place: Place) -> list[str]:
    """What is wrong with how others go on while a writer is stopped, and with how it ends once it goes on."""
    file = write_many(place)
    wrong = []
    with begun(place.library, "ingest", file, settings={}) as writer:
        if not stopped_while_writing(writer, place.library):
            return ["the writer was not caught in the middle"]
        for words, code, said in (
            (("ask", QUESTION), 0, ""),
            (("backup", place.beside / "made.zip"), 0, ""),
            (("ingest", place.beside / "news"), 1, "Another Newsdesk is writing"),
            (("restore", "--replace", place.backup), 1, "Another Newsdesk is writing"),
            (("feeds", "add", "https://other.example/rss"), 1, "is locked"),
        ):
            ran = runner.newsdesk(place.library, *words)
            if ran.code != code or said not in ran.stderr:
                wrong.append(f"{words[0]} meanwhile: {ran.code} {ran.stderr.strip()[:200]}")
        writer.send_signal(signal.SIGCONT)
        _, said = writer.communicate(timeout=PATIENCE)
        if writer.returncode:
            wrong.append(f"the writer ends with {writer.returncode}: {said.strip()[:200]}")
    return wrong + _whole(runner, place, more=ARTICLES)


def watcher_asleep(runner: Runner, place: Place, held: threading.Event) -> list[str]:
    """What is wrong with a watcher that was stopped for two hours in the middle of a fetch.

    Args:
        runner: runs commands.
        place: whose feed's articles answer only once `held` is set.
        held: set while the watcher is stopped.
    """
    clock = place.beside / "clock"
    clock.write_text("0 0", encoding="ascii")
    settings = {
        "NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "1",
        "LD_PRELOAD": str(runner.preloaded),
        "FAULTS_CLOCK": str(clock),
    }
    wrong = []
    with begun(place.library, "watch", "--once", settings=settings) as watcher:
        lock = place.library / "write.lock"
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and watcher.poll() is None and not _holds_lease(place.library):
            time.sleep(0.01)
        watcher.send_signal(signal.SIGSTOP)
        clock.write_text("7200 7200", encoding="ascii")
        held.set()
        other = runner.newsdesk(place.library, "watch", "--once")
        if other.code != 1 or "Another Newsdesk is writing" not in other.stderr:
            wrong.append(f"another watcher meanwhile: {other.code} {other.stderr.strip()[:200]}")
        watcher.send_signal(signal.SIGCONT)
        _, said = watcher.communicate(timeout=PATIENCE)
        if "Traceback" in said or watcher.returncode not in {0, 1, 3}:
            wrong.append(f"the watcher ends with {watcher.returncode}: {said.strip()[-300:]}")
        assert lock.exists()
    again = runner.newsdesk(
        place.library, "watch", "--once", settings={"NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "1"}
    )
    if again.code:
        wrong.append(f"the next watcher: {again.code} {again.stderr.strip()[:200]}")
    return wrong + _whole(runner, place, more=3)


def _holds_lease(library: Path) -> bool:
    with closing(sqlite3.connect(library / "newsdesk.sqlite3")) as db:
        return bool(db.execute("SELECT 1 FROM leases WHERE name LIKE 'feed %' AND until > ''").fetchone())


def _whole(runner: Runner, place: Place, more: int) -> list[str]:
    found = runner.inspect(place.library)
    wrong = [f"damage: {fault}" for fault in found["faults"] + found.get("stale", [])]
    if not wrong and found["articles"] != SAMPLED + more:
        wrong.append(f"{found['articles']} articles, and not {SAMPLED + more}")
    return wrong


SAMPLED = 46
"""Articles of the sample news."""
