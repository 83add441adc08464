"""An upgrade of a library that cannot be written: told in a sentence, it harms nothing and is done later."""

from __future__ import annotations

import errno
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.reliability.faults import disks, judging
from benchmarks.reliability.faults.deeds import DEEDS, QUOTED, Place
from benchmarks.reliability.faults.inspecting import QUESTION
from benchmarks.reliability.faults.preloading import Failing
from benchmarks.reliability.faults.running import Runner
from benchmarks.reliability.faults.walking import points
from retrieval.library import Library
from retrieval.store.connection import FILE
from retrieval.store.moving import move_library
from retrieval.store.postgres_server import TABLES
from tests.failing_runner import failing_runner
from tests.old_libraries import made_older
from tests.postgres import Postgres
from tests.test_upgrades import database_made_older

ROOT = Path(__file__).resolve().parent.parent
ASK = DEEDS[0]


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    with failing_runner(tmp_path_factory.mktemp("runner")) as runner:
        yield runner


@pytest.fixture
def old(own_sample: Path, tmp_path: Path) -> Path:
    """A library of an earlier schema."""
    made_older(own_sample, 2)
    return own_sample.rename(tmp_path / "old")


def upgraded(runner: Runner, library: Path) -> None:
    """Asking once more, now that nothing fails, brings it up to date."""
    assert QUOTED in runner.newsdesk(library, "ask", QUESTION).stdout
    found = runner.inspect(library)
    assert found["faults"] == []
    assert found["articles"] == 46


@pytest.mark.slow
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("full", ("ask", QUESTION)),
        ("full", ("ingest", str(ROOT / "ingestion" / "sample_news"))),
        ("read-only", ("ask", QUESTION)),
    ],
    ids=["full-ask", "full-ingest", "read-only-ask"],
)
def test_on_a_disk_that_takes_nothing(
    runner: Runner, old: Path, tmp_path: Path, broken: str, words: tuple[str, ...]
) -> None:
    with disks.mounted(tmp_path / "disk", "size=9m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        place = Place(tmp_path / "disk" / "library", tmp_path / "disk" / "beside", "")
        shutil.copytree(old, place.library)
        filling = tmp_path / "disk" / "filling"
        if broken == "full":
            disks.fill(filling)
        else:
            disks.read_only(tmp_path / "disk")
        ran = runner.newsdesk(place.library, *words)
        assert ran.code == 1
        assert judging.said(ran, ASK, place) == []
        if broken == "full":
            filling.unlink()
        else:
            disks.read_only(tmp_path / "disk", on=False)
        upgraded(runner, place.library)


@pytest.mark.slow
@pytest.mark.parametrize(("calls", "number"), [("wc", errno.ENOSPC), ("w", errno.EIO), ("s", errno.EIO)])
def test_a_call_fails_amid_it(runner: Runner, old: Path, tmp_path: Path, calls: str, number: int) -> None:
    def copied() -> Place:
        shutil.rmtree(tmp_path / "place", ignore_errors=True)
        place = Place(tmp_path / "place" / "library", tmp_path / "place" / "beside", "")
        shutil.copytree(old, place.library)
        return place

    place = copied()
    total = runner.newsdesk(place.library, "ask", QUESTION, failing=Failing(place.library, calls)).counted
    assert total > 3
    left = set()
    for n in points(total, 2):
        place = copied()
        ran = runner.newsdesk(
            place.library, "ask", QUESTION, failing=Failing(place.library, calls, n, 0, number)
        )
        assert judging.said(ran, ASK, place) == []
        with closing(sqlite3.connect(place.library / FILE)) as db:
            left |= set(db.execute("PRAGMA user_version").fetchone())
        upgraded(runner, place.library)
    # The first fell into the upgrade, which left the library as it was.
    assert 2 in left


KILLED = """
import os, signal, sys
from pathlib import Path
from pydantic import SecretStr
from sqlalchemy import event
from sqlalchemy.engine import Engine
count = 0
@event.listens_for(Engine, "before_cursor_execute")
def told(*statement):
    global count
    count += 1
    if count == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
from retrieval.library import Library
from retrieval.store.connection import FILE
Library(Path(sys.argv[1]), SecretStr(sys.argv[2])).close()
print(count)
"""


@pytest.mark.slow
def test_one_of_a_database_is_killed_and_begun_anew(
    postgres: Postgres, sample_library: Path, tmp_path: Path
) -> None:
    before = postgres.new()
    move_library(sample_library, before)
    database_made_older(before, 7)

    revisions = set()

    def killed(at: int) -> tuple[int, str]:
        address = postgres.new(before)
        words = [str(tmp_path / "node"), address.get_secret_value(), str(at)]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
        revisions.update(postgres.do(f"SELECT version_num FROM {TABLES}.alembic_version", address))
        with closing(Library(tmp_path / "node", address)) as library:
            assert library.count("articles") == 46
            assert library.integrity() == []
        postgres.drop(address)
        return done.returncode, done.stdout

    code, total = killed(0)
    assert code == 0
    for at in points(int(total), 3):
        assert killed(at)[0] == -signal.SIGKILL
    # Some fell into it, and left the database as it was.
    assert ("0007",) in revisions
    postgres.drop(before)
