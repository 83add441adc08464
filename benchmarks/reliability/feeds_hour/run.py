"""One soak: outlets publish and misbehave, `newsdesk watch` follows and is killed; then all is compared."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reliability.feeds_hour.comparing import faults as differences
from benchmarks.reliability.feeds_hour.misbehaving import (
    FOR_ALL,
    FOR_FEEDS,
    FOR_OUTLETS,
    LONGEST,
    SHORTEST,
    Faults,
)
from benchmarks.reliability.feeds_hour.newsroom import Newsroom
from benchmarks.reliability.feeds_hour.sites import Sites
from benchmarks.reliability.feeds_hour.watcher import Watcher
from benchmarks.reliability.process_sizes import Life, Sizes

TICK = 0.1
ROUNDS = 3
"""Looks at every feed, after the last change, in which the library has to come to rest."""
PATIENCE = 600.0
"""Seconds that this may take."""


@dataclass(frozen=True, slots=True)
class Soak:
    """How much happens.

    Args:
        seconds: how long.
        feeds: how many.
        every: seconds between two looks at a feed.
        happens: things that happen a minute.
        faults: faults that begin a minute.
        kills: of the watcher, all in the first half.
        look: seconds between two looks at the watcher.
        timeout: seconds that the watcher gives a page.
        seed: of all that is drawn.
        looks: at every feed that there are to be meanwhile; it goes on until then on a slow machine.
    """

    seconds: float
    feeds: int = 50
    every: int = 30
    happens: float = 24.0
    faults: float = 8.0
    kills: int = 6
    look: float = 5.0
    timeout: float = 4.0
    seed: int = 9
    looks: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it.

    Args:
        faults: everything that is not as it should be.
        figures: what was counted.
        life: of the last watcher, as it was seen from outside.
    """

    faults: list[str]
    figures: dict[str, Any]
    life: Life | None


def run(soak: Soak, folder: Path) -> Outcome:
    """Let it happen.

    Args:
        soak: how much.
        folder: takes the library and what the watcher says.
    """
    library = folder / "library"
    newsroom, faults = Newsroom(soak.feeds, soak.seed), Faults(soak.seed + 1, soak.timeout)
    watcher = Watcher(library, soak.timeout)
    with Sites(newsroom, faults) as sites:
        watcher.follow([f"{outlet.base}{feed.path}" for outlet, feed in newsroom.feeds], soak.every)
        with Sizes(lambda: watcher.pid, soak.look) as sizes:
            watcher.start()
            # What was never taken in from a feed cannot be told from a page that somebody follows.
            looked = _looked_at(newsroom, watcher, 1)
            began = time.monotonic()
            fell = _happening(soak, newsroom, faults, sites, watcher)
            faults.end()
            sites.look_after()
            looked = _looked_at(newsroom, watcher, ROUNDS) and looked
            took = time.monotonic() - began
        status = watcher.stop() if watcher.pid is not None else -1
        with newsroom.lock:
            found = differences(newsroom, library)
    code, said = watcher.doctor()
    if status != 130:
        fell.append(f"the watcher ended with {status}")
    if not looked:
        fell.append("the feeds were not all looked at in time")
    if code:
        fell.append(f"the doctor: {said.strip()}")
    figures = {
        "seconds": round(took),
        "seed": soak.seed,
        "feeds": soak.feeds,
        "outlets": len(newsroom.outlets),
        "articles": len(newsroom.articles),
        "texts": sum(len(one.texts) for one in newsroom.articles),
        "happened": dict(newsroom.done),
        "answers that were faulty": dict(faults.met),
        "requests": sites.asked,
        "kills": watcher.kills,
    }
    return Outcome(fell + found, figures, sizes.lives[-1] if sizes.lives else None)


def _happening(soak: Soak, newsroom: Newsroom, faults: Faults, sites: Sites, watcher: Watcher) -> list[str]:
    """Everything in its time; a line for each death of the watcher that nobody willed."""
    drawn = random.Random(soak.seed + 2)
    fell: list[str] = []
    half = soak.seconds / 2
    kills = sorted(drawn.uniform(half / 10, half) for _ in range(soak.kills))
    began = time.monotonic()
    before = [feed.served for _, feed in newsroom.feeds]
    while (now := time.monotonic() - began) < soak.seconds or any(
        feed.served < earlier + soak.looks
        for earlier, (_, feed) in zip(before, newsroom.feeds, strict=True)
        if now < soak.seconds + PATIENCE
    ):
        if drawn.random() < soak.happens / 60 * TICK:
            newsroom.happen()
        if drawn.random() < soak.faults / 60 * TICK:
            _go_wrong(newsroom, faults, drawn, min(LONGEST, max(SHORTEST, soak.seconds / 4)))
        if kills and kills[0] <= now:
            kills.pop(0)
            watcher.kill()
            newsroom.killed()
            watcher.start()
        if watcher.pid is None:
            fell.append(f"the watcher died by itself after {now:.0f} s")
            watcher.start()
        sites.look_after()
        time.sleep(TICK)
    return fell


def _go_wrong(newsroom: Newsroom, faults: Faults, drawn: random.Random, most: float) -> None:
    """Begin a fault at a feed, a page or a whole outlet."""
    outlet, feed = drawn.choice(newsroom.feeds)
    where = drawn.random()
    if where < 0.45:
        faults.begin(f"{outlet.host}{feed.path}", (*FOR_FEEDS, *FOR_ALL), most)
    elif where < 0.85 and outlet.paths:
        with newsroom.lock:
            path = drawn.choice(list(outlet.paths))
        faults.begin(f"{outlet.host}{path}", FOR_ALL, most)
    else:
        faults.begin(outlet.host, FOR_OUTLETS, most)


def _looked_at(newsroom: Newsroom, watcher: Watcher, rounds: int) -> bool:
    """Wait until every feed was looked at more than so many times more."""
    with newsroom.lock:
        before = [feed.served for _, feed in newsroom.feeds]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and watcher.pid is not None:
        with newsroom.lock:
            now = [feed.served for _, feed in newsroom.feeds]
        if all(after - earlier > rounds for earlier, after in zip(before, now, strict=True)):
            return True
        time.sleep(TICK)
    return False
