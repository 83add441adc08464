"""Articles, their versions, passages and vectors, and what the indexes have still to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from retrieval.store.migrations.columns import key, large, number, of, raw, words

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring a library one schema on."""
    op.create_table("meta", words("name", key=True), words("value", needed=True), sqlite_with_rowid=False)
    op.create_table(
        "articles",
        key(),
        words("id", needed=True, unique=True),
        words("canonical", unique=True),
        words("source"),
    )
    op.create_index("articles_by_source", "articles", ["source"])
    op.create_table(
        "versions",
        key(),
        of("articles", "article"),
        words("version", needed=True),
        number("seq"),
        *(words(name) for name in ("url", "outlet", "title")),
        words("byline", needed=True),
        *(words(name) for name in ("published", "published_precision", "modified")),
        words("kind", needed=True),
        words("language"),
        words("source"),
        words("text", needed=True),
        words("added", needed=True),
        sa.UniqueConstraint("article", "version"),
    )
    op.create_index("versions_by_version", "versions", ["version"])
    op.create_table(
        "passages",
        key(),
        of("versions", "version"),
        number("n"),
        number("start"),
        number("end"),
        raw("hash"),
        sa.UniqueConstraint("version", "n"),
        sqlite_autoincrement=True,
    )
    op.create_index("passages_by_hash", "passages", ["hash"])
    op.create_table("vectors", raw("hash", key=True), raw("vector"))
    op.create_table(
        "pending",
        key(),
        words("kind", needed=True),
        large("target"),
        words("action", needed=True),
        sa.CheckConstraint("kind IN ('passage', 'article')"),
        sa.CheckConstraint("action IN ('add', 'delete')"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "files",
        words("path", key=True),
        words("digest", needed=True),
        number("items"),
        sqlite_with_rowid=False,
    )
