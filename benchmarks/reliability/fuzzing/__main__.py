"""Runs every target in a process of its own, and tells what was tried and what fell.

`python -m benchmarks.reliability.fuzzing [--seconds 60] [--at-once 2] [--keep] [TARGET ...]`
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.reliability.fuzzing.loop import CURRENT
from benchmarks.reliability.fuzzing.targets import NAMES, target
from benchmarks.reliability.results import Row, keep, kept

NAME = "fuzzing"
FELL = "fell_"
"""What the names of seeds begin with that something once fell over."""
STUCK = 300.0
"""Seconds without a new input after which a process is taken to hang where no signal reaches it."""


@dataclass
class Tried:
    """What came of one target."""

    name: str
    seconds: float = 0.0
    executions: int = 0
    outcomes: int = 0
    slowest: float = 0.0
    grown_mb: int = 0
    faults: set[str] = field(default_factory=set)


def fuzzed(name: str, seconds: float, found: Path, seed: int) -> Tried:
    """Run one target; where its process dies, the input is kept and another process goes on.

    Args:
        name: of the target.
        seconds: for how long.
        found: a folder for inputs that show a fault.
        seed: of chance.
    """
    folder = found / name
    folder.mkdir(parents=True, exist_ok=True)
    tried = Tried(name)
    began = time.monotonic()
    while (left := seconds - (time.monotonic() - began)) > 0.5:
        told = _child(name, left, folder, seed)
        if told is not None:
            tried.executions += told["executions"]
            tried.outcomes = max(tried.outcomes, told["outcomes"])
            tried.slowest = max(tried.slowest, told["slowest"])
            tried.grown_mb = max(tried.grown_mb, told["grown_mb"])
            tried.faults |= {" at ".join(fault) for fault in told["faults"]}
            break
        seed += 1000
        tried.faults.add(_killed(folder))
    tried.seconds = time.monotonic() - began
    return tried


def _child(name: str, seconds: float, folder: Path, seed: int) -> dict[str, Any] | None:
    """What one process tells at its end; None where it did not live to."""
    command = [sys.executable, "-m", "benchmarks.reliability.fuzzing.loop"]
    with tempfile.TemporaryFile("w+") as out:
        child = subprocess.Popen(
            [*command, name, str(seconds), str(folder), str(seed)],
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=_environment(folder),
        )
        while child.poll() is None:
            time.sleep(0.2)
            if _still_for(folder / CURRENT) > STUCK:
                child.kill()
        if child.returncode:
            return None
        out.seek(0)
        told: dict[str, Any] = json.loads(out.read().splitlines()[-1])
        return told


def _environment(folder: Path) -> dict[str, str]:
    """One thread, the prepared model of this checkout, and no settings of the user's own."""
    mine = {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "NEWSDESK_CONFIG": str(folder / "none.toml"),
        "NEWSDESK_LOG_FILE": os.devnull,
    }
    return {"NEWSDESK_MODEL_CACHE": str(ROOT / ".cache" / "models"), **os.environ, **mine}


def _still_for(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _killed(folder: Path) -> str:
    current = folder / CURRENT
    if not current.exists():
        return "the process ended before its first input"
    held = current.read_bytes()
    suffix = held[:16].decode().strip()
    kept = folder / f"killed-{int(time.time())}{suffix}"
    kept.write_bytes(held[16:])
    current.unlink()
    return f"the process was killed by {kept.name}"


def main() -> int:
    """Fuzz the targets named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", choices=[*NAMES, []], help="all if none is named")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target")
    parser.add_argument("--at-once", type=int, default=2, help="processes at once")
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000, help="of chance")
    parser.add_argument("--found", type=Path, help="where inputs that show a fault are left")
    parser.add_argument("--keep", action="store_true", help="keep the figures for docs/reliability.md")
    asked = parser.parse_args()
    found = asked.found or Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-"))
    print(f"seed {asked.seed}; inputs that show a fault are left in {found}")
    with ThreadPoolExecutor(asked.at_once) as pool:
        runs = [
            pool.submit(fuzzed, name, asked.seconds, found, asked.seed) for name in asked.targets or NAMES
        ]
        tried = [_shown(run.result()) for run in runs]
    if asked.keep:
        _keep(tried)
    if not any(one.faults for one in tried) and asked.found is None:
        shutil.rmtree(found)
    return int(any(one.faults for one in tried))


def _shown(one: Tried) -> Tried:
    print(
        f"{one.name:12} {one.seconds:5.0f} s {one.executions:9,} inputs {one.outcomes:6,} outcomes"
        f"  slowest {one.slowest:5.2f} s  +{one.grown_mb} MB  {len(one.faults)} faults",
        flush=True,
    )
    for fault in sorted(one.faults):
        print(f"  {fault}", flush=True)
    return one


def _keep(tried: list[Tried]) -> None:
    """Add the figures to those of earlier runs, so that what is tried again does not hide what fell."""
    runs: dict[str, list[dict[str, Any]]] = kept(NAME).get("runs", {})
    today = str(date.today())  # noqa: DTZ011
    for one in tried:
        run = {**asdict(one), "faults": sorted(one.faults), "day": today}
        runs.setdefault(one.name, []).append(run)
    keep(NAME, [_row(name, runs[name]) for name in NAMES if name in runs], runs=runs)


def _row(name: str, runs: list[dict[str, Any]]) -> Row:
    what, last = target(name), runs[-1]
    inputs, minutes = sum(run["executions"] for run in runs), sum(run["seconds"] for run in runs) / 60
    fell = sum(len(run["faults"]) for run in runs)
    slowest, grown = (max(run[figure] for run in runs) for figure in ("slowest", "grown_mb"))
    seeds = len(list(what.folder.glob(f"{FELL}*")))
    of_last = f"of the {last['executions']:,} of the last run {len(last['faults']) or 'none'}"
    told = f"{fell} fell, mended; {of_last}" if fell else "none fell"
    measured = (
        f"{inputs:,} inputs in {minutes:.0f} minutes, {len(runs)} runs: {told}; slowest {slowest:.1f} s,"
        f" memory +{grown} MB; {seeds} inputs kept that once did harm"
    )
    return Row(what.reads, "no fault", measured)


if __name__ == "__main__":
    sys.exit(main())
