"""Counts of what was asked and taken in, by day, in a store of their own: numbers and kinds, no words.

Kept in memory and written now and then, so that no question waits for it. What a process that is
killed had not written yet is lost, which for counts does no harm; so is all of it where the disk
can only be read. Days older than `KEPT` are forgotten.
"""

from __future__ import annotations

import atexit
import logging
import math
import re
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from pydantic import SecretStr

from bot.own_files.own_store import OwnStore, own_store
from config.errors import LibraryError
from ingestion.report import Report

FILE = "counts.sqlite3"

KEPT = timedelta(days=90)
WRITTEN_EVERY = 10.0
"""Seconds between two writes where questions follow on one another; the last are written at the end."""
MOST_RUNS = 5_000
"""Ingests kept one by one; the oldest go first."""
LONGEST_REASON = 60
WAIT = 0.2
"""Seconds waited for another process that writes; what could not be written is written the next time."""

STEP = 1.1
"""Durations are counted in steps each a tenth longer than the one before: a percentile is told to 5 %."""

_SCHEMA = """
CREATE TABLE counts (
    day TEXT NOT NULL, what TEXT NOT NULL, kind TEXT NOT NULL, place TEXT NOT NULL, counted INTEGER NOT NULL,
    PRIMARY KEY (day, what, kind, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE ingests (
    at TEXT NOT NULL, run TEXT NOT NULL, place TEXT NOT NULL, seconds REAL NOT NULL, added INTEGER NOT NULL,
    updated INTEGER NOT NULL, skipped INTEGER NOT NULL, refused INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
    passages INTEGER NOT NULL, embedded INTEGER NOT NULL, failed TEXT NOT NULL,
    PRIMARY KEY (at, run, place)
) STRICT, WITHOUT ROWID
"""
_STEPS = (_SCHEMA,)
_ADD = (
    "INSERT INTO counts (day, what, kind, place, counted) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (day, what, kind, place) DO UPDATE SET counted = counts.counted + excluded.counted"
)
_VARYING = re.compile(r"['\"“‘(].*|[:;].*|\b\S*[/.@\d]\S*", re.DOTALL)

log = logging.getLogger(__name__)


class IngestRun(NamedTuple):
    """One ingest, or one round of feeds.

    Args:
        at: when it ended.
        run: the run of the command, as the log has it.
        place: "ingest" or "watch".
        seconds: how long it took.
        added, updated, skipped, refused, withdrawn: articles.
        passages, embedded: of those added.
        failed: the kind of error that it ended with; empty where it did not.
    """

    at: datetime
    run: str
    place: str
    seconds: float
    added: int = 0
    updated: int = 0
    skipped: int = 0
    refused: int = 0
    withdrawn: int = 0
    passages: int = 0
    embedded: int = 0
    failed: str = ""

    @classmethod
    def of(cls, report: Report, run: str, place: str, at: datetime) -> IngestRun:
        """That which a report tells of."""
        return cls(
            at,
            run,
            place,
            report.seconds,
            report.new,
            report.updated,
            report.unchanged + report.same,
            len(report.refused),
            report.withdrawn,
            report.passages,
            report.embedded,
        )


class Counted(NamedTuple):
    """Something that was counted on a day."""

    day: date
    what: str
    kind: str
    place: str
    counted: int


