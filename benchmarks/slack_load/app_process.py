"""The app as its own process: started, killed, started again, and watched from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from benchmarks.data import ROOT
from tests.slack.standin import Slack

PATIENCE = 240.0
"""Seconds that a start, or a stop, may take on a busy machine."""

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]
"""A value for each name and its labels."""


@dataclass(frozen=True, slots=True)
class Size:
    """What the process takes.

    Args:
        mebibytes: resident memory.
        files: open files and sockets.
        processor: seconds of processor time so far.
    """

    mebibytes: float
    files: int
    processor: float


@dataclass
class Watched:
    """One process from its start to its end.

    Args:
        connected_after: seconds from its start until it was connected.
        sizes: at each look.
        samples: the counts and times it told at the last look.
    """

    connected_after: float
    sizes: list[Size] = field(default_factory=list)
    samples: Samples = field(default_factory=dict)


class AppProcess:
    """`newsdesk slack`; killed and started again as often as is asked for.

    Args:
        slack: what it connects to.
        library: its library's folder.
        log: takes what it says.
        waiting: how many questions may wait.
        settings: further variables of its environment; as they are at each start.
    """

    def __init__(
        self,
        slack: Slack,
        library: Path,
        log: Path,
        waiting: int,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.lives: list[Watched] = []
        self.settings = dict(settings or {})
        self._slack = slack
        self._log = log
        self._port = _free_port()
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "NEWSDESK_LIBRARY": str(library),
            "NEWSDESK_LOG_FILE": str(log),
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "NEWSDESK_SLACK_HEALTH_PORT": str(self._port),
            "NEWSDESK_SLACK_WAITING": str(waiting),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._up = False

    @property
    def pid(self) -> int | None:
        """Of the process that there is."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def died(self) -> bool:
        """Whether it has ended though nobody killed or stopped it."""
        return self._up and self._process is not None and self._process.poll() is not None

    def start(self) -> None:
        """Start it, and return once it is connected."""
        opened, began = self._slack.connections_opened, time.monotonic()
        with self._log.with_suffix(".out").open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "slack"],
                env={**self._environment, **self.settings},
                cwd=ROOT,
                stdout=out,
                stderr=out,
            )
        self._slack.wait_for(lambda: self._slack.connections_opened > opened, PATIENCE)
        self.lives.append(Watched(time.monotonic() - began))
        self._up = True
        self.look()

    def kill(self) -> None:
        """End it as a power cut does: kill -9."""
        assert self._process is not None
        self._up = False
        self._process.kill()
        self._process.wait(PATIENCE)

    def stop(self) -> int:
        """End it politely; its exit status."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait(PATIENCE)

    def look(self) -> None:
        """See how large it is, and what it tells of itself, if it is there."""
        if self._process is None or not self._up:
            return
        life = self.lives[-1]
        try:
            life.sizes.append(_size(self._process.pid))
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/metrics", timeout=5) as told:
                life.samples = _samples(told.read().decode())
        except (OSError, urllib.error.URLError):
            return

    def told(self) -> Samples:
        """What all its lives have told, added up."""
        total: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()
        for life in self.lives:
            total.update(life.samples)
        return dict(total)


def _size(pid: int) -> Size:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    kibibytes = int(status.partition("VmRSS:")[2].split()[0])
    times = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Size(kibibytes / 1024, files, sum(map(int, times)) / os.sysconf("SC_CLK_TCK"))


def _samples(text: str) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])
