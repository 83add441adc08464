"""The load: what is started, published, asked and killed, and the figures of it."""

from __future__ import annotations

import itertools
import os
import random
import statistics
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from benchmarks.team.judging import faults, wrong
from benchmarks.team.nodes import Node
from benchmarks.team.publishing import Publisher
from bot.desk import Newsdesk
from config.settings import load_settings
from retrieval.store.feed_list import Feed
from tests.chroma_run import ChromaRun
from tests.postgres import Postgres
from tests.site_server import SiteServer

EVERY = 5
"""Seconds between two looks at a feed: far more often than any user may set."""

PUBLISH = 1.5
"""Seconds between two articles, or an article and an edit."""

DOWN = 2.0
"""Seconds that a killed process stays away."""

VECTORS = {1: "exact", 2: "chroma"}
"""Where the first and the second node of each kind look for vectors; left alone, all would in memory."""

SETTLES = 180.0
"""Seconds after the last article in which all must have been taken in."""


class Load:
    """One run.

    Args:
        minutes: how long.
        site, server, chroma: what the nodes work with.
        folder: for the nodes.
        servers: whether those are killed too.
        rounds: how often each node is.
    """

    def __init__(  # noqa: PLR0913  # what it works with, each given once
        self,
        minutes: float,
        site: SiteServer,
        server: Postgres,
        chroma: ChromaRun,
        folder: Path,
        *,
        servers: bool = True,
        rounds: int = 2,
    ) -> None:
        database = server.new()
        # The tests' server is told not to wait for its disk; what it acknowledges here must be kept.
        server.do(
            f"ALTER DATABASE {make_url(database.get_secret_value()).database} SET synchronous_commit = on"
        )
        self._until = time.monotonic() + 60 * minutes
        self._minutes = minutes
        self._publisher = Publisher(site, 7)
        self._servers: dict[str, ChromaRun | Postgres] = (
            {"Chroma": chroma, "PostgreSQL": server} if servers else {}
        )
        self._rounds = rounds
        environment = {
            "NEWSDESK_DATABASE": database.get_secret_value(),
            "NEWSDESK_CHROMA_URL": chroma.url,
            "NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "true",
            "NEWSDESK_PER_HOST_DELAY": "0",
            # All of the team on one machine.
            "NEWSDESK_THREADS": "1",
        }
        self._settings = load_settings(
            library=folder / "driver", database=database, chroma_url=chroma.url, threads=1
        )
        self._nodes = [
            Node(f"{kind} {n}", kind, folder / f"{kind}{n}", {**environment, "NEWSDESK_VECTORS": VECTORS[n]})
            for kind, n in itertools.product(("ingests", "answers"), (1, 2))
        ]
        self._replies: list[tuple[str, dict[str, Any]]] = []
        self._cut_off = 0
        self._filled = threading.Event()
        self._answered = threading.Event()
        self._kills: list[str] = []
        self._ended: list[str] = []
        self._away: set[str] = set()
        self._loads = [os.getloadavg()[0]]

    def run(self) -> dict[str, Any]:
        """Run it, and tell the figures."""
        with Newsdesk(settings=self._settings) as desk:
            self._desk = desk
            with desk._library.transaction():
                for address in self._publisher.feeds:
                    desk._library.add_feed(Feed(address=address, every_seconds=EVERY, added=desk.now()))
            try:
                settled = self._under_load()
            finally:
                for node in self._nodes:
                    node.kill()
            return self._figures(desk, settled)

    def _under_load(self) -> float:
        """Run all there is to the end; how long it took until all was in."""
        for node in self._nodes:
            node.start()
        threads = [threading.Thread(target=self._publish), threading.Thread(target=self._kill)]
        threads += [
            threading.Thread(target=self._ask, args=(node, n))
            for n, node in enumerate(self._nodes)
            if node.kind == "answers"
        ]
        for thread in threads:
            thread.daemon = True
            thread.start()
        for thread in threads:
            thread.join()
        self._loads.append(os.getloadavg()[0])
        return self._settle(self._desk)

    def _publish(self) -> None:
        chance = random.Random(3)
        while time.monotonic() < self._until:
            if not self._filled.is_set():
                self._filled_now()
            if chance.random() < 0.7 or not self._publisher.mills:
                self._publisher.publish()
            else:
                self._publisher.edit()
            time.sleep(PUBLISH)

    def _filled_now(self) -> None:
        if self._desk.status().passages:
            self._filled.set()

    def _kill(self) -> None:
        """Kill one after another, the servers among them, evenly over the time."""
        names = [node.name for node in self._nodes]
        turns = [*names, *self._servers, *names * (self._rounds - 1)]
        pause = 60 * self._minutes / (len(turns) + 1)
        by_name = {**{node.name: node for node in self._nodes}, **self._servers}
        for name in turns:
            self._wait(pause - DOWN)
            self._kills.append(name)
            self._away.add(name)
            killed = by_name[name]
            killed.kill() if isinstance(killed, Node) else killed.stop()
            time.sleep(DOWN)
            killed.start()
            self._away.discard(name)

    def _wait(self, seconds: float) -> None:
        """Wait, and start again whoever has ended, as whatever runs it would."""
        until = min(time.monotonic() + seconds, self._until)
        while time.monotonic() < until:
            for node in self._nodes:
                if not node.alive and node.name not in self._away:
                    self._ended.append(f"{node.name}: {node.last_words()}")
                    node.start()
            time.sleep(0.5)

    def _ask(self, node: Node, seed: int) -> None:
        chance = random.Random(seed)
        # On a machine that is busy with other things the time may be over before the first answer.
        latest = self._until + SETTLES
        while time.monotonic() < (self._until if self._answered.is_set() else latest):
            mills = self._publisher.mills[-60:]
            if not self._filled.is_set():
                self._filled.wait(0.1)
                self._filled_now()
                continue
            mill = chance.choice(mills)
            reply = node.ask({"question": mill.question, "address": mill.address})
            if reply is None:
                self._cut_off += 1
                time.sleep(0.2)
            else:
                self._replies.append((mill.name, reply))
                if reply.get("cited"):
                    self._answered.set()

    def _settle(self, desk: Newsdesk) -> float:
        """Wait until all that was published is in; how long that took."""
        began = time.monotonic()
        self._until = began + SETTLES
        while any(faults(desk._library, self._publisher.mills).values()) and time.monotonic() < self._until:
            self._wait(1)
        return time.monotonic() - began

    def _figures(self, desk: Newsdesk, settled: float) -> dict[str, Any]:
        mills = self._publisher.mills
        by_name = {mill.name: mill for mill in mills}
        judged = [
            (name, reply, wrong(reply, by_name[name]))
            for name, reply in self._replies
            if "failed" not in reply
        ]
        seconds = sorted(reply["seconds"] for _, reply, _ in judged)
        cut = statistics.quantiles(seconds, n=100) if len(seconds) > 1 else [0.0] * 99
        found = faults(desk._library, mills)
        status = desk.status()
        return {
            "minutes": self._minutes,
            "published": {"articles": len(mills), "versions": sum(len(mill.texts) for mill in mills)},
            "held": {
                "articles": status.articles,
                "versions": status.versions,
                "passages": status.passages,
            },
            "kills": self._kills,
            "ended by themselves": self._ended,
            "load average": [round(load, 1) for load in self._loads],
            "questions": {
                "asked": len(self._replies) + self._cut_off,
                "cut off by a kill": self._cut_off,
                "failed": dict(Counter(reply["failed"] for _, reply in self._replies if "failed" in reply)),
                "answered": sum(reply["kind"] != "abstained" for _, reply, _ in judged),
                "declined, the article was in": sum(
                    reply["kind"] == "abstained" and bool(reply["before"]) for _, reply, _ in judged
                ),
                "declined, it was not in yet": sum(
                    reply["kind"] == "abstained" and not reply["before"] for _, reply, _ in judged
                ),
                "seconds": {
                    "p50": round(cut[49], 3),
                    "p95": round(cut[94], 3),
                    "max": round(max(seconds, default=0), 3),
                },
            },
            "settled after": round(settled, 1),
            "lost": found["lost"],
            "double": found["double"],
            "wrong": [f"{name}: {what}" for name, _, all_ in judged for what in all_],
            "faults": [*found["misread"], *desk.integrity(), *self._nodes_faults()],
        }

    def _nodes_faults(self) -> list[str]:
        found = []
        for node in self._nodes:
            settings = self._settings.model_copy(update={"library": node.folder})
            with Newsdesk(settings=settings) as desk:
                desk.search("Who owns the mill?")
                found += [f"{node.name}: {fault}" for fault in desk.index_faults()]
        return found
