"""`python -m benchmarks.reliability.feeds_hour MINUTES`: the soak, its table and all differences."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.reliability.feeds_hour.run import Outcome, Soak, run
from benchmarks.reliability.process_sizes import steadiness
from benchmarks.reliability.results import Row, keep


def main() -> None:
    """Run for so many minutes; the results are kept only where asked for."""
    options = argparse.ArgumentParser("python -m benchmarks.reliability.feeds_hour", description=__doc__)
    options.add_argument("minutes", type=float)
    options.add_argument("--feeds", type=int, default=50)
    options.add_argument("--seed", type=int, default=9)
    options.add_argument("--every", type=int, default=30, help="seconds between two looks at a feed")
    options.add_argument("--kills", type=int, default=6)
    options.add_argument("--happens", type=float, default=24.0, help="things that outlets do a minute")
    options.add_argument("--faults", type=float, default=8.0, help="faults that begin a minute")
    options.add_argument("--folder", type=Path, help="kept, with the library; a passing one unless told")
    options.add_argument("--keep", action="store_true", help="keep the results for the docs")
    chosen = options.parse_args()
    soak = Soak(
        chosen.minutes * 60,
        chosen.feeds,
        chosen.every,
        chosen.happens,
        chosen.faults,
        chosen.kills,
        seed=chosen.seed,
    )
    with tempfile.TemporaryDirectory() as passing:
        folder = chosen.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        came = run(soak, folder)
    rows = _rows(soak, came)
    for row in rows:
        print(f"{row.what} | {row.promised} | {row.measured}")
    print(came.figures, *came.faults, sep="\n")
    if chosen.keep:
        keep("feeds_hour", rows, faults=came.faults, figures=came.figures)
    sys.exit(1 if came.faults else 0)


def _rows(soak: Soak, came: Outcome) -> list[Row]:
    told = came.figures
    happened = ", ".join(f"{count} × {what}" for what, count in sorted(told["happened"].items()))
    faulty = told["answers that were faulty"]
    rows = [
        Row(
            "watched",
            "",
            f"{told['feeds']} feeds of {told['outlets']} outlets for {told['seconds'] / 60:.0f} minutes, "
            f"each looked at every {soak.every} s; {told['requests']:,} requests",
        ),
        Row(
            "what the outlets did", "", f"{told['articles']} articles with {told['texts']} texts: {happened}"
        ),
        Row("what went wrong", "", f"{sum(faulty.values()):,} faulty answers of {len(faulty)} kinds"),
        Row("`newsdesk watch` killed and started again", "", f"{told['kills']} times"),
        Row("differences between library and outlets at the end", "0", str(len(came.faults))),
    ]
    seconds = min(1800.0, soak.seconds / 2)
    steady = steadiness(came.life.sizes, seconds) if came.life else None
    if steady is not None:
        rows += [
            Row(
                f"memory of the watcher over the last {steady.minutes:.0f} minutes",
                "within 5 %",
                steady.in_words(),
            ),
            Row("its open files and threads, at most", "bounded", f"{steady.files} and {steady.threads}"),
        ]
    return rows


if __name__ == "__main__":
    main()
