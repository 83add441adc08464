"""Articles whose page is gone, and addresses looked at again and again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from retrieval.store.migrations.columns import number, words

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.add_column("articles", words("withdrawn"))
    op.add_column("articles", words("withdrawn_why"))
    gone = sa.text("withdrawn IS NOT NULL")
    op.create_index("articles_withdrawn", "articles", ["withdrawn"], sqlite_where=gone, postgresql_where=gone)
    op.create_table(
        "feeds",
        words("address", key=True),
        number("every_seconds"),
        words("added", needed=True),
        words("last_checked"),
        words("note"),
        sqlite_with_rowid=False,
    )
