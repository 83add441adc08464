"""Runs readers and a writer and keeps the figures; see the package."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reliability.readers.figures import figures, rows
from benchmarks.reliability.readers.run import Run
from benchmarks.reliability.results import keep
from tests.postgres import Postgres, programs


def main() -> None:
    """Run it and keep the figures."""
    parser = argparse.ArgumentParser(description="Readers while another process writes.")
    parser.add_argument("minutes", type=float, nargs="?", default=10.0, help="of writing; as many are quiet")
    parser.add_argument("--passages", type=int, default=20_000, help="generated beside the mills")
    parser.add_argument("--mills", type=int, default=150, help="in the library at the beginning")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between two questions, in the mean")
    parser.add_argument("--turn", type=float, default=60.0, help="seconds of each turn")
    parser.add_argument("--postgres", action="store_true", help="the library in PostgreSQL, a node a reader")
    parser.add_argument("--keep", action="store_true", help="keep the figures for the page")
    chosen = parser.parse_args()
    where = programs()
    if chosen.postgres and where is None:
        raise SystemExit("PostgreSQL is not installed.")
    server = Postgres(where) if chosen.postgres and where is not None else None
    try:
        with TemporaryDirectory() as folder:
            run = Run(
                Path(folder),
                minutes=chosen.minutes,
                turn=chosen.turn,
                pause=chosen.pause,
                database=server.new() if server else None,
            )
            found = figures(run.outcome(chosen.passages, chosen.mills))
    finally:
        if server:
            server.remove()
    for row in rows(found):
        print(f"{row.what:60} {row.promised:45} {row.measured}")
    print({name: value for name, value in found.items() if name != "kinds"})
    for kind, times in found["kinds"].items():
        print(kind, times)
    if chosen.keep:
        keep("readers_postgres" if chosen.postgres else "readers", rows(found), **found)
    if found["failed"] or found["wrong"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
