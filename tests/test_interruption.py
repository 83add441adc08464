"""An ingest that is broken off, politely or not, leaves a whole library that the next one completes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from pydantic import SecretStr

from bot.desk import Newsdesk
from bot.facade.parts import LOCK
from config.errors import LibraryBusyError
from ingestion.report import Progress
from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = 150
"""More than two batches."""

QUESTION = "What did Lavrov demand of NATO?"
NAMES = ("Averne", "Brandt", "Coppin", "Delmar", "Eskil", "Farrow", "Gossage", "Hollis", "Imber", "Jarrow")


def name_of(n: int) -> str:
    return f"{NAMES[n // 10 % 10]}{NAMES[n % 10].lower()}{'son' * (n // 100)}"


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of articles, each about somebody of its own."""
    file = tmp_path_factory.mktemp("feed") / "feed.jsonl"
    with file.open("w") as lines:
        for n in range(ARTICLES):
            facts = {
                "url": f"https://paper.example/{n}",
                "title": f"{name_of(n)} is elected",
                "published": "2024-05-01",
                "text": f"The council elected {name_of(n)} as its chair on Wednesday evening in Sollmark.",
            }
            lines.write(json.dumps(facts) + "\n")
    return file


def completed(folder: Path, feed: Path) -> None:
    """Check that the next ingest takes in what is missing, and that all of it is found."""
    with Newsdesk(folder) as desk:
        before = desk.status().articles
        assert desk.integrity() == []
        assert desk.misplaced() == []
        report = desk.ingest([feed])
        assert (report.new, report.taken) == (ARTICLES - before, ARTICLES)
        status = desk.status()
        assert (status.articles, status.pending) == (ARTICLES, 0)
        assert desk.index_faults() == []
        for n in range(0, ARTICLES, 10):
            (hit, *_) = desk.search(f"Was {name_of(n)} elected?")
            assert hit.url == f"https://paper.example/{n}"


@pytest.mark.parametrize("at", [1, 70, ARTICLES])
def test_ctrl_c(tmp_path: Path, feed: Path, at: int) -> None:
    calls = 0

    def stop(progress: Progress) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise KeyboardInterrupt

    with Newsdesk(tmp_path / "library") as desk:
        with pytest.raises(KeyboardInterrupt):
            desk.ingest([feed], on_progress=stop)
        # What had been read whole is in, and can be asked for.
        assert desk.status().articles == at - 1
        assert desk.index_faults() == []
    completed(tmp_path / "library", feed)


KILLED = """
import os, signal, sys
from bot.desk import Newsdesk
from retrieval.index.projections import Projections
from retrieval.index.text_index import TextIndex

def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

where, at, library, feed = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
calls = 0

def tell(progress):
    global calls
    if progress.stage == where:
        calls += 1
        if calls == at:
            kill()

desk = Newsdesk(library)
if where == "before the indexes":
    Projections._tell = kill
elif where == "between the indexes":
    TextIndex.write = kill
desk.ingest([feed], on_progress=tell)
"""


@pytest.mark.parametrize(
    ("where", "at"),
    [
        ("embedding", 3),
        ("embedding", 70),
        ("indexing", 1),
        ("before the indexes", 0),
        ("between the indexes", 0),
    ],
)
def test_kill_9(tmp_path: Path, feed: Path, where: str, at: int) -> None:
    folder = tmp_path / "library"
    command = [sys.executable, "-c", KILLED, where, str(at), str(folder), str(feed)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    completed(folder, feed)


@pytest.mark.parametrize(("where", "at"), [("embedding", 70), ("between the indexes", 0)])
def test_kill_9_of_one_that_writes_to_a_database(
    tmp_path: Path,
    feed: Path,
    where: str,
    at: int,
    postgres: Postgres,
    new_library_database: SecretStr,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = postgres.new(new_library_database)
    monkeypatch.setenv("NEWSDESK_DATABASE", address.get_secret_value())
    test_kill_9(tmp_path, feed, where, at)
    postgres.drop(address)


def test_whoever_asks_first_after_a_kill_finds_everything_stored(tmp_path: Path, feed: Path) -> None:
    folder = tmp_path / "library"
    command = [sys.executable, "-c", KILLED, "before the indexes", "0", str(folder), str(feed)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    with Newsdesk(folder) as desk:
        assert desk.status().pending > 0
        assert desk.search(f"Was {name_of(140)} elected?")[0].url == "https://paper.example/140"
        assert desk.status().pending == 0


@pytest.fixture
def busy(own_sample: Path) -> Iterator[Path]:
    """A library that another process writes to."""
    with FileLock(own_sample / LOCK):
        yield own_sample


def test_a_second_writer_is_told_so(busy: Path, feed: Path) -> None:
    command = [sys.executable, "-m", "bot", "--library", str(busy), "ingest", str(feed)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith(f"newsdesk: Another Newsdesk is writing to the library {busy}.")
    with Newsdesk(busy) as desk:
        for act in (lambda: desk.ingest([feed]), desk.reindex, lambda: desk.remove(desk.articles()[0].id)):
            with pytest.raises(LibraryBusyError):
                act()


def test_threads_ask_one_desk_during_an_ingest(own_sample: Path, feed: Path) -> None:
    failed: list[BaseException] = []
    found: list[str] = []
    done = threading.Event()

    with Newsdesk(own_sample) as desk:
        before = {hit.passage_id for hit in desk.search(QUESTION, limit=5)}

        def ask() -> None:
            try:
                while not done.is_set():
                    found.append(desk.search(QUESTION, limit=1)[0].passage_id)
                    assert desk.articles(limit=1)
            except BaseException as error:
                failed.append(error)
                raise

        threads = [threading.Thread(target=ask) for _ in range(4)]
        for thread in threads:
            thread.start()
        try:
            report = desk.ingest([feed])
        finally:
            done.set()
            for thread in threads:
                thread.join()
        assert report.new == ARTICLES
        assert failed == []
        assert found
        # Words become rarer or less rare as articles come in, so among near ones the order may change.
        assert set(found) <= before
        assert desk.index_faults() == []


def test_another_process_asks_during_an_ingest(own_sample: Path, feed: Path) -> None:
    answers = []

    def tell(progress: Progress) -> None:
        if progress.stage == "embedding" and progress.done % 60 == 1:
            with Newsdesk(own_sample) as reader:
                answers.append(reader.search(QUESTION, limit=1)[0].outlet)

    with Newsdesk(own_sample) as desk:
        desk.ingest([feed], on_progress=tell)
    assert len(answers) == 3
    assert len(set(answers)) == 1
