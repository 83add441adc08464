"""One run: rounds of all ways of asking, and what the process holds after each."""

from __future__ import annotations

import faulthandler
import json
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path

from benchmarks.reliability.callers.asking import (
    Tally,
    closing_meanwhile,
    from_tasks,
    from_threads,
    opening_again,
)
from benchmarks.reliability.callers.held import Held, watched
from benchmarks.reliability.callers.questions import MILLS, Asked, questions
from benchmarks.reliability.readers.mills import record_of
from bot.desk import Newsdesk

FILES = 1024
"""Files that a process may open on most systems, and here."""

STUCK = 300.0
"""Seconds after which a round that is not over tells where each thread stands, and ends the run."""


@dataclass(slots=True)
class Outcome:
    """What a run brought.

    Args:
        questions: how many different ones, limits counted.
        tallies: by the way of asking.
        after: what was held after each round, nothing being under way.
        most: the most that was held meanwhile, by the way of asking.
    """

    questions: int
    tallies: dict[str, Tally] = field(default_factory=dict)
    after: list[Held] = field(default_factory=list)
    most: dict[str, Held] = field(default_factory=dict)


def fill(folder: Path) -> None:
    """Fill a library with the sample and some mills."""
    lines = folder.with_name("mills.jsonl")
    lines.write_text("\n".join(json.dumps(record_of(mill, 0)) for mill in range(MILLS)), encoding="utf-8")
    with Newsdesk(folder) as desk, as_file(files("ingestion") / "sample_news") as sample:
        desk.ingest([lines, sample])


def run(folder: Path, rounds: int, seconds: float, times: int) -> Outcome:
    """Ask a library in all ways, round after round.

    Args:
        folder: the library's; it is filled.
        rounds: how many.
        seconds: of each round's asking from threads, and as many from tasks.
        times: how often in each round a desk is closed while it is asked, and opened again.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    fill(folder)
    with Newsdesk(folder) as desk:
        every = questions(desk)
        outcome = Outcome(len(every))
        ways = _ways(desk, folder, every, seconds, times)
        for _ in range(rounds):
            for name, way in ways.items():
                faulthandler.dump_traceback_later(STUCK + 10 * seconds, exit=True)
                with watched(outcome.most.setdefault(name, Held.now())):
                    outcome.tallies.setdefault(name, Tally()).update(way())
            faulthandler.cancel_dump_traceback_later()
            outcome.after.append(Held.at_rest())
    return outcome


def _ways(
    desk: Newsdesk, folder: Path, every: Sequence[Asked], seconds: float, times: int
) -> dict[str, Callable[[], Tally]]:
    return {
        "threads": lambda: from_threads(desk, every, seconds),
        "tasks": lambda: from_tasks(desk, every, seconds),
        "closed": lambda: closing_meanwhile(folder, every, times),
        "opened": lambda: opening_again(folder, every, 3 * times),
    }
