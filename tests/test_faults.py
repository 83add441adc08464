"""Real faults under real commands: disks, rights, clocks, locks, calls that fail, processes that are stopped.

The whole of it is `python -m benchmarks.reliability.faults`; here is a part that takes seconds.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.reliability.faults import disks, judging
from benchmarks.reliability.faults.deeds import DEEDS, PLACES, Deed, Place, copied, prepare, story
from benchmarks.reliability.faults.inspecting import QUESTION
from benchmarks.reliability.faults.preloading import Failing
from benchmarks.reliability.faults.running import Ran, Runner
from benchmarks.reliability.faults.scenes import SCENES, Scene
from benchmarks.reliability.faults.site import publish
from benchmarks.reliability.faults.suspending import watcher_asleep, writer_asleep
from bot import Newsdesk
from config.errors import LibraryError, NoRoomError
from retrieval.store.connection import FILE
from tests.failing_runner import failing_runner
from tests.site_server import SiteServer

PATIENCE = 60.0
DEED = {deed.name: deed for deed in DEEDS}
SCENE = {scene.name: scene for scene in SCENES}


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """What runs commands; skips where calls cannot be made to fail."""
    with failing_runner(tmp_path_factory.mktemp("runner")) as runner:
        yield runner


@pytest.fixture(scope="module")
def site() -> Iterator[SiteServer]:
    with SiteServer() as site:
        yield site


@pytest.fixture(scope="module")
def base(runner: Runner, site: SiteServer, tmp_path_factory: pytest.TempPathFactory) -> Place:
    folder = tmp_path_factory.mktemp("base")
    place = Place(folder / "library", folder / "beside", publish(site, PLACES[:3]))
    prepare(runner, place)
    return place


@pytest.fixture
def place(base: Place, tmp_path: Path) -> Place:
    return copied(base, tmp_path / "place")


@pytest.fixture(scope="module")
def known(runner: Runner, base: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, judging.Known]:
    """What the library holds before and after each of the deeds tried here, where nothing fails."""
    before = runner.inspect(base.library)
    found = {}
    for name in ("ask", "ingest"):
        place = copied(base, tmp_path_factory.mktemp("known") / "place")
        assert DEED[name].done(runner, place).code == 0
        found[name] = judging.Known(before, runner.inspect(place.library))
    assert found["ingest"].after["articles"] == before["articles"] + len(PLACES)
    return found


def wrong_with(runner: Runner, ran: Ran, deed: Deed, place: Place, known: judging.Known) -> list[str]:
    return judging.said(ran, deed, place) + judging.held(runner, ran, deed, place, known)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scene", "name"),
    [
        ("a full disk", "ask"),
        ("a full disk", "ingest"),
        ("a disk without room for another name", "ask"),
        ("a read-only disk", "ingest"),
        ("no right to write", "ingest"),
        ("a clock three years behind", "ingest"),
        ("a writer that holds the file for 3 seconds", "ingest"),
    ],
)
def test_something_is_broken_meanwhile(
    runner: Runner, base: Place, known: dict[str, judging.Known], tmp_path: Path, scene: str, name: str
) -> None:
    broken, deed = SCENE[scene], DEED[name]
    with disks.mounted(tmp_path / "disk", broken.disk or "size=9m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        place = copied(base, tmp_path / "disk" / "on")
        ran = _done(runner, broken, deed, place)
        assert wrong_with(runner, ran, deed, place, known[name]) == []
        assert (ran.code == 0) is (name not in broken.hindered)


def _done(runner: Runner, scene: Scene, deed: Deed, place: Place) -> Ran:
    with scene.broken(runner, place) as how:
        return deed.done(runner, place, **how)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("calls", "number", "share"),
    [
        ("wc", errno.ENOSPC, 0.6),
        ("w", errno.EIO, 0.3),
        ("s", errno.EIO, 0.5),
        ("w", 0, 0.0),
        ("r", errno.EIO, 0.6),
    ],
    ids=["no room", "failing writes", "failing syncs", "half writes", "failing reads"],
)
def test_a_call_fails(
    runner: Runner, place: Place, known: dict[str, judging.Known], calls: str, number: int, share: float
) -> None:
    deed = DEED["ingest"]
    top = place.library.parent
    shutil.copytree(top, top.parent / "counted")
    counted = Place(top.parent / "counted" / "library", top.parent / "counted" / "beside", place.site)
    total = deed.done(runner, counted, failing=Failing(counted.library.parent, calls)).counted
    assert total > 10
    ran = deed.done(runner, place, failing=Failing(top, calls, 1 + round(share * (total - 1)), 0, number))
    assert wrong_with(runner, ran, deed, place, known["ingest"]) == []
    if number == 0:
        assert ran.code == 0, ran.stderr


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(runner: Runner, place: Place) -> None:
    total = runner.newsdesk(place.library, "ask", QUESTION, failing=Failing(place.library, "r")).counted
    for first in (1, total // 3, total // 2):
        failing = Failing(place.library, "r", first, 0, errno.EIO)
        ran = runner.newsdesk(place.library, "ask", QUESTION, failing=failing)
        assert ran.code == 1
        assert judging.said(ran, DEED["ask"], place) == []
        assert "disk" in ran.stderr
        assert "anew" not in ran.stderr or "sound" in ran.stderr


def test_a_thread_that_cannot_open_the_file_is_told_in_a_sentence(own_sample: Path) -> None:
    file = own_sample / "newsdesk.sqlite3"
    with Newsdesk(own_sample) as desk, ThreadPoolExecutor(1) as another:
        assert desk.status().articles == 46
        file.rename(own_sample / "elsewhere")
        file.mkdir()
        with pytest.raises(LibraryError, match="cannot be opened: unable to open database file"):
            another.submit(desk.articles).result()


def test_a_desk_that_found_no_room_writes_once_there_is_some(
    own_sample: Path, tmp_path: Path, base: Place
) -> None:
    with disks.mounted(tmp_path / "disk", "size=3m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        library, filling = tmp_path / "disk" / "library", tmp_path / "disk" / "filling"
        shutil.copytree(own_sample, library)
        disks.fill(filling)
        with Newsdesk(library) as desk:
            assert desk.ask(QUESTION).citations
            with pytest.raises(NoRoomError):
                desk.ingest([base.beside / "news"])
            filling.unlink()
            assert desk.ingest([base.beside / "news"]).new == len(PLACES)
            assert desk.status().articles == 46 + len(PLACES)
            assert desk.index_faults() == []


def test_one_who_may_only_read_sees_what_another_writes_later(
    runner: Runner, own_sample: Path, base: Place
) -> None:
    # In a process of its own, as who has given up the powers of root does not get them back.
    found = runner.call(
        "tests.test_faults:reads_and_reads_again", str(own_sample), str(base.beside / "news"), powerless=True
    )
    assert (found.code, found.stderr) == (0, "")
    assert found.stdout.split() == ["46", "52"]


def reads_and_reads_again() -> None:
    """Read a library, have another process write to it, and read it again."""
    library, news = Path(sys.argv[1]), sys.argv[2]
    files = [library, *library.rglob("*")]
    for file in files:
        file.chmod(0o555 if file.is_dir() else 0o444)
    with Newsdesk(library) as desk:
        sys.stdout.write(f"{desk.status().articles}\n")
        writer = os.fork()
        if writer == 0:
            for file in files:
                file.chmod(0o755)
            with Newsdesk(library) as other:
                other.ingest([news])
            os._exit(0)
        os.waitpid(writer, 0)
        sys.stdout.write(f"{desk.status().articles}\n")


@pytest.mark.slow
def test_rights_taken_away_in_the_middle_of_an_ingest(runner: Runner, place: Place) -> None:
    more = place.beside / "more"
    more.mkdir()
    for n in range(200):
        (more / f"{n}.txt").write_text(story(f"Averne {n}", n % 28), encoding="utf-8")
    everything = [place.library, *place.library.rglob("*")]
    for one in (more, *more.iterdir(), *everything):
        one.chmod(0o777)
    with ThreadPoolExecutor(1) as pool:
        ingest = pool.submit(runner.newsdesk, place.library, "ingest", more, powerless=True)
        until = time.monotonic() + PATIENCE
        while _held(place.library) == 46:
            assert time.monotonic() < until
            assert not wait([ingest], 0.02).done, ingest.result()
        for one in everything:
            one.chmod(0o555 if one.is_dir() else 0o444)
        ran = ingest.result()
    assert ran.code == 1
    assert judging.said(ran, DEED["ingest"], place) == []
    for one in (place.library, *place.library.rglob("*")):
        one.chmod(0o777)
    assert runner.inspect(place.library)["faults"] == []
    assert runner.newsdesk(place.library, "ingest", more, powerless=True).code == 0
    found = runner.inspect(place.library)
    assert (found["faults"], found["stale"], found["articles"]) == ([], [], 46 + 200)


def _held(library: Path) -> int:
    with closing(sqlite3.connect(f"{(library / FILE).as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM articles").fetchone()[0])


def test_a_copy_made_in_use_is_read_or_refused_in_words(
    runner: Runner, own_sample: Path, tmp_path: Path
) -> None:
    with disks.mounted(tmp_path / "disk", "size=9m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        with closing(sqlite3.connect(own_sample / "newsdesk.sqlite3")) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("INSERT INTO meta VALUES ('written', 'last')")
            db.commit()
            for name in ("whole", "log only", "empty log"):
                shutil.copytree(own_sample, tmp_path / "disk" / name)
        (tmp_path / "disk" / "log only" / "newsdesk.sqlite3-shm").unlink()
        (tmp_path / "disk" / "empty log" / "newsdesk.sqlite3-shm").unlink()
        (tmp_path / "disk" / "empty log" / "newsdesk.sqlite3-wal").write_bytes(b"")
        disks.read_only(tmp_path / "disk")
        for name in ("whole", "empty log"):
            assert runner.newsdesk(tmp_path / "disk" / name, "ask", QUESTION).code == 0
        for words in (("ask", QUESTION), ("backup", str(tmp_path / "made.zip"))):
            ran = runner.newsdesk(tmp_path / "disk" / "log only", *words)
            assert ran.code == 1
            assert "was copied while it was in use" in ran.stderr
            assert "newsdesk backup FILE" in ran.stderr


def test_what_changes_after_a_clock_was_set_back_is_taken_in(
    runner: Runner, site: SiteServer, place: Place
) -> None:
    watch, day = DEED["watch"], 86_400
    try:
        runner.clock.write_text("0 0")
        assert "3 new" in watch.done(runner, place).stderr
        assert "No feed is due" in watch.done(runner, place).stderr
        chat = runner.newsdesk(place.library, "chat", typed="What did Lavrov demand?\n")
        assert chat.code == 0
        runner.clock.write_text(f"{-day} 0")
        publish(site, PLACES[:3], "Then the toll was raised.")
        assert "3 updated" in watch.done(runner, place).stderr
        gone_on = runner.newsdesk(place.library, "chat", "--continue", typed="and Biden?\n")
        assert gone_on.code == 0
        assert "Biden" in gone_on.stdout
        assert runner.inspect(place.library)["faults"] == []
    finally:
        runner.clock.unlink()
        publish(site, PLACES[:3])


@pytest.mark.slow
def test_a_writer_asleep_in_the_middle_holds_up_only_writers(runner: Runner, place: Place) -> None:
    assert writer_asleep(runner, place) == []


@pytest.mark.slow
def test_a_watcher_asleep_in_a_fetch_goes_on(runner: Runner, base: Place, tmp_path: Path) -> None:
    held = threading.Event()
    with SiteServer() as site:
        publish(site, PLACES[:3], hold=held)
        place = copied(base, tmp_path / "place")
        with closing(sqlite3.connect(place.library / "newsdesk.sqlite3")) as db:
            db.execute("UPDATE feeds SET address = ?", (site / "feed.xml",))
            db.commit()
        assert watcher_asleep(runner, place, held) == []
