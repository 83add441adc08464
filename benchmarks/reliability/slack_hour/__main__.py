"""`python -m benchmarks.reliability.slack_hour MINUTES`: the run, its table and all that went wrong."""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.data import ROOT
from benchmarks.reliability.process_sizes import steadiness
from benchmarks.reliability.results import Row, keep
from benchmarks.reliability.slack_hour.run import Hour, Outcome, run
from bot import Newsdesk

STEADY = 1800.0
"""Seconds at the end of a long run in which one process has to stay as large as it is."""


def main() -> None:
    """Run for so many minutes; the results are kept only where asked for."""
    options = argparse.ArgumentParser("python -m benchmarks.reliability.slack_hour", description=__doc__)
    options.add_argument("minutes", type=float)
    options.add_argument("--seed", type=int, default=9)
    options.add_argument("--does", type=float, default=15.0, help="things that people do a minute")
    options.add_argument("--pause", type=float, default=25.0, help="seconds between two troubles")
    options.add_argument(
        "--steady", type=float, help="minutes at the end without a kill; at most half unless told"
    )
    options.add_argument("--soon", action="store_true", help="Slack delivers again sooner than it does")
    options.add_argument("--folder", type=Path, help="kept, with the library; a passing one unless told")
    options.add_argument("--keep", action="store_true", help="keep the results for the docs")
    chosen = options.parse_args()
    seconds = chosen.minutes * 60
    steady = chosen.steady * 60 if chosen.steady else min(STEADY + 60, seconds / 2)
    hour = Hour(seconds, steady, chosen.does, chosen.pause, min(20.0, seconds / 10), seed=chosen.seed)
    if chosen.soon:
        hour = replace(hour, retry_after=(0.0, 5.0, 20.0), patience=45.0, look=1.0)
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        library = folder / "library"
        with Newsdesk(library=library) as desk:
            desk.ingest([ROOT / "ingestion" / "sample_news"])
        came = run(hour, library, folder / "newsdesk.log")
    rows = _rows(hour, came)
    for row in rows:
        print(f"{row.what} | {row.promised} | {row.measured}")
    print(came.figures, *came.faults, sep="\n")
    if chosen.keep:
        keep("slack_hour", rows, faults=came.faults, figures=came.figures)
    sys.exit(1 if came.faults else 0)


def _rows(hour: Hour, came: Outcome) -> list[Row]:
    told = came.figures
    did = ", ".join(f"{count} × {what}" for what, count in sorted(told["people did"].items()))
    troubles = ", ".join(f"{count} × {what}" for what, count in sorted(told["troubles"].items()))
    ended = "; ".join(f"{count} {how}" for how, count in sorted(told["ended"].items()))
    calls = f"{told['of them refused or failed']:,} of {told['calls']:,} calls failed"
    rows = [
        Row("what people did", "", f"{did} in {hour.seconds / 60:.0f} minutes"),
        Row("what went wrong", "", f"{troubles}; {calls}"),
        Row("what came of the questions", "each one answer, or told why not", ended),
        Row(
            "citations of the answers looked up in the library",
            "all right",
            f"{told['citations looked up']:,}",
        ),
        Row("lost, double, in a wrong place, with a wrong citation", "0", str(len(came.faults))),
    ]
    steady = steadiness(came.life.sizes, min(STEADY, hour.steady * 0.9)) if came.life else None
    if steady is not None:
        rows += [
            Row(
                f"memory of the app over the last {steady.minutes:.0f} minutes",
                "within 5 %",
                steady.in_words(),
            ),
            Row("its open files and threads, at most", "bounded", f"{steady.files} and {steady.threads}"),
        ]
    return rows


if __name__ == "__main__":
    main()
