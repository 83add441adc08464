"""`python -m benchmarks.slack_load`: prints the figures and writes them to the results."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

import benchmarks.slack_load
from benchmarks.data import ROOT
from benchmarks.machine import described
from benchmarks.slack_load.plan import Load
from benchmarks.slack_load.run import run
from bot import Newsdesk

RESULTS = ROOT / "benchmarks" / "results" / "slack_load.json"


def main() -> None:
    """Run as asked for; only a run of the standard size is kept as the result."""
    options = argparse.ArgumentParser(
        "python -m benchmarks.slack_load", description=benchmarks.slack_load.__doc__
    )
    for one in fields(Load):
        name = f"--{one.name}"
        if isinstance(one.default, bool):
            options.add_argument(name, action=argparse.BooleanOptionalAction, default=one.default)
        else:
            options.add_argument(name, type=type(one.default), default=one.default)
    options.add_argument("--log", type=Path, help="where the app's log is kept; nowhere unless told")
    chosen = vars(options.parse_args())
    log: Path | None = chosen.pop("log")
    load = Load(**chosen)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        with Newsdesk(library=library) as desk:
            desk.ingest([ROOT / "ingestion" / "sample_news"])
        found = run(load, library, log or Path(folder) / "newsdesk.log")
    print(json.dumps(found, indent=2))
    if load == Load():
        record = {
            "benchmark": "Slack under load",
            "on": datetime.now(UTC).date().isoformat(),
            **described(),
            "load": asdict(load),
            **found,
        }
        RESULTS.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    if found["faults"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
