"""Libraries as earlier Newsdesks made them: the tables of each schema, and the sample news in them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from retrieval.store.connection import FILE

_STORIES = """
    -- The story an article belongs to: the least key among its articles; none where it has no copy.
    ALTER TABLE articles ADD COLUMN story INTEGER;
    CREATE INDEX articles_by_story ON articles (story);

    -- The lines that credit others, taken out of a version's text: "With inputs from …".
    CREATE TABLE credits (
        version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
        lines TEXT NOT NULL
    );

    -- What each version looks like, and whose text it says it is. Versions are sketched in the order
    -- of their keys, so the largest key here tells how far that has come.
    CREATE TABLE sketches (
        version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
        signature BLOB NOT NULL,
        origin TEXT
    );
    CREATE TABLE buckets (
        bucket INTEGER NOT NULL,
        version INTEGER NOT NULL,
        PRIMARY KEY (bucket, version)
    ) WITHOUT ROWID;

    CREATE TABLE copies (
        one INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
        other INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
        PRIMARY KEY (one, other)
    ) WITHOUT ROWID;
    CREATE INDEX copies_by_other ON copies (other);
"""

_STATEMENTS = """
    -- Who said what, as a version tells it; every pair is a span of its text.
    CREATE TABLE statements (
        key INTEGER PRIMARY KEY,
        version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
        sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
        cue_start INTEGER NOT NULL, cue_end INTEGER NOT NULL,
        speaker_start INTEGER, speaker_end INTEGER,
        to_start INTEGER, to_end INTEGER,
        direct INTEGER NOT NULL,
        -- The speaker's full name, and the part of it that all spellings of it share.
        name TEXT, person TEXT,
        said_on TEXT
    );
    CREATE INDEX statements_by_version ON statements (version, "start");
    CREATE INDEX statements_by_person ON statements (person);

    -- By which method the statements of a version were found, so that a better one goes over it again.
    CREATE TABLE attributed (
        version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
        method TEXT NOT NULL
    );
"""

_CAME_THROUGH = """
    -- Through which feed, site or other address named by the user an article came in.
    CREATE TABLE came_through (
        article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        feed TEXT NOT NULL,
        PRIMARY KEY (article, feed)
    ) WITHOUT ROWID;
"""

_SHARING = """
    -- How far each node's indexes have followed, and what each has taken on for a while.
    CREATE TABLE replicas (
        name TEXT PRIMARY KEY, seen INTEGER NOT NULL, at TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE leases (
        name TEXT PRIMARY KEY, holder TEXT NOT NULL, until TEXT NOT NULL, fence INTEGER NOT NULL
    ) WITHOUT ROWID;
"""

SCRIPTS: tuple[str, ...] = (
    """
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE articles (
        key INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        canonical TEXT UNIQUE,
        source TEXT
    );
    CREATE INDEX articles_by_source ON articles (source);

    CREATE TABLE versions (
        key INTEGER PRIMARY KEY,
        article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
        version TEXT NOT NULL,
        seq INTEGER NOT NULL,
        url TEXT, outlet TEXT, title TEXT, byline TEXT NOT NULL,
        published TEXT, published_precision TEXT, modified TEXT,
        kind TEXT NOT NULL, language TEXT, source TEXT,
        text TEXT NOT NULL,
        added TEXT NOT NULL,
        UNIQUE (article, version)
    );
    CREATE INDEX versions_by_version ON versions (version);

    CREATE TABLE passages (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
        n INTEGER NOT NULL,
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        hash BLOB NOT NULL,
        UNIQUE (version, n)
    );
    CREATE INDEX passages_by_hash ON passages (hash);

    CREATE TABLE vectors (hash BLOB PRIMARY KEY, vector BLOB NOT NULL);

    -- What the indexes still have to be told: written in the same transaction
    -- as the change itself, so that an interrupted ingest is found and mended.
    CREATE TABLE pending (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('passage', 'article')),
        target INTEGER NOT NULL,
        action TEXT NOT NULL CHECK (action IN ('add', 'delete'))
    );

    CREATE TABLE files (
        path TEXT PRIMARY KEY,
        digest TEXT NOT NULL,
        items INTEGER NOT NULL
    ) WITHOUT ROWID;
    """,
    """
    -- Addresses fetched, and by what the next fetch can tell whether they have changed.
    CREATE TABLE pages (
        address TEXT PRIMARY KEY,
        article TEXT,
        etag TEXT, last_modified TEXT,
        digest TEXT NOT NULL,
        fetched_at TEXT NOT NULL,
        status TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX pages_by_article ON pages (article);
    """,
    _STORIES,
    """
    -- When the last page of an article was found gone, and how; none while it is there.
    ALTER TABLE articles ADD COLUMN withdrawn TEXT;
    ALTER TABLE articles ADD COLUMN withdrawn_why TEXT;
    CREATE INDEX articles_withdrawn ON articles (withdrawn) WHERE withdrawn IS NOT NULL;

    -- Addresses looked at again and again.
    CREATE TABLE feeds (
        address TEXT PRIMARY KEY,
        every_seconds INTEGER NOT NULL,
        added TEXT NOT NULL,
        last_checked TEXT,
        note TEXT
    ) WITHOUT ROWID;
    """,
    _STATEMENTS,
    _CAME_THROUGH,
    _SHARING,
)
"""What brought a file from each schema to the next; from the seventh on Alembic did, as it does today."""


def old_library(folder: Path, schema: int, name: str = FILE) -> sqlite3.Connection:
    """A new file of an earlier schema, open."""
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(folder / name)
    for script in SCRIPTS[:schema]:
        db.executescript(script)
    db.execute(f"PRAGMA user_version = {schema}")
    return db


def made_older(library: Path, schema: int) -> None:
    """Make a library one of an earlier schema: the same rows, as far as there were tables for them.

    Args:
        library: its folder; the file in it is replaced, and its indexes stay.
        schema: the earlier one.
    """
    new, old = library / FILE, library / "older.sqlite3"
    with closing(old_library(library, schema, old.name)) as db:
        db.execute("ATTACH ? AS new", (str(new),))
        for (table,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table'").fetchall():
            if not table.startswith("sqlite_"):
                columns = [f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})")]
                names = ", ".join(columns)
                db.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
        db.commit()
    for file in library.glob(f"{FILE}*"):
        file.unlink()
    old.rename(new)
