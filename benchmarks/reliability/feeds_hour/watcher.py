"""`newsdesk watch` as its own process: started, killed, started again, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.data import ROOT
from retrieval.library import Library
from retrieval.store.feed_list import Feed

PATIENCE = 120.0
"""Seconds that a round under way may take to end on a busy machine."""


class Watcher:
    """Follows feeds into a library.

    Args:
        library: its folder.
        timeout: seconds after which it gives a page up.
    """

    def __init__(self, library: Path, timeout: float) -> None:
        self.kills = 0
        self._library = library
        self._out = library.parent / "watch.out"
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "NEWSDESK_LIBRARY": str(library),
            "NEWSDESK_LOG_FILE": str(library.parent / "newsdesk.log"),
            "NEWSDESK_THREADS": "1",
            "NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "true",
            "NEWSDESK_PER_HOST_DELAY": "0.005",
            "NEWSDESK_FETCH_TIMEOUT": str(timeout),
            "NEWSDESK_MAX_PAGE_MB": "1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def follow(self, addresses: list[str], every: int) -> None:
        """Put addresses on the list, at intervals shorter than the command grants."""
        library = Library(self._library)
        with library.transaction():
            for address in addresses:
                library.add_feed(Feed(address=address, every_seconds=every, added=datetime.now(UTC)))
        library.close()

    @property
    def pid(self) -> int | None:
        """Of the process that there is."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start it, or start it again where it has ended."""
        with self._out.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", "watch"],
                env=self._environment,
                cwd=ROOT,
                stdout=out,
                stderr=out,
            )

    def kill(self) -> None:
        """End it as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(PATIENCE)
        self.kills += 1

    def stop(self) -> int:
        """End it politely; its exit status, 130 where it was well."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(PATIENCE)

    def doctor(self) -> tuple[int, str]:
        """What `newsdesk doctor` says of the library, and its exit status."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", "doctor"],
            env=self._environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, f"{done.stdout}{done.stderr}"
