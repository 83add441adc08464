"""What a question asks of all versions or statements, so that it need not read them all."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Bring a library one schema on."""
    op.create_index("versions_by_published", "versions", ["published"])
    op.create_index("versions_by_outlet", "versions", ["outlet", "published"])
    op.drop_index("statements_by_person", "statements")
    op.create_index("statements_by_person", "statements", ["person", "version", "name"])
