"""One run: the library, the stand-in, the app, the people; then what came of it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from benchmarks.slack_load.app_process import AppProcess
from benchmarks.slack_load.asking import LOOK, TICK, Asked, People
from benchmarks.slack_load.figures import figures, load_average
from benchmarks.slack_load.outcome import kept, outcome, unanswered
from benchmarks.slack_load.plan import Load
from tests.slack.standin import Slack

PATIENCE = 180.0
"""Seconds without one more answer after which no more is waited for."""
QUIET = 1.0
"""Seconds after the last answer in which a second one would come."""


def run(load: Load, library: Path, log: Path) -> dict[str, Any]:
    """Ask, break, wait and look.

    Args:
        load: how much, and what goes wrong.
        library: a folder with the sample news, which is changed.
        log: takes the app's log.

    Returns:
        The figures; `faults` has everything that is not as it should be.
    """
    noise = [load_average()]
    with Slack() as slack:
        slack.rates.tiers = load.limits
        # One a minute is meant for the long run: Slack bears some more at once where connections break.
        slack.rates.unlimited.add("apps.connections.open")
        app = AppProcess(slack, library, log, waiting=load.questions)
        try:
            app.start()
            people = People(slack, app, load)
            began = time.monotonic()
            asked = people.ask()
            asking = time.monotonic() - began
            _settled(slack, app, asked)
            took = time.monotonic() - began
            app.look()
        finally:
            status = app.stop()
        came = outcome(slack, asked)
        found = figures(slack, app, asked, came)
    if status:
        came.faults.append(f"the app ended with {status}")
    came.faults += kept(library, asked)
    noise.append(load_average())
    times = {"asking": round(asking, 1), "until the last answer": round(took, 1)}
    return {**found, "seconds": times, "load average before and after": noise}


def _settled(slack: Slack, app: AppProcess, asked: Asked) -> None:
    """Wait until all is answered, or nothing comes any more; then for what should not come."""
    left, since, looked = unanswered(slack, asked), time.monotonic(), time.monotonic()
    while left and time.monotonic() - since < PATIENCE:
        time.sleep(10 * TICK)
        now = unanswered(slack, asked)
        if now < left:
            left, since = now, time.monotonic()
        if time.monotonic() - looked > LOOK:
            app.look()
            looked = time.monotonic()
    time.sleep(QUIET)
