"""How a library comes from each schema to the next, in SQLite and PostgreSQL alike; run by Alembic.

A revision's number is the schema's, which a SQLite file has as its `user_version`.
"""
