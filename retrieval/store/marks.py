"""The marks of values in SQL: written once, as SQLite has them, and put as PostgreSQL's driver has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_PIECES = re.compile(
    r"""
    '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]*   # what is quoted, and comments, are left as they are
    | (?P<cast>::)
    | \?
    | :(?P<name>[A-Za-z_]\w*)
    | %
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=1024)
def as_psycopg(sql: str) -> str:
    """A statement with `?` and `:name` as `%s` and `%(name)s`; each `%` of its own is doubled."""

    def put(found: re.Match[str]) -> str:
        piece = found[0]
        if piece == "?":
            return "%s"
        if found["name"]:
            return f"%({found['name']})s"
        return piece.replace("%", "%%")

    return _PIECES.sub(put, sql)


def marks(values: Sequence[object]) -> str:
    """Question marks for so many values; what equals nothing for none."""
    return ",".join("?" * len(values)) or "NULL"
