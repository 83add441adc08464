"""The library's tables, described once for SQLite and PostgreSQL. Opening a library does not load this.

`new_library.sql` beside this file is made of it, for new SQLite files, which are so made without loading
SQLAlchemy; the migrations bring older libraries, and PostgreSQL, to the same. After a change write a
migration, then run: python -m retrieval.store.tables
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Table,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from retrieval.store.column_types import BYTES, COUNT, WHOLE, WORDS

metadata = MetaData()


def _key() -> Column[int]:
    return Column("key", WHOLE, Identity(), primary_key=True)


def _of(table: str, name: str, *, key: bool = False) -> Column[int]:
    """A reference by which a row goes with what it belongs to."""
    return Column(
        name,
        WHOLE,
        ForeignKey(f"{table}.key", ondelete="CASCADE"),
        primary_key=key,
        nullable=False,
        autoincrement=False,
    )


def _text(name: str, *, key: bool = False, needed: bool = False) -> Column[str]:
    return Column(name, WORDS, primary_key=key, nullable=not (needed or key))


def _number(name: str, *, needed: bool = True) -> Column[int]:
    return Column(name, COUNT, nullable=not needed)


def _large(name: str, *, key: bool = False, needed: bool = True) -> Column[int]:
    return Column(name, WHOLE, primary_key=key, nullable=not needed, autoincrement=False)


Table("meta", metadata, _text("name", key=True), _text("value", needed=True), sqlite_with_rowid=False)

articles = Table(
    "articles",
    metadata,
    _key(),
    Column("id", WORDS, nullable=False, unique=True),
    Column("canonical", WORDS, unique=True),
    _text("source"),
    # The story it belongs to: the least key among its articles; none where it has no copy.
    _large("story", needed=False),
    # When its last page was found gone, and how; none while it is there.
    _text("withdrawn"),
    _text("withdrawn_why"),
)
Index("articles_by_source", articles.c.source)
Index("articles_by_story", articles.c.story)
_gone = text("withdrawn IS NOT NULL")
Index("articles_withdrawn", articles.c.withdrawn, sqlite_where=_gone, postgresql_where=_gone)

versions = Table(
    "versions",
    metadata,
    _key(),
    _of("articles", "article"),
    _text("version", needed=True),
    _number("seq"),
    _text("url"),
    _text("outlet"),
    _text("title"),
    _text("byline", needed=True),
    _text("published"),
    _text("published_precision"),
    _text("modified"),
    _text("kind", needed=True),
    _text("language"),
    _text("source"),
    _text("text", needed=True),
    _text("added", needed=True),
    UniqueConstraint("article", "version"),
)
Index("versions_by_version", versions.c.version)
Index("versions_by_published", versions.c.published)
Index("versions_by_outlet", versions.c.outlet, versions.c.published)

passages = Table(
    "passages",
    metadata,
    _key(),
    _of("versions", "version"),
    _number("n"),
    _number("start"),
    _number("end"),
    Column("hash", BYTES, nullable=False),
    UniqueConstraint("version", "n"),
    sqlite_autoincrement=True,
)
Index("passages_by_hash", passages.c.hash)

Table("vectors", metadata, Column("hash", BYTES, primary_key=True), Column("vector", BYTES, nullable=False))

# What the indexes still have to be told: written in the same transaction as the change itself, so that
# an interrupted ingest is found and mended.
Table(
    "pending",
    metadata,
    _key(),
    _text("kind", needed=True),
    _large("target"),
    _text("action", needed=True),
    CheckConstraint("kind IN ('passage', 'article')"),
    CheckConstraint("action IN ('add', 'delete')"),
    sqlite_autoincrement=True,
)

Table(
    "files",
    metadata,
    _text("path", key=True),
    _text("digest", needed=True),
    _number("items"),
    sqlite_with_rowid=False,
)

# Addresses fetched, and by what the next fetch can tell whether they have changed.
pages = Table(
    "pages",
    metadata,
    _text("address", key=True),
    _text("article"),
    _text("etag"),
    _text("last_modified"),
    _text("digest", needed=True),
    _text("fetched_at", needed=True),
    _text("status", needed=True),
    sqlite_with_rowid=False,
)
Index("pages_by_article", pages.c.article)

# The lines that credit others, taken out of a version's text: "With inputs from …".
Table("credits", metadata, _of("versions", "version", key=True), _text("lines", needed=True))

# What each version looks like, and whose text it says it is. Versions are sketched in the order of
# their keys, so the largest key here tells how far that has come.
Table(
    "sketches",
    metadata,
    _of("versions", "version", key=True),
    Column("signature", BYTES, nullable=False),
    _text("origin"),
)
Table(
    "buckets",
    metadata,
    _large("bucket", key=True),
    _large("version", key=True),
    sqlite_with_rowid=False,
)
copies = Table(
    "copies",
    metadata,
    _of("versions", "one", key=True),
    _of("versions", "other", key=True),
    sqlite_with_rowid=False,
)
Index("copies_by_other", copies.c.other)

# Addresses looked at again and again.
Table(
    "feeds",
    metadata,
    _text("address", key=True),
    _number("every_seconds"),
    _text("added", needed=True),
    _text("last_checked"),
    _text("note"),
    sqlite_with_rowid=False,
)

# Who said what, as a version tells it; every pair is a span of its text.
statements = Table(
    "statements",
    metadata,
    _key(),
    _of("versions", "version"),
    _number("start"),
    _number("end"),
    _number("sentence_start"),
    _number("sentence_end"),
    _number("cue_start"),
    _number("cue_end"),
    _number("speaker_start", needed=False),
    _number("speaker_end", needed=False),
    _number("to_start", needed=False),
    _number("to_end", needed=False),
    _number("direct"),
    # The speaker's full name, and the part of it that all spellings of it share.
    _text("name"),
    _text("person"),
    _text("said_on"),
)
Index("statements_by_version", statements.c.version, statements.c.start)
Index("statements_by_person", statements.c.person, statements.c.version, statements.c.name)

# By which method the statements of a version were found, so that a better one goes over it again.
Table("attributed", metadata, _of("versions", "version", key=True), _text("method", needed=True))

# Through which feed, site or other address named by the user an article came in.
Table(
    "came_through",
    metadata,
    _of("articles", "article", key=True),
    _text("feed", key=True),
    sqlite_with_rowid=False,
)

# How far each copy of the indexes has followed `pending`, and when it last said so.
Table(
    "replicas",
    metadata,
    _text("name", key=True),
    _large("seen"),
    _text("at", needed=True),
    sqlite_with_rowid=False,
)

# Work that one process has taken on, until when, and how often it was taken so far.
Table(
    "leases",
    metadata,
    _text("name", key=True),
    _text("holder", needed=True),
    _text("until", needed=True),
    _large("fence"),
    sqlite_with_rowid=False,
)


def for_sqlite() -> str:
    """The statements that make a new SQLite library, one after another."""
    dialect = sqlite.dialect()
    made: list[CreateTable | CreateIndex] = []
    for table in metadata.sorted_tables:
        made.append(CreateTable(table))
        made += [CreateIndex(index) for index in sorted(table.indexes, key=lambda index: str(index.name))]
    lines = (str(one.compile(dialect=dialect)).strip() for one in made)
    return "".join(f"{line.replace(chr(9), '    ')};\n" for line in lines).replace(" \n", "\n")


if __name__ == "__main__":
    (Path(__file__).parent / "new_library.sql").write_text(for_sqlite(), encoding="utf-8")
