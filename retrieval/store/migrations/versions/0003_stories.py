"""Which articles are copies of one text."""

from __future__ import annotations

from alembic import op

from retrieval.store.migrations.columns import large, of, raw, words

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.add_column("articles", large("story", needed=False))
    op.create_index("articles_by_story", "articles", ["story"])
    op.create_table("credits", of("versions", "version", key=True), words("lines", needed=True))
    op.create_table("sketches", of("versions", "version", key=True), raw("signature"), words("origin"))
    op.create_table("buckets", large("bucket", key=True), large("version", key=True), sqlite_with_rowid=False)
    op.create_table(
        "copies",
        of("versions", "one", key=True),
        of("versions", "other", key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("copies_by_other", "copies", ["other"])
