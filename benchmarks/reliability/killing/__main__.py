"""Kills each kind of work so many times, and tells what became of the libraries."""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.reliability.killing import moment as moments
from benchmarks.reliability.killing.bases import Bases
from benchmarks.reliability.killing.moment import LOADED, Moment
from benchmarks.reliability.killing.setting import Vectors, read_once, small_steps
from benchmarks.reliability.killing.site import Site
from benchmarks.reliability.killing.trial import Found, Trial, Usual
from benchmarks.reliability.killing.work import KINDS, Kind
from benchmarks.reliability.results import Row, keep

VECTORS: tuple[Vectors, ...] = ("quantised", "chroma", "exact", "quantised")
"""In turn."""

BY_CALL = 0.3
"""The share of kills that come at a chosen call; the others come at a random moment."""

VERDICTS = ("right", "declined", "refused", "wrong")

ASKED = {
    "meanwhile {}": ("asked before any repair, of what was there before", "answered, and right"),
    "meanwhile {} of what was new": ("the same, of what was committed just now", "right, or declined"),
    "after {}": ("asked after, of what was there before", "answered, and right"),
    "after {} of what was new": ("the same, of what was new", "answered, and right"),
}

NAMED: dict[Kind, str] = {
    "ingest": "ingest",
    "watch": "feed watching",
    "reindex": "reindex",
    "change": "version change",
    "remove": "removal and withdrawal",
}

DOCTOR = 25
"""Every so many trials the command looks as well."""

ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "NEWSDESK_CONFIG": os.devnull,
}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kills", type=int, nargs="?", default=200, help="of each kind of work")
    parser.add_argument("--only", choices=KINDS, action="append", help="only this kind; may be repeated")
    parser.add_argument("--seed", default="newsdesk", help="decides all but what the clock does")
    parser.add_argument("--trial", type=int, help="only the trial with this number")
    parser.add_argument("--keep", action="store_true", help="keep the results for docs/reliability.md")
    parser.add_argument("--part", type=Path, help="write the counts to this file, to be put together")
    parser.add_argument("--join", type=Path, nargs="+", help="put the counts of these files together")
    given = parser.parse_args()
    if given.join:
        told(sum((Counter(json.loads(file.read_text())) for file in given.join), Counter()))
        return
    if LOADED not in os.environ:
        again()
    counts = Killing(given).run()
    if given.keep:
        told(counts)
    sys.exit(any(name.endswith("faults") and counts[name] for name in counts))


def again() -> None:
    """Start this over with the library that counts calls, where it can be built, and with one thread."""
    made = moments.built(Path(tempfile.mkdtemp(prefix="newsdesk-killing-")))
    shim = {LOADED: str(made), "LD_PRELOAD": str(made)} if made else {LOADED: ""}
    os.environ.update({**ENVIRONMENT, **shim})
    os.execv(sys.executable, [sys.executable, "-m", "benchmarks.reliability.killing", *sys.argv[1:]])


