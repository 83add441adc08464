"""Runs the load and keeps the figures; see the package."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.reliability.callers.figures import figures, rows
from benchmarks.reliability.callers.run import run
from benchmarks.reliability.results import keep

ROUND = 40.0
"""Seconds of asking from threads and tasks in each round."""


def main() -> None:
    """Run it and keep the figures."""
    parser = argparse.ArgumentParser(description="Many who ask one desk of one process.")
    parser.add_argument("minutes", type=float, nargs="?", default=10.0)
    parser.add_argument("--keep", action="store_true", help="keep the figures for the page")
    chosen = parser.parse_args()
    rounds = max(4, round(60 * chosen.minutes / ROUND))
    with TemporaryDirectory() as folder:
        found = figures(run(Path(folder) / "library", rounds, ROUND / 2, times=5))
    for row in rows(found):
        print(f"{row.what:70} {row.promised:35} {row.measured}")
    print(found)
    if chosen.keep:
        keep("callers", rows(found), **found)
    if found["failed"] or found["wrong"] or found["growth"] > 1.05:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
