"""A library that is locked, old, new, on a full disk or on one that is read-only: each is told in words."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from config.log import stop_log
from retrieval.store import refusals
from retrieval.store.connection import FILE
from retrieval.store.schema import SCHEMA
from tests.old_libraries import made_older

ROOT = Path(__file__).resolve().parent.parent
ASKED = ("ask", "what did Lavrov demand?", "--as-of", "2022-01-02", "--quoted")
STORY = (
    "The mayor opened the new bridge over the Averne on Monday, two years late. "
    '"Nobody will miss the ferry," she told a crowd of about three hundred.'
)


def newsdesk(library: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *map(str, words)])


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(f"Mayor opens bridge\n\n{STORY}\n")
    return file


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[None]:
    """A disk of its own; skips the test where none may be mounted."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "newsdesk-test", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk cannot be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def is_told(result: Result, *parts: str) -> None:
    """A failure told in one sentence and one hint."""
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 2, result.stderr
    assert lines[0].startswith("newsdesk: ")
    for part in parts:
        assert part in result.stderr


HOLDER = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA locking_mode = EXCLUSIVE")
db.execute("BEGIN EXCLUSIVE")
db.execute("INSERT OR REPLACE INTO meta VALUES ('held', '1')")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_library_that_another_process_has_locked(
    own_sample: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "WAIT", 0.05)
    command = [sys.executable, "-c", HOLDER, str(own_sample / FILE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for words in (ASKED, ("status",), ("ingest", story)):
            is_told(newsdesk(own_sample, *words), f"The library {own_sample} is locked", "Wait until")
        holder.communicate("")
    assert newsdesk(own_sample, *ASKED).exit_code == 0


def test_a_library_that_is_being_written_to_still_answers(
    own_sample: Path, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "WAIT", 0.05)
    with closing(sqlite3.connect(own_sample / FILE, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert newsdesk(own_sample, *ASKED).exit_code == 0
        is_told(newsdesk(own_sample, "ingest", story), "is locked", "Wait until")
        writer.execute("ROLLBACK")


def test_a_library_of_a_newer_newsdesk(own_sample: Path) -> None:
    set_version(own_sample, SCHEMA + 1)
    for words in (ASKED, ("status",)):
        is_told(newsdesk(own_sample, *words), "written by a newer Newsdesk", "Upgrade Newsdesk")


def set_version(library: Path, version: int) -> None:
    with closing(sqlite3.connect(library / FILE)) as db:
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()


def test_a_library_of_an_older_newsdesk_is_brought_up_to_date(own_sample: Path) -> None:
    made_older(own_sample, 4)
    result = newsdesk(own_sample, *ASKED)
    assert result.exit_code == 0, result.stderr
    assert "guarantees" in result.stdout


def test_a_disk_that_is_read_only(own_sample: Path, story: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "16m"):
        shutil.copytree(own_sample, disk / "library")
        shutil.copytree(own_sample, disk / "older")
        made_older(disk / "older", 4)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        asked = newsdesk(disk / "library", *ASKED)
        assert (asked.exit_code, asked.stderr) == (0, "")
        assert "guarantees" in asked.stdout
        for words in (("ingest", story), ("reindex",)):
            is_told(newsdesk(disk / "library", *words), "its disk is read-only", "copy the folder")
        checks = json.loads(newsdesk(disk / "library", "doctor", "--json").stdout)
        assert [check["name"] for check in checks if not check["ok"]] == ["disk"]
        is_told(newsdesk(disk / "new", "status"), f"The library {disk / 'new'}", "its disk is read-only")
        is_told(newsdesk(disk / "older", *ASKED), "of an older Newsdesk", "newsdesk status")


def test_a_disk_that_is_full(own_sample: Path, story: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with mounted(disk, "4m"):
        library = disk / "library"
        shutil.copytree(own_sample, library)
        fill(disk / "filling")
        is_told(newsdesk(library, "ingest", story), "its disk is full", "Make room")
        (disk / "filling").unlink()
        assert newsdesk(library, "ingest", story).exit_code == 0
        checks = json.loads(newsdesk(library, "doctor", "--json").stdout)
        assert [check["name"] for check in checks if not check["ok"]] == ["disk"]


def fill(file: Path) -> None:
    """Write until the disk takes no more."""
    with file.open("wb", buffering=0) as filling:
        try:
            while filling.write(b"\0" * 4096):
                pass
        except OSError:
            return


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))
from bot.cli import main
sys.argv[1:] = sys.argv[2:]
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits are set otherwise there")
def test_a_limit_on_the_size_of_files(own_sample: Path, story: Path) -> None:
    # Room for what every reader of the log of writes needs, and for little more.
    words = ["--library", str(own_sample), "ingest", str(story)]
    command = [sys.executable, "-c", LIMITED, "40000", *words]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 1, run.stderr
    assert run.stderr.startswith(
        f"newsdesk: The library {own_sample} cannot be written: its disk fails, or a"
    )
    assert len(run.stderr.splitlines()) == 2
    assert newsdesk(own_sample, "ingest", story).exit_code == 0
