"""What goes wrong around the app, one thing after another: each begins, lasts a while, and is over."""

from __future__ import annotations

import os
import random
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from benchmarks.data import ROOT
from benchmarks.reliability.feeds_hour import wording
from benchmarks.slack_load.app_process import AppProcess
from bot.facade.parts import LOCK
from tests.model_server import ModelServer, Reply
from tests.slack.standin import Slack
from tests.slack.standin.faults import When

WRITES = ("chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update")
_CITED = re.compile(r"^\[(\d+)\] \([^)\n]*\) (.+)$", re.MULTILINE)
_MARK = re.compile(r" \[\d+\]")


@dataclass
class Trouble:
    """Makes it.

    Args:
        slack: what the app speaks to.
        app: the app.
        model: the chat model that it asks.
        library: its folder.
        seed: of what is drawn.
        longest: seconds that one thing lasts at most.
    """

    slack: Slack
    app: AppProcess
    model: ModelServer
    library: Path
    seed: int
    longest: float = 20.0
    met: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    written: int = 0
    may_kill: bool = True

    def __post_init__(self) -> None:
        self._drawn = random.Random(self.seed)
        self._places = wording.places(self._drawn)
        self._over = threading.Event()
        self.model.replies(cited)

    def go_on(self, until: float, pause: float) -> None:
        """Make trouble until a time on `time.monotonic`, some seconds apart."""
        while time.monotonic() < until and not self._over.wait(self._drawn.uniform(0.3, 1.7) * pause):
            self.one()

    def stop(self) -> None:
        """Make no more."""
        self._over.set()

    def one(self) -> None:
        """One thing from its beginning to its end."""
        kinds: list[Callable[[], None]] = [
            self._cut,
            self._cut_silently,
            self._sent_away,
            self._not_let_in,
            self._late_hello,
            self._limited,
            self._failing,
            self._down,
            self._breaking_off,
            self._garbled,
            self._slow_slack,
            self._refused,
            self._written,
            self._locked,
            self._write_locked,
            self._model_dying,
            self._model_slow,
            self._model_hanging,
        ]
        if self.may_kill:
            kinds += [self._killed, self._killed]
        what = self._drawn.choice(kinds)
        self.met[what.__name__.strip("_").replace("_", " ")] += 1
        what()

    # The line

    def _cut(self) -> None:
        self.slack.cut()

    def _cut_silently(self) -> None:
        self.slack.cut(silently=True)

    def _sent_away(self) -> None:
        self.slack.disconnect()

    def _not_let_in(self) -> None:
        """No new connection for a while, by one refusal or another, and the old one breaks."""
        how = self._drawn.choice(("500", "internal_error", "ratelimited"))
        with self._faulty():
            if how == "ratelimited":
                self.slack.limit("apps.connections.open", after=0, retry_after=self._while())
            elif how == "500":
                self.slack.fail("apps.connections.open", status=500, times=None)
            else:
                self.slack.fail("apps.connections.open", "internal_error", times=None)
            self.slack.cut()
            self._last()

    def _late_hello(self) -> None:
        self.slack.hello_after = self._drawn.uniform(1, 6)
        self.slack.cut()
        self._last()
        self.slack.hello_after = 0.0

    # The Web API

    def _limited(self) -> None:
        with self._faulty():
            for method in self._drawn.sample(WRITES, 2):
                self.slack.limit(
                    method, after=self._drawn.randrange(3), retry_after=self._drawn.uniform(1, 6)
                )
            self._last()

    def _failing(self) -> None:
        with self._faulty():
            status = self._drawn.choice((500, 502, 503))
            self.slack.fail(self._drawn.choice(WRITES), status=status, times=self._drawn.randrange(1, 5))
            self._last()

    def _down(self) -> None:
        """Everything fails."""
        with self._faulty():
            self.slack.fail("*", status=503, times=None)
            self._last(0.5)

    def _breaking_off(self) -> None:
        with self._faulty():
            for method in self._drawn.sample(WRITES, 2):
                how: When = "before" if self._drawn.random() < 0.5 else "after"
                self.slack.fail(method, drop=how, times=self._drawn.randrange(1, 3))
            self._last()

    def _garbled(self) -> None:
        with self._faulty():
            for method in self._drawn.sample(WRITES, 2):
                self.slack.fail(method, drop="garbled", times=1)
            self._last()

    def _slow_slack(self) -> None:
        with self._faulty():
            self.slack.fail(self._drawn.choice(("*", *WRITES)), delay=self._drawn.uniform(1, 8), times=4)
            self._last()

    def _refused(self) -> None:
        with self._faulty():
            error = self._drawn.choice(("internal_error", "fatal_error", "service_unavailable"))
            self.slack.fail(self._drawn.choice(WRITES), error, times=self._drawn.randrange(1, 4))
            self._last()

    # The app and its files

    def _killed(self) -> None:
        self.app.kill()
        time.sleep(self._drawn.uniform(0, 3))
        # Every other life has no chat model.
        self.app.settings["NEWSDESK_MODEL"] = "openai:stand-in" if self.kills % 2 else ""
        self.app.start()
        self.kills += 1

    def _written(self) -> None:
        """Articles are taken in by another process meanwhile."""
        file = self.library.parent / "more.jsonl"
        with file.open("w", encoding="utf-8") as out:
            for _ in range(5):
                place, what = next(self._places), wording.kind(self._drawn)
                text = "\n\n".join(wording.first_text(self._drawn, place, what))
                out.write(_record(place, what, text))
                self.written += 1
        subprocess.run(
            [sys.executable, "-m", "bot", "ingest", str(file)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "NEWSDESK_LIBRARY": str(self.library)},
            cwd=ROOT,
            capture_output=True,
            timeout=300,
            check=False,
        )

    def _locked(self) -> None:
        """Another program holds one of the app's files, as a backup does, or a slow disk."""
        names = ("slack.sqlite3", "conversations.sqlite3", "newsdesk.sqlite3", "feedback.sqlite3")
        file = self.library / self._drawn.choice(names)
        if not file.exists():
            return
        with closing(sqlite3.connect(file, timeout=5, isolation_level=None)) as db:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return
            self._over.wait(self._drawn.uniform(0.5, 3.5))
            db.execute("ROLLBACK")

    def _write_locked(self) -> None:
        with FileLock(self.library / LOCK):
            self._last()

    # The chat model

    def _model_dying(self) -> None:
        scripts: tuple[Reply, ...] = (
            Reply(status=500),
            Reply(status=429),
            Reply("Lavrov demanded legally bin", cut=True),
            Reply(raw=b"<html>no</html>"),
            Reply("The moon demanded 47 tanks [1]. " * 20),
            Reply(""),
        )
        self._model(self._drawn.choice(scripts))

    def _model_slow(self) -> None:
        self.model.pace = 0.4
        self._last()
        self.model.pace = 0.0

    def _model_hanging(self) -> None:
        self._model(Reply("Lavrov ⏸demanded guarantees [1]."))

    def _model(self, reply: Reply) -> None:
        self.model.replies(reply)
        self._last()
        self.model.going.set()
        self.model.replies(cited)

    # How long

    def _while(self) -> float:
        return self._drawn.uniform(0.15, 1) * self.longest

    def _last(self, share: float = 1.0) -> None:
        self._over.wait(self._while() * share)

    @contextmanager
    def _faulty(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self.slack.changes:
                self.slack.faults.clear()
                self.slack.rates.end_limits()


def cited(prompt: str) -> str:
    """What a fair model writes: one or two of the quotations that it was shown, each with its number."""
    found = [(n, _MARK.sub("", words)) for n, words in _CITED.findall(prompt)]
    return " ".join(f"{words.rstrip('.')} [{n}]." for n, words in found[:2]) or "The articles do not say."


def _record(place: str, what: str, text: str) -> str:
    import json

    url = f"https://town.example/{place.replace(' ', '-')}".lower()
    title = f"What became of the {what} of {place}"
    record = {"url": url, "outlet": "Town Crier", "title": title, "text": text, "published": "2026-11-01"}
    return f"{json.dumps(record, ensure_ascii=False)}\n"
