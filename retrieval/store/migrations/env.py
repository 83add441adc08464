"""What Alembic runs: the steps, on the connection and in the transaction of whoever asks for them."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema=context.config.attributes["schema"],
)
context.run_migrations()
