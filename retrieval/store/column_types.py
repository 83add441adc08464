"""The types of the library's columns, the same in SQLite and PostgreSQL."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, LargeBinary, Text

WHOLE = Integer().with_variant(BigInteger(), "postgresql")
"""SQLite's integers have 64 bits whatever they are called, but a key must be called INTEGER."""

COUNT = Integer()
"""Of 32 bits in PostgreSQL, whose functions of text take no other."""

WORDS = Text().with_variant(Text(collation="C"), "postgresql")
"""Sorted and compared byte by byte, as SQLite does: instants and days are text that sorts like time."""

BYTES = LargeBinary()
