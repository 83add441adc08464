"""One run: people ask while trouble comes and goes; then it is waited for, and all is looked at."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reliability.process_sizes import Life, Sizes
from benchmarks.reliability.slack_hour.judging import judged, unfinished
from benchmarks.reliability.slack_hour.people import People
from benchmarks.reliability.slack_hour.trouble import Trouble
from benchmarks.slack_load.app_process import AppProcess
from tests.model_server import ModelServer
from tests.slack.standin import Slack

TICK = 0.1
QUIET = 3.0
"""Seconds after the last answer in which a second one would come."""


@dataclass(frozen=True, slots=True)
class Hour:
    """How much happens.

    Args:
        seconds: how long.
        steady: seconds at the end in which the app is not killed.
        does: things that people do a minute.
        pause: seconds between two troubles, about.
        longest: seconds that a trouble lasts at most.
        users, channels: how many there are.
        retry_after: seconds from a failed delivery to the next, as Slack has them unless told.
        patience: seconds without one more answer after which no more is waited for.
        look: seconds between two looks at the app.
        tiers: whether Slack allows so many calls a minute only, as it does.
        seed: of all that is drawn.
    """

    seconds: float
    steady: float
    does: float = 15.0
    pause: float = 25.0
    longest: float = 20.0
    users: int = 40
    channels: int = 15
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    patience: float = 420.0
    look: float = 5.0
    tiers: bool = True
    seed: int = 9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Args:
        faults: everything that is not as it should be.
        figures: what was counted.
        life: of the last process of the app, as it was seen from outside.
    """

    faults: list[str]
    figures: dict[str, Any]
    life: Life | None


def run(hour: Hour, library: Path, log: Path) -> Outcome:
    """Ask, break, wait and look.

    Args:
        hour: how much, and what goes wrong.
        library: a folder with the sample news, which is changed.
        log: takes the app's log.
    """
    with Slack() as slack, ModelServer() as model:
        slack.rates.tiers = hour.tiers
        slack.rates.unlimited.add("apps.connections.open")
        first, second, third = hour.retry_after
        slack.retry_after = (first, second, third)
        settings = {
            "OMP_NUM_THREADS": "1",
            "NEWSDESK_THREADS": "1",
            "NEWSDESK_MODEL": "openai:stand-in",
            "NEWSDESK_MODEL_URL": model.url,
            "NEWSDESK_MODEL_KEY": "sk-stand-in",
            "NEWSDESK_MODEL_TIMEOUT": "6",
        }
        app = AppProcess(slack, library, log, 100, settings)
        people = People(slack, hour.users, hour.channels, hour.seed)
        trouble = Trouble(slack, app, model, library, hour.seed + 1, hour.longest)
        with Sizes(lambda: app.pid, hour.look) as sizes:
            app.start()
            fell = _happening(hour, people, trouble, app)
            left = _rested(hour, slack, people, library)
        status = app.stop()
        came = judged(slack, people, library)
        figures = {
            "seed": hour.seed,
            "seconds": round(hour.seconds),
            "people did": dict(people.done),
            "questions": len(people.questions),
            "ended": dict(came.counts),
            "citations looked up": came.citations,
            "troubles": dict(trouble.met),
            "kills": trouble.kills,
            "articles taken in meanwhile": trouble.written,
            "connections opened": slack.connections_opened,
            "deliveries that failed": len(slack.failed),
            "calls": len(slack.calls_made),
            "of them refused or failed": sum(call.error is not None for call in slack.calls_made),
        }
    if status:
        fell.append(f"the app ended with {status}")
    if left:
        fell.append(f"{left} questions were not finished in time")
    return Outcome(fell + came.faults, figures, sizes.lives[-1] if sizes.lives else None)


def _happening(hour: Hour, people: People, trouble: Trouble, app: AppProcess) -> list[str]:
    drawn = random.Random(hour.seed + 2)
    fell: list[str] = []
    began = time.monotonic()
    until = began + hour.seconds
    making = threading.Thread(target=trouble.go_on, args=(until, hour.pause), name="trouble")
    making.start()
    while time.monotonic() < until:
        trouble.may_kill = time.monotonic() < until - hour.steady
        if drawn.random() < hour.does / 60 * TICK:
            people.do()
        if app.died():
            fell.append(f"the app died by itself after {time.monotonic() - began:.0f} s")
            app.start()
        time.sleep(TICK)
    trouble.stop()
    making.join()
    return fell


def _rested(hour: Hour, slack: Slack, people: People, library: Path) -> int:
    """Wait until all is answered, or nothing comes any more; how many are left."""
    left, since = unfinished(slack, people, library), time.monotonic()
    while left and time.monotonic() - since < hour.patience:
        time.sleep(10 * TICK)
        now = unfinished(slack, people, library)
        if now < left:
            left, since = now, time.monotonic()
    time.sleep(QUIET)
    return left