class Killing:
    """A run.

    Args:
        given: as the command has it: `kills`, `only`, `seed`, `trial`, `part`.
    """

    def __init__(self, given: argparse.Namespace) -> None:
        self._kills, self._seed, self._one = given.kills, given.seed, given.trial
        self._part: Path | None = given.part
        self._kinds: list[Kind] = given.only or list(KINDS)
        self._shim = moments.loaded()
        self._counts: Counter[str] = Counter()
        self._work = Path(tempfile.mkdtemp(prefix="newsdesk-killing-"))

    def run(self) -> Counter[str]:
        """Kill as often as is wanted; what was counted, by kind of work and what it is."""
        logging.disable(logging.CRITICAL)
        small_steps()
        read_once()
        site = Site()
        try:
            bases = Bases(self._work, site, tuple(dict.fromkeys(VECTORS)))
            for kind in self._kinds:
                self._all_of(kind, bases)
        finally:
            site.close()
        if any(name.endswith("faults") and self._counts[name] for name in self._counts):
            print(f"what was left of the last trial that failed: {self._work}")
        else:
            shutil.rmtree(self._work, ignore_errors=True)
        return self._counts

    def _all_of(self, kind: Kind, bases: Bases) -> None:
        began = time.monotonic()
        usual: dict[Vectors, Usual] = {}
        number = self._one or 0
        while self._counts[f"{kind} killed"] < self._kills:
            vectors = VECTORS[number % len(VECTORS)]
            if vectors not in usual:
                usual[vectors] = self._usual(kind, vectors, bases)
            found = self._trial(kind, number, bases, usual[vectors])
            if found is not None:
                self._count(kind, number, found)
                self._keep_so_far()
            if self._one is not None:
                break
            number += 1
        done = self._counts[f"{kind} killed"]
        print(f"{kind}: {done} times in {time.monotonic() - began:.0f} s", flush=True)

    def _usual(self, kind: Kind, vectors: Vectors, bases: Bases) -> Usual:
        """How long the work takes that is not killed."""
        seen = Usual()
        setting, state = bases.copied(vectors, self._work / "trial")
        chance = random.Random(self._seed)
        work = bases.work(kind, chance).prepared(self._work)
        Trial(setting, state, work, chance, seen, self._shim).measure()
        return seen

    def _keep_so_far(self) -> None:
        if self._part:
            self._part.write_text(json.dumps(self._counts), encoding="utf-8")

    def _trial(self, kind: Kind, number: int, bases: Bases, usual: Usual) -> Found | None:
        chance = random.Random(f"{self._seed} {kind} {number}")
        setting, state = bases.copied(VECTORS[number % len(VECTORS)], self._work / "trial")
        by_call = self._shim is not None and chance.random() < BY_CALL
        moment = Moment(chance.random(), by_call, chance.random() < 0.5)
        trial = Trial(
            setting, state, bases.work(kind, chance).prepared(self._work), chance, usual, self._shim
        )
        backup, repairs = chance.random() < 0.1, chance.choice((0, 0, 0, 1, 2))
        found = trial.run(moment, backup=backup, repairs=repairs)
        if found is not None and self._counts[f"{kind} killed"] % DOCTOR == 0:
            found.faults += self._doctor(setting.folder, setting.vectors)
            self._counts["doctor"] += 1
        return found

    def _doctor(self, folder: Path, vectors: Vectors) -> list[str]:
        """What the command finds wrong."""
        command = [sys.executable, "-m", "bot", "--library", str(folder), "doctor", "--deep", "--json"]
        environment = {**os.environ, "NEWSDESK_VECTORS": vectors, "LD_PRELOAD": ""}
        run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if run.returncode not in {0, 1}:
            return [f"newsdesk doctor ended with {run.returncode}: {run.stderr[-300:]}"]
        wrong = [check for check in json.loads(run.stdout) if not check["ok"]]
        # The feeds' site is none that answers when the clock was set forward.
        return [f"newsdesk doctor: {one['name']}: {one['detail']}" for one in wrong if one["name"] != "feeds"]

    def _count(self, kind: Kind, number: int, found: Found) -> None:
        self._counts[f"{kind} killed"] += 1
        self._counts[f"{kind} also"] += found.killed - 1
        self._counts[f"{kind} early"] += found.early
        self._counts[f"{kind} by call"] += "calls" in found.moment
        self._counts[f"{kind} rows"] += found.rows
        self._counts[f"{kind} embedded"] += found.embedded
        self._counts[f"{kind} faults"] += bool(found.faults)
        for when, verdicts in (("meanwhile", found.meanwhile), ("after", found.after)):
            for verdict in verdicts:
                of = " of what was new" * verdict.endswith(" of what was new")
                self._counts[f"{kind} {when} {verdict.split()[0].strip(':')}{of}"] += 1
        told = {"right", "right of what was new", "declined of what was new"}
        odd = [one for one in found.meanwhile + found.after if one not in told]
        if found.faults or odd:
            again = f"--only {kind} --seed {self._seed} --trial {number}"
            print(
                f"{again}, killed {found.moment}:", *dict.fromkeys(found.faults + odd), sep="\n  ", flush=True
            )
        if found.faults:
            kept = self._work / f"{kind}-{number}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(self._work / "trial", kept)


def _committed(counts: Counter[str], kind: Kind) -> str:
    """How many had committed something; a reindex commits no article."""
    late = counts[f"{kind} killed"] - counts[f"{kind} early"]
    return "" if kind == "reindex" else f", {late:,} after a commit"


def told(counts: Counter[str]) -> None:
    """Keep the results for docs/reliability.md."""
    rows = [
        Row(
            f"kill -9 during {NAMED[kind]}",
            "what was acknowledged is there once and whole; no row or entry of an index is wrong",
            "{killed:,} times, {call:,} of them at a chosen call{committed}; {also:,} repairs and backups "
            "beside; {rows:,} rows compared, {faults:,} trials with a fault".format(
                call=counts[f"{kind} by call"],
                committed=_committed(counts, kind),
                **{name: counts[f"{kind} {name}"] for name in ("killed", "also", "rows", "faults")},
            ),
        )
        for kind in KINDS
        if counts[f"{kind} killed"]
    ]
    for what, promised in ASKED.items():
        verdicts = [sum(counts[f"{kind} {what.format(verdict)}"] for kind in KINDS) for verdict in VERDICTS]
        right, declined, refused, wrong = verdicts
        measured = f"{right:,} right, {declined:,} declined, {refused:,} refused, {wrong:,} wrong"
        rows.append(Row(*promised, f"{sum(verdicts):,} questions: {measured}"))
    embedded = sum(counts[f"{kind} embedded"] for kind in KINDS)
    rows.append(Row("repairs of indexes only", "nothing embedded", f"{embedded:,} passages embedded"))
    rows.append(Row("`newsdesk doctor --deep`", "finds nothing wrong", f"run {counts['doctor']:,} times"))
    keep("killing", rows, counts=dict(sorted(counts.items())))


if __name__ == "__main__":
    main()
