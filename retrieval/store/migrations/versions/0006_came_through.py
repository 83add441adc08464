"""Through which feed, site or other address named by the user an article came in."""

from __future__ import annotations

from alembic import op

from retrieval.store.migrations.columns import of, words

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.create_table(
        "came_through",
        of("articles", "article", key=True),
        words("feed", key=True),
        sqlite_with_rowid=False,
    )
