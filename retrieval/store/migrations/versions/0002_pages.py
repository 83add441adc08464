"""Addresses fetched."""

from __future__ import annotations

from alembic import op

from retrieval.store.migrations.columns import words

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.create_table(
        "pages",
        words("address", key=True),
        *(words(name) for name in ("article", "etag", "last_modified")),
        *(words(name, needed=True) for name in ("digest", "fetched_at", "status")),
        sqlite_with_rowid=False,
    )
    op.create_index("pages_by_article", "pages", ["article"])
