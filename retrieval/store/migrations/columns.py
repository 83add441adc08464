"""The columns that the steps are written with."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Identity

from retrieval.store.column_types import BYTES, COUNT, WHOLE, WORDS


def key() -> Column[int]:
    """The number of a row, given by the database."""
    return Column("key", WHOLE, Identity(), primary_key=True)


def of(table: str, name: str, *, key: bool = False) -> Column[int]:
    """The key of a row of another table, with which this one goes."""
    parent = ForeignKey(f"{table}.key", ondelete="CASCADE")
    return Column(name, WHOLE, parent, primary_key=key, nullable=False, autoincrement=False)


def words(name: str, *, key: bool = False, needed: bool = False, unique: bool = False) -> Column[str]:
    """Text."""
    return Column(name, WORDS, primary_key=key, nullable=not (needed or key), unique=unique or None)


def number(name: str, *, needed: bool = True) -> Column[int]:
    """A place in a text, or how many."""
    return Column(name, COUNT, nullable=not needed)


def large(name: str, *, key: bool = False, needed: bool = True) -> Column[int]:
    """A number of up to 64 bits."""
    return Column(name, WHOLE, primary_key=key, nullable=not needed, autoincrement=False)


def raw(name: str, *, key: bool = False) -> Column[bytes]:
    """Bytes."""
    return Column(name, BYTES, primary_key=key, nullable=False)
