"""The soak of feeds, in little: outlets misbehave, the watcher is killed, the library is as published."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reliability.feeds_hour.comparing import faults
from benchmarks.reliability.feeds_hour.misbehaving import FOR_ALL, FOR_FEEDS, Faults
from benchmarks.reliability.feeds_hour.newsroom import Newsroom, Told
from benchmarks.reliability.feeds_hour.run import Soak, run
from benchmarks.reliability.process_sizes import Size, steadiness

LITTLE = Soak(seconds=6, feeds=11, every=2, happens=150, faults=60, kills=1, look=0.5, timeout=1.5, looks=2)


def test_the_same_is_made_of_the_same_seed() -> None:
    one, other = Newsroom(11, 3), Newsroom(11, 3)
    for _ in range(50):
        one.happen()
        other.happen()
    assert [(a.title, a.texts) for a in one.articles] == [(a.title, a.texts) for a in other.articles]
    assert one.done == other.done
    assert sum(one.done.values()) > 20


@pytest.mark.parametrize("what", sorted({*FOR_FEEDS, *FOR_ALL}))
def test_every_fault_leaves_something_to_send(what: str) -> None:
    sent = Faults(1, 4.0).sent(what, Told(200, b"<rss><item>one</item></rss>" * 9, {"content-type": "x"}))
    assert sent.reset or sent.told.status in (200, 302, 304, 403, 429, 500, 503)


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    newsroom = Newsroom(2, 1)
    told = faults(newsroom, tmp_path / "library")
    assert len(told) == len(newsroom.articles) > 0
    assert all("is there 0 times" in one for one in told)


def test_growth_is_told_between_the_first_and_the_last_part() -> None:
    sizes = [Size(float(at), 100.0 + at / 10, 50.0, 10 + at % 3, 4) for at in range(101)]
    steady = steadiness(sizes, 100.0)
    assert steady is not None
    assert (steady.files, steady.threads, steady.most) == (12, 4, 110.0)
    assert steady.growth == pytest.approx(0.083, abs=0.002)
    assert steadiness(sizes[:40], 100.0) is None


@pytest.mark.slow
def test_the_library_is_what_was_published(tmp_path: Path) -> None:
    came = run(LITTLE, tmp_path)
    assert came.faults == []
    assert came.figures["kills"] == 1
    assert came.figures["texts"] > came.figures["articles"] > LITTLE.feeds
    assert sum(came.figures["answers that were faulty"].values()) > 0
    assert came.life is not None
