"""What nodes that share a library tell each other: how far each has followed, and what each has taken on."""

from __future__ import annotations

from alembic import op

from retrieval.store.migrations.columns import large, words

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.create_table(
        "replicas",
        words("name", key=True),
        large("seen"),
        words("at", needed=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "leases",
        words("name", key=True),
        words("holder", needed=True),
        words("until", needed=True),
        large("fence"),
        sqlite_with_rowid=False,
    )
