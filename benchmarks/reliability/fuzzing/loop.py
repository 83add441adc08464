"""Runs one target in this process for some seconds, within limits of time and memory; a parent looks on.

`python -m benchmarks.reliability.fuzzing.loop TARGET SECONDS FOLDER SEED`
"""

from __future__ import annotations

import hashlib
import json
import logging
import resource
import signal
import sys
import time
import traceback
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import NamedTuple

from benchmarks.reliability.fuzzing.changing import worse
from benchmarks.reliability.fuzzing.target import Input, Target
from benchmarks.reliability.fuzzing.targets import target

HANG = 10.0
"""Seconds of processor time that one reading of an input may take."""
MEMORY = 1_000_000_000
"""Bytes that a target may take beyond what it had when it began."""
CURRENT = "current"
"""The file that holds what is being tried, for when this process does not survive it."""
MOST_KEPT = 4_000
"""Inputs of a new outcome that are changed further."""
_OURS = ("/bot/", "/retrieval/", "/ingestion/", "/config/")


class HangError(BaseException):
    """An input took too long. No `Exception`, so that nothing on the way takes it for one of its own."""


class Fault(NamedTuple):
    """What is wrong, and where; two inputs with the same are one fault."""

    kind: str
    place: str


def attempt(what: Target, given: Input) -> tuple[Hashable, Fault | None, str, float]:
    """Try one input.

    Returns:
        What came out, the fault if there is one, its traceback, and the seconds of
        processor time of one reading.
    """
    began = time.process_time()
    outcome: Hashable = None
    fault, told = None, ""
    try:
        with _limited(HANG * what.times):
            outcome = what.run(given)
    except (Exception, HangError) as error:  # noqa: BLE001  # whatever it is, it is what is looked for
        fault, told = _fault(error), traceback.format_exc(limit=-25)
    return outcome, fault, told, (time.process_time() - began) / what.times


def ready(what: Target) -> None:
    """Load all that a target needs, and only then bound its memory."""
    logging.getLogger().addHandler(logging.NullHandler())
    for seed in what.seeds():
        attempt(what, seed)
    size = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY, resource.RLIM_INFINITY))


def main(name: str, seconds: float, folder: Path, seed: int) -> dict[str, object]:
    """Try seeds and what is made of them until the time is up.

    Args:
        name: of the target.
        seconds: for how long.
        folder: where inputs that show a fault are left.
        seed: of chance.

    Returns:
        What was done, for the parent.
    """
    what, rng = target(name), Random(seed)
    ready(what)
    corpus = what.seeds()
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcomes: set[Hashable] = set()
    faults: dict[Fault, int] = {}
    slowest, executions, deadline = 0.0, 0, time.monotonic() + seconds
    waiting = list(corpus)
    while time.monotonic() < deadline:
        given = waiting.pop() if waiting else _made(what, corpus, rng)
        (folder / CURRENT).write_bytes(given.suffix.encode().ljust(16) + given.data)
        outcome, fault, told, took = attempt(what, given)
        executions += 1
        if took > slowest:
            slowest = took
            _keep(folder / f"slowest{given.suffix}", given.data)
        if fault is not None:
            size = len(given.data)
            if size < faults.get(fault, size + 1):
                faults[fault] = size
                kept = folder / f"{hashlib.sha256(repr(fault).encode()).hexdigest()[:10]}{given.suffix}"
                _keep(kept, given.data)
                _keep(kept.with_name(f"{kept.name}.told"), f"{fault.kind} at {fault.place}\n{told}".encode())
        elif outcome not in outcomes:
            outcomes.add(outcome)
            if len(corpus) < MOST_KEPT and took < 0.5:
                corpus.append(given)
    (folder / CURRENT).unlink(missing_ok=True)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start
    return {
        "executions": executions,
        "outcomes": len(outcomes),
        "slowest": round(slowest, 2),
        "grown_mb": grown // 1000,
        "faults": [list(fault) for fault in faults],
    }


def _made(what: Target, corpus: list[Input], rng: Random) -> Input:
    base = rng.choice(corpus if rng.random() < 0.7 else corpus[-200:])
    others = [one.data for one in rng.sample(corpus, min(3, len(corpus)))]
    return base._replace(data=worse(base.data, rng, others, what.changes, what.tokens))


def _keep(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _fault(error: BaseException) -> Fault:
    """Its kind, and the last line of ours on the way to it: what a hang was at is chance."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if any(part in frame.filename for part in _OURS)]
    last = (ours or frames)[-1]
    place = f"{'/'.join(Path(last.filename).parts[-3:])}:{last.lineno if ours else last.name}"
    if isinstance(error, HangError):
        place = place.partition(":")[0]
    what = str(error)[:60] if type(error).__name__ == "BrokenPromiseError" else ""
    return Fault(f"{type(error).__name__} {what}".strip(), place)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise `HangError` after some seconds of this process's time, and every second from then on."""

    def hung(number: int, frame: object) -> None:
        raise HangError

    before = signal.signal(signal.SIGPROF, hung)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))))
