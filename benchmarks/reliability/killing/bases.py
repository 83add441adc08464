"""The libraries from which every trial begins, made once a run."""

from __future__ import annotations

import os
import pickle
import random
import shutil
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from benchmarks.reliability.killing.bulletins import Bulletin, write
from benchmarks.reliability.killing.remembered import Remembered
from benchmarks.reliability.killing.setting import Setting, Vectors, forked
from benchmarks.reliability.killing.site import Site
from benchmarks.reliability.killing.state import State
from benchmarks.reliability.killing.work import Kind, Work, _watched
from config.settings import load_settings
from retrieval.answer import Citation

FILED, FED = 12, 8
"""Bulletins of the library at the beginning, by a file and by a feed."""

MOST = 16
"""Of what one piece of work brings."""


class Bases:
    """A library for each index of vectors, all of the same bulletins.

    Args:
        folder: where they are made.
        site: publishes those that come by feed.
        of: the indexes.
    """

    def __init__(self, folder: Path, site: Site, of: tuple[Vectors, ...]) -> None:
        self.folder, self.site = folder, site
        settings = load_settings()
        self.model = Remembered(settings.embedder, settings.model_cache)
        self.filed = [Bulletin(n, copied=n % 6 == 5) for n in range(FILED)]
        self.fed = [Bulletin(n) for n in range(100, 100 + FED)]
        self.citations: list[Citation] = []
        self._addresses = {one.n: one.url for one in self.filed}
        self._addresses |= {one.n: site.address + one.path for one in self.fed}
        # Some have an edition that came later.
        self.held = {one.n: [one] for one in (*self.filed, *self.fed)}
        for one in (self.filed[0], self.filed[3]):
            self.held[one.n].append(Bulletin(one.n, 1, one.copied))
        for vectors in of:
            self._made(vectors)

    def _made(self, vectors: Vectors) -> None:
        setting = Setting(self.folder / f"base-{vectors}", vectors, self.model)
        kept = self.folder / "made.pickle"

        def make() -> None:
            first = write(self.folder / "first.jsonl", self.filed)
            later = [one for editions in self.held.values() for one in editions if one.edition]
            second = write(self.folder / "second.jsonl", later)
            citations: list[Citation] = []
            with setting.opened() as desk:
                desk.ingest([first])
                desk.ingest([second])
                self.site.publish(self.fed)
                desk.add_feed(self.site.feed)
                _watched(desk)
                for editions in self.held.values():
                    answer = desk.ask(editions[-1].question)
                    citations += answer.citations
                    desk.keep_answer(answer, "chat")
                # What trials bring and ask, so that the model has been asked for it once.
                for n in (*range(FILED, FILED + MOST), *range(200, 200 + MOST)):
                    self.model.query(Bulletin(n).question)
            with kept.open("wb") as out:
                pickle.dump((self.model.vectors, self.model.counts, citations, list(sys.modules)), out)

        pid = forked(make)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError(f"no library could be made with {vectors}")
        made = pickle.loads(kept.read_bytes())  # our own
        vectors_of, counts, self.citations, modules = made
        # What it needed is loaded here, once and for all.
        for name in modules:
            with suppress(Exception):
                import_module(name)
        self.model.vectors.update(vectors_of)
        self.model.counts.update(counts)

    def copied(self, vectors: Vectors, folder: Path) -> tuple[Setting, State]:
        """A copy of one for a trial, and what it holds; what lay in the folder goes."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copytree(self.folder / f"base-{vectors}", folder / "library")
        held = {n: list(editions) for n, editions in self.held.items()}
        state = State(held, dict(self._addresses), list(self.citations))
        return Setting(folder / "library", vectors, self.model), state

    def work(self, kind: Kind, chance: random.Random) -> Work:
        """Work of a kind, of what chance brings; the site has what it looks for."""
        count = chance.randrange(6, MOST)
        new = [Bulletin(n, copied=n % 6 == 5) for n in range(FILED, FILED + count)]
        if kind == "ingest":
            return Work(kind, tuple(new), addresses={one.n: one.url for one in new})
        if kind == "change":
            changed = [self._next(one) for one in chance.sample(self.filed, min(count, FILED - 2))]
            return Work(kind, tuple(changed))
        if kind == "reindex":
            return Work(kind)
        if kind == "remove" and chance.random() < 0.5:
            return Work(kind, out=tuple(chance.sample(self.filed, min(count, FILED - 3))))
        return self._fed_work(kind, chance, count)

    def _next(self, one: Bulletin) -> Bulletin:
        return Bulletin(one.n, self.held[one.n][-1].edition + 1, one.copied)

    def _fed_work(self, kind: Kind, chance: random.Random, count: int) -> Work:
        """New, changed and gone pages; for removal gone ones only."""
        parts = chance.sample(self.fed, FED)
        gone = parts[:4] if kind == "remove" else parts[:1]
        changed = [] if kind == "remove" else [self._next(one) for one in parts[1:4]]
        new = [] if kind == "remove" else [Bulletin(n) for n in range(200, 200 + count // 2)]
        left = [one for one in self.fed if one not in gone and one.n not in {c.n for c in changed}]
        self.site.publish([*left, *changed, *new], gone)
        addresses = {one.n: self.site.address + one.path for one in new}
        return Work(kind, (*changed, *new), gone=tuple(gone), by_feed=True, addresses=addresses)
