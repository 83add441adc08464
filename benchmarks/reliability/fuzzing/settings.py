"""Files that an operator gives: settings, channels, outlets, publishers (TOML), and backups."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Hashable
from functools import cache
from pathlib import Path

from benchmarks.reliability.fuzzing.changing import lines, numbers, pieces, words
from benchmarks.reliability.fuzzing.target import Input, Target
from bot.backups.restoring import restore
from bot.slack.settings.channel_rules import read_rules
from config.errors import NewsdeskError
from config.settings import load_settings
from ingestion.outlets import load_outlets
from retrieval.library import Library
from retrieval.outlets.families import Families

_CONFIG = "NEWSDESK_CONFIG"


def _run(given: Input) -> Hashable:
    file = _folder() / f"given{given.suffix}"
    file.write_bytes(given.data)
    if given.suffix == ".zip":
        return _refused(lambda: _restored(file))
    readers: tuple[Callable[[], object], ...] = (
        lambda: _settings(file),
        lambda: read_rules(file),
        lambda: load_outlets(file).at("https://www.tarn.example/a"),
        lambda: Families(file).voices(["The Tarn Post", "www.tarn.example"]),
    )
    return tuple(map(_refused, readers))


def _settings(file: Path) -> None:
    before = os.environ.get(_CONFIG)
    os.environ[_CONFIG] = str(file)
    try:
        load_settings()
    finally:
        if before is None:
            del os.environ[_CONFIG]
        else:
            os.environ[_CONFIG] = before


def _restored(file: Path) -> None:
    folder = _folder() / "restored"
    try:
        restore(file, folder)
        Library(folder).close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refused(read: Callable[[], object]) -> Hashable:
    """How a file is refused; None where it is taken."""
    try:
        read()
    except NewsdeskError as error:
        str(error).encode()
        return type(error).__name__, error.message.rpartition(": ")[2][:30]
    return None


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-"))


_WORDS = (
    *(
        b"[",
        b"]",
        b"[[a]]\n",
        b"[a.b]\n",
        b"[channels.'#news']\n",
        b"= ",
        b'""" ',
        b"'''",
        b"{a = {b = 1}}",
        b"inf",
        b"nan",
    ),
    *(
        b"0x",
        b"1979-05-27T07:32:00Z",
        b"true",
        b"\\u0000",
        b"\\ud800",
        b"library = ",
        b"model = ",
        b"database = ",
        b"threads = ",
    ),
    *(
        b"max_file_mb = ",
        b"as_of = ",
        b"who = ",
        b"when = ",
        b"outlets = ",
        b"admins = ",
        b"locked = true\n",
        b"log_file = ",
    ),
    *(
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"contents.json",
        b"newsdesk.sqlite3",
        b"../newsdesk.sqlite3",
        b"SQLite format 3\0",
    ),
)

TARGET = Target(
    "settings",
    "settings (TOML), backups",
    _run,
    (pieces(lines, _WORDS), pieces(words, _WORDS), numbers),
    _WORDS,
)
