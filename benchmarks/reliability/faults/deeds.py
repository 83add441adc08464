"""What a user does with a library: the commands that are run under faults, and what each leads to."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.reliability.faults.inspecting import QUESTION
from benchmarks.reliability.faults.running import Ran, Runner

SAMPLE = ROOT / "ingestion" / "sample_news"
QUOTED = "guarantees"
"""What every answer to the question has in it."""

PLACES = ("Averne", "Sollmark", "Tarn", "Eskil", "Farrow", "Hollis")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the deeds are done.

    Args:
        library: the folder of the library.
        beside: a folder of what is taken in, read from, and written to.
        site: the address of a feed.
    """

    library: Path
    beside: Path
    site: str

    @property
    def backup(self) -> Path:
        """A backup of the library as it is before each deed."""
        return self.beside / "kept.zip"


@dataclass(frozen=True, slots=True)
class Deed:
    """One command.

    Args:
        name: of the command, for the table.
        words: what is typed after `newsdesk --library PATH`.
        typed: what is piped in.
        reads: whether nothing is to be gone on with where it failed.
        again: exit codes with which it may end when it is done once more.
        codes: exit codes with which it ends where nothing fails.
    """

    name: str
    words: Callable[[Place], list[str | Path]]
    typed: str = ""
    reads: bool = False
    again: frozenset[int] = frozenset({0})
    codes: frozenset[int] = frozenset({0})

    def done(self, runner: Runner, place: Place, **how: Any) -> Ran:
        """Do it."""
        settings = {"NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "1", **how.pop("settings", {})}
        return runner.newsdesk(place.library, *self.words(place), typed=self.typed, settings=settings, **how)


REMOVED = "harbourpost.example/world/2022/01/21/blinken-lavrov-geneva"

DEEDS = (
    Deed("ask", lambda place: ["ask", QUESTION], reads=True),
    Deed("chat", lambda place: ["chat"], f"{QUESTION}\nand Biden?\n/feedback good it helped\n"),
    Deed("ingest", lambda place: ["ingest", place.beside / "news"]),
    Deed("watch", lambda place: ["watch", "--once"]),
    Deed("reindex", lambda place: ["reindex"]),
    Deed("remove", lambda place: ["remove", "--yes", f"https://{REMOVED}"], again=frozenset({0, 1})),
    Deed("backup", lambda place: ["backup", "--replace", place.beside / "made.zip"]),
    Deed("restore", lambda place: ["restore", "--replace", place.backup]),
    Deed("feedback export", lambda place: ["feedback", "export", place.beside / "made.json"], reads=True),
    Deed("conversations", lambda place: ["conversations", "list"], reads=True),
    Deed("doctor", lambda place: ["doctor"], reads=True, codes=frozenset({0, 1})),
)


def prepare(runner: Runner, place: Place) -> None:
    """Make a library of the sample news, with a feed, a conversation and feedback, and a backup of it."""
    news = place.beside / "news"
    news.mkdir(parents=True)
    for n, name in enumerate(PLACES):
        (news / f"{name}.txt").write_text(story(name, n), encoding="utf-8")
    steps: tuple[list[str | Path], ...] = (
        ["ingest", SAMPLE],
        ["feeds", "add", place.site],
        ["chat"],
        ["backup", place.backup],
    )
    for words in steps:
        ran = runner.newsdesk(
            place.library,
            *words,
            typed=f"{QUESTION}\n/feedback good\n",
            settings={"NEWSDESK_ALLOW_PRIVATE_ADDRESSES": "1"},
        )
        if ran.code:
            raise RuntimeError(f"{words}: {ran.code} {ran.stderr}")
    for file in place.library.glob("*.sqlite3"):
        _at_rest(file)


def story(name: str, n: int) -> str:
    """An article about a place of its own."""
    return (
        f"Title: {name} opens its bridge\nDate: 2024-05-{n + 1:02}\nOutlet: The {name} Post\n\n"
        f"The mayor of {name} opened the new bridge on Monday, {n + 2} years late. "
        f'"Nobody will miss the ferry," the mayor told a crowd of about {n + 3}00 people. '
        f"The council of {name} paid {n + 4} million for it, and will pay as much again for the road.\n"
    )


def _at_rest(file: Path) -> None:
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def copied(place: Place, to: Path) -> Place:
    """The same place once more, as it was prepared."""
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(place.library, to / "library")
    shutil.copytree(place.beside, to / "beside")
    return Place(to / "library", to / "beside", place.site)
