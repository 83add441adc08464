"""A site on loopback in a process of its own, so that the one that forks has no threads."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterable

from benchmarks.reliability.killing.bulletins import Bulletin
from tests.site_server import SiteServer

FEED = "feed.xml"


class Site:
    """Publishes bulletins in one feed; `publish` says all that it has from then on."""

    def __init__(self) -> None:
        mine, its = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            mine.close()
            try:
                _serve(its)
            finally:
                os._exit(0)
        its.close()
        self._socket = mine.makefile("rw", encoding="utf-8")
        self.address = json.loads(self._socket.readline())

    @property
    def feed(self) -> str:
        """The feed's address."""
        return f"{self.address}{FEED}"

    def publish(self, bulletins: Iterable[Bulletin], gone: Iterable[Bulletin] = ()) -> None:
        """Have these and no others; the pages of those that are gone say so."""
        pages = [(one.path, one.page(), 200, f'"{one.n}-{one.edition}"') for one in bulletins]
        items = "".join(f"<item><link>{self.address}{path}</link></item>" for path, *_ in pages)
        lost = [(one.path, "gone", 410, '""') for one in gone]
        items += "".join(f"<item><link>{self.address}{path}</link></item>" for path, *_ in lost)
        feed = f'<rss version="2.0"><channel><title>Quarries</title>{items}</channel></rss>'
        print(json.dumps([*pages, *lost, (FEED, feed, 200, None)]), file=self._socket, flush=True)
        self._socket.readline()

    def close(self) -> None:
        """End the process."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _serve(its: socket.socket) -> None:
    with its.makefile("rw", encoding="utf-8") as told, SiteServer() as site:
        print(json.dumps(site / ""), file=told, flush=True)
        for line in told:
            for path, body, status, etag in json.loads(line):
                kind = "application/rss+xml" if path == FEED else "text/html; charset=utf-8"
                site.put(path, body, status=status, type=kind, **({"etag": etag} if etag else {}))
            print(file=told, flush=True)
