"""Compares a library in a SQLite file with one in PostgreSQL, on this machine, in turn.

Run with `python -m benchmarks.databases`; it needs PostgreSQL's programs and the articles of RealTimeQA.
The same articles are taken in, then the same questions asked, by one after the other, so that a busy
machine slows both alike: what counts are the ratios.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import numpy as np

from benchmarks.data import answerable, articles_file
from bot import Newsdesk
from config.settings import load_settings
from tests.postgres import Postgres, programs


def main() -> None:
    """Take in, ask, and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=300)
    options.add_argument("--questions", type=int, default=40)
    options.add_argument("--processes", type=int, default=7)
    chosen = options.parse_args()
    where = programs()
    if where is None:
        raise SystemExit("PostgreSQL is not installed.")
    server = Postgres(where)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _compare(Path(folder), server, chosen)
    finally:
        server.remove()


def _compare(folder: Path, server: Postgres, chosen: argparse.Namespace) -> None:
    address = server.new()
    news = folder / "news.jsonl"
    with gzip.open(articles_file(), "rt", encoding="utf-8") as lines:
        news.write_text("".join(islice(lines, chosen.articles)), encoding="utf-8")
    environments = {"SQLite": "", "PostgreSQL": address.get_secret_value()}
    desks = {
        name: Newsdesk(settings=load_settings(library=folder / name, database=place))
        for name, place in environments.items()
    }
    for name, desk in desks.items():
        began = time.perf_counter()
        report = desk.ingest([news])
        seconds = time.perf_counter() - began
        print(f"{name:10} taken in: {report.passages} passages, {report.passages / seconds:.0f} a second")
    rows = []
    for question in answerable()[: chosen.questions]:
        row = []
        for desk in desks.values():
            began = time.perf_counter()
            desk.ask(question.text, as_of=question.asked_on)
            row.append(time.perf_counter() - began)
        rows.append(row)
    _print("a question, warm", list(desks), rows[2:])
    for desk in desks.values():
        desk.close()
    cold = [
        [_cold(folder / name, place) for name, place in environments.items()] for _ in range(chosen.processes)
    ]
    _print("a question, cold", list(desks), cold)


def _cold(library: Path, place: str) -> float:
    command = [sys.executable, "-m", "bot", "--library", str(library), "ask", answerable()[0].text]
    began = time.perf_counter()
    subprocess.run(command, env=_environment(place), stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - began


def _environment(place: str) -> dict[str, str]:
    return {**os.environ, "NEWSDESK_DATABASE": place}


def _print(what: str, names: list[str], seconds: list[list[float]]) -> None:
    times = np.median(np.array(seconds) * 1000, axis=0)
    told = ", ".join(f"{name} {time:.1f} ms" for name, time in zip(names, times, strict=True))
    ratio = float(np.median([row[1] / row[0] for row in seconds]))
    print(f"{what}: median {told}; ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
