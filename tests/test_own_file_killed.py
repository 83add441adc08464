"""A process that is killed while it writes leaves files that the next one can read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.own_files.own_file import OwnFile

_SCHEMA = "CREATE TABLE kept (word TEXT) STRICT;"
_WRITER = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.executemany("INSERT INTO kept VALUES (?)", [("lost" * 1000,)] * 100)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("wal", [False, True])
def test_what_a_killed_process_had_not_finished_is_taken_back(tmp_path: Path, wal: bool) -> None:
    own = OwnFile(tmp_path / "own.sqlite3", (_SCHEMA,), "words", wal=wal)
    with own.writing() as db:
        db.execute("INSERT INTO kept VALUES ('kept')")
    killed = subprocess.run([sys.executable, "-c", _WRITER, str(own.file)], check=False)
    assert killed.returncode < 0
    with own.reading() as db:
        assert db.execute("SELECT word FROM kept").fetchall() == [("kept",)]
