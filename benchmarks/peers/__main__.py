"""`python -m benchmarks.peers`: Newsdesk beside what people would use instead.

Every system takes in the same articles, one after the other and each round in another
order; then a new process of each answers one question, by turns; then one process of
each answers every question, question by question in turn. So what else the machine does
slows all alike, and only the ratios mean anything. An ingest is timed from when its model
is loaded; a cold answer is the whole process. Processor seconds tell what was worked, whoever
else was working.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT, Question
from benchmarks.machine import save
from benchmarks.peers.environments import made, versions
from benchmarks.peers.figures import answered, taken_in
from benchmarks.peers.peer import PEERS, Peer
from benchmarks.peers.running import Ended, FailedError, by_turns, ended, rotated
from benchmarks.peers.sample import sample, written
from benchmarks.peers.table import table
from benchmarks.report import main as write_report
from retrieval.models.model_source import locate

RESULT = ROOT / "benchmarks" / "results" / "peers.json"
ALL = 2970


def main() -> None:
    """Measure, print the table, keep the figures and write them into the pages."""
    chosen = _options()
    records, questions = sample(chosen.articles, chosen.questions, chosen.generated)
    before = os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        file = written(records, Path(folder) / "articles.jsonl")
        measured = _Measured(Path(folder), str(locate("all-MiniLM-L6-v2").folder))
        measured.prepare([peer for peer in PEERS if not chosen.only or peer.key in chosen.only])
        measured.ingest(file, len(records), chosen.rounds)
        measured.cold(questions[0], chosen.cold)
        measured.warm(questions)
    record = {
        "benchmark": "peers",
        "command": " ".join(["python -m benchmarks.peers", *sys.argv[1:]]),
        "articles": len(records),
        "generated among them": chosen.generated,
        "questions": len(questions),
        "rounds of ingest, of cold answers": [chosen.rounds, chosen.cold],
        "load average before and after": [before, os.getloadavg()],
        "peers": measured.figures,
    }
    print(table(record))
    if not chosen.no_write:
        save(record, RESULT)
        write_report()


def _options() -> argparse.Namespace:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=150, help=f"of the question set's {ALL}")
    options.add_argument("--all", action="store_const", dest="articles", const=ALL, help="all of them")
    options.add_argument("--generated", type=int, default=0, help="made-up articles beside them, for size")
    options.add_argument("--questions", type=int, default=60, help="of 127; their articles are always in")
    options.add_argument("--rounds", type=int, default=1, help="ingests of each")
    options.add_argument("--cold", type=int, default=5, help="cold answers of each")
    options.add_argument("--only", nargs="*", help="keys of the systems measured")
    options.add_argument("--no-write", action="store_true", help="print only")
    return options.parse_args()


class _Measured:
    """What has been measured so far; a system that fails is told with its reason and left out."""

    def __init__(self, folder: Path, model: str) -> None:
        self._folder = folder
        self._model = model
        self._stores: dict[Peer, Path] = {}
        self.figures: dict[str, dict[str, Any]] = {}

    def prepare(self, peers: list[Peer]) -> None:
        """Make the environments."""
        for peer in peers:
            why = made(peer)
            self.figures[peer.key] = {"as shown": peer.as_shown, "texts": peer.texts}
            if why is None:
                self.figures[peer.key]["versions"] = versions(peer)
                self._stores[peer] = self._folder / peer.key
            else:
                self.figures[peer.key]["not run"] = why

    def ingest(self, file: Path, articles: int, rounds: int) -> None:
        """Take the articles in, each round into new stores and in another order."""
        runs: dict[Peer, list[tuple[Ended, dict[str, Any]]]] = {peer: [] for peer in self._stores}
        for turn in range(rounds):
            for peer in rotated(list(self._stores), turn):
                store = self._folder / f"{peer.key}-{turn}"
                command = peer.command("ingest", self._model, str(store), str(file))
                if run := self._tried(peer, command):
                    runs[peer].append((run, json.loads(run.told)))
                    self._stores[peer] = store
        for peer, store in self._stores.items():
            self.figures[peer.key] |= taken_in(runs[peer], articles, store)

    def cold(self, question: Question, rounds: int) -> None:
        """One question to a new process of each, by turns; the ingest has filled the disk's cache."""
        runs: dict[Peer, list[Ended]] = {peer: [] for peer in self._stores}
        for turn in range(rounds):
            for peer in rotated(list(self._stores), turn):
                if run := self._tried(peer, self._asking(peer, question)):
                    runs[peer].append(run)
        for peer in self._stores:
            counted = runs[peer]
            self.figures[peer.key] |= {
                "cold answer, seconds": round(statistics.median(run.seconds for run in counted), 3),
                "cold answer, processor seconds": round(
                    statistics.median(run.processor for run in counted), 3
                ),
                "cold answer, MiB": round(statistics.median(run.mebibytes for run in counted), 1),
            }

    def warm(self, questions: list[Question]) -> None:
        """Every question to one process of each."""
        for peer, told in by_turns(self._stores, self._model, questions, self._folder).items():
            self.figures[peer.key] |= answered(questions, told)

    def _asking(self, peer: Peer, question: Question) -> list[str]:
        store = str(self._stores[peer])
        if not peer.ours:
            return peer.command("ask", self._model, store, question.text)
        day = question.asked_on.isoformat()
        return [sys.executable, "-m", "bot", "--library", store, "ask", question.text, "--as-of", day]

    def _tried(self, peer: Peer, command: list[str]) -> Ended | None:
        try:
            run = ended(command, self._folder / f"{peer.key}.log")
        except FailedError as failed:
            self.figures[peer.key]["not run"] = f"{peer.name} failed: {failed}"
            self._stores.pop(peer)
            return None
        if peer.model_runs_in:
            run = run._replace(mebibytes=json.loads(run.told)["MiB"])
        print(f"{peer.name}: {run.seconds:.1f} s, {run.mebibytes:.0f} MiB", file=sys.stderr, flush=True)
        return run


if __name__ == "__main__":
    main()