class DailyCounts:
    """The counts of one library. Threads may share it.

    Args:
        folder: the library's folder.
        address: of the database that the library is in; None where it is in a file.
    """

    def __init__(self, folder: Path, address: SecretStr | None = None) -> None:
        self._folder = folder
        self._address = address
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str, str]] = Counter()
        self._ingests: list[IngestRun] = []
        self._written_at = time.monotonic()
        self._registered = False

    def question(
        self, place: str, kind: str, seconds: float, counts: dict[str, int], reason: str = ""
    ) -> None:
        """Count a question that has ended.

        Args:
            place: where it was asked.
            kind: of the answer, or that there is none.
            seconds: that it took.
            counts: what happened on the way.
            reason: the kind of error where it failed.
        """
        day = _today()
        with self._lock:
            self._counts[day, "question", kind, place] += 1
            if kind not in {"failed", "stopped"}:
                self._counts[day, "seconds", str(step_of(seconds)), place] += 1
            if reason:
                self._counts[day, "failure", reason, place] += 1
            for name, number in counts.items():
                self._counts[day, "happened", name, place] += number
        self._write_now_and_then()

    def ingest(self, run: IngestRun, reasons: Counter[str]) -> None:
        """Count an ingest that has ended.

        Args:
            run: what it did.
            reasons: how often something was refused for each.
        """
        day = _today()
        with self._lock:
            self._ingests = [*self._ingests, run][-MOST_RUNS:]
            for reason, number in reasons.items():
                self._counts[day, "refused", reason, run.place] += number
        self.write()

    def write(self) -> None:
        """Write what was counted since the last time; what cannot be written waits for the next."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            ingests, self._ingests = self._ingests, []
            self._written_at = time.monotonic()
        if not counts and not ingests:
            return
        try:
            self._put(counts, ingests)
        except LibraryError as error:
            log.info("counts cannot be written", extra={"reason": type(error).__name__})
            with self._lock:
                self._counts.update(counts)
                self._ingests = [*ingests, *self._ingests][-MOST_RUNS:]

    def close(self) -> None:
        """Write what is left."""
        self.write()
        atexit.unregister(self.write)

    def counted(self, since: date) -> list[Counted]:
        """All that was counted from a day (UTC) on, also what is not written yet.

        Raises:
            LibraryError: it cannot be read.
        """
        with self._store().reading() as db:
            rows = db.execute(
                "SELECT day, what, kind, place, counted FROM counts WHERE day >= ?", (since.isoformat(),)
            ).fetchall()
        with self._lock:
            rows += [(*key, number) for key, number in self._counts.items() if key[0] >= since.isoformat()]
        return [Counted(date.fromisoformat(day), *rest) for day, *rest in rows]

    def ingests(self, since: datetime) -> list[IngestRun]:
        """The ingests that ended from then on, the latest first; raises as `counted` does."""
        names = ", ".join(IngestRun._fields)
        with self._store().reading() as db:
            rows = db.execute(
                f"SELECT {names} FROM ingests WHERE at >= ? ORDER BY at DESC",  # noqa: S608
                (_instant(since),),
            ).fetchall()
        return [IngestRun(datetime.fromisoformat(str(at)), *rest) for at, *rest in rows]

    def _write_now_and_then(self) -> None:
        if not self._registered:
            # For programs that never close it.
            self._registered = True
            atexit.register(self.write)
        if time.monotonic() - self._written_at >= WRITTEN_EVERY:
            self.write()

    def _put(self, counts: Counter[tuple[str, str, str, str]], ingests: list[IngestRun]) -> None:
        oldest = datetime.now(UTC) - KEPT
        with self._store().writing() as db:
            for key, number in counts.items():
                db.execute(_ADD, (*key, number))
            marks = ", ".join("?" * len(IngestRun._fields))
            for run in ingests:
                db.execute(
                    f"INSERT INTO ingests ({', '.join(run._fields)}) VALUES ({marks})"  # noqa: S608
                    " ON CONFLICT DO NOTHING",
                    (_instant(run.at), *run[1:]),
                )
            db.execute("DELETE FROM counts WHERE day < ?", (oldest.date().isoformat(),))
            db.execute("DELETE FROM ingests WHERE at < ?", (_instant(oldest),))
            if ingests:
                db.execute(
                    "DELETE FROM ingests WHERE at < (SELECT min(at) FROM"
                    " (SELECT at FROM ingests ORDER BY at DESC LIMIT ?) AS latest)",
                    (MOST_RUNS,),
                )

    def _store(self) -> OwnStore:
        return own_store(self._folder / FILE, _STEPS, "counts", self._address, lasting=False, wait=WAIT)


def step_of(seconds: float) -> int:
    """The step of a duration: the number of times that `STEP` goes into it, counted from a millisecond."""
    return max(0, round(math.log(max(seconds, 0.001) / 0.001, STEP)))


def seconds_of(step: int) -> float:
    """The duration that a step stands for."""
    return float(0.001 * STEP**step)


def kind_of_reason(reason: str) -> str:
    """A reason for a refusal without all that differs from one item to the next."""
    return " ".join(_VARYING.sub("", reason).split())[:LONGEST_REASON] or "other"


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
