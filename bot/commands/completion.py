"""What a shell offers after the tab key: outlets and ids out of the library, where it is there and quick.

The files are read as they are, without the library's own code: that takes its time to
load, brings an older library up to date and waits for one that is locked.
"""

from __future__ import annotations

import re
from contextlib import closing, suppress
from pathlib import Path

import typer

LIBRARY = "newsdesk.sqlite3"
CONVERSATIONS = "conversations.sqlite3"

MOST = 200
"""Offers; beyond that nobody reads them."""

WAIT = 0.2
"""Seconds to wait for a file that is locked."""


_UNSAFE = re.compile(r"[^\w .,!?’“”&/–-]")
"""What a shell may act on: some take what they are offered apart with eval, and it comes from articles."""


def complete_outlet(context: typer.Context, incomplete: str) -> list[str]:
    """Outlets that begin so, whatever the case, the most frequent first."""
    rows = _rows(
        context,
        LIBRARY,
        "SELECT outlet, '' FROM versions WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY count(*) DESC",
    )
    begun = incomplete.casefold()
    safe = [outlet for outlet, _ in rows if not _UNSAFE.search(outlet)]
    return [outlet for outlet in safe if outlet.casefold().startswith(begun)][:MOST]


def complete_conversation(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids of conversations that begin so, the latest first, each with its first question."""
    rows = _rows(context, CONVERSATIONS, "SELECT id, title FROM conversations ORDER BY latest DESC")
    return _begun(rows, incomplete)


def complete_article(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids of articles that begin so, the newest first, each with its title."""
    rows = _rows(
        context,
        LIBRARY,
        "SELECT a.id, v.title FROM articles a JOIN versions v ON v.article = a.key"
        " GROUP BY a.key ORDER BY max(coalesce(v.published, '')) DESC",
    )
    return _begun(rows, incomplete)


def _begun(rows: list[tuple[str, str]], incomplete: str) -> list[tuple[str, str]]:
    """The ids that begin so, with what tells them apart."""
    safe = [(id, _UNSAFE.sub(" ", told)) for id, told in rows if not _UNSAFE.search(id)]
    return [row for row in safe if row[0].startswith(incomplete)][:MOST]


def _rows(context: typer.Context, name: str, query: str) -> list[tuple[str, str]]:
    """What a query of a file of the library gives; nothing where anything is in the way."""
    import sqlite3

    # Whatever is wrong, a traceback between somebody's keystrokes helps nobody.
    with suppress(Exception):
        file = _library(context) / name
        if file.is_file():
            address = f"{file.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=WAIT)) as db:
                return [(str(one), str(other or "")) for one, other in db.execute(query)]
    return []


def _library(context: typer.Context) -> Path:
    named = context.find_root().params.get("library")
    if named is not None:
        return Path(named).expanduser()
    from config.settings import load_settings

    return load_settings().library.expanduser()
