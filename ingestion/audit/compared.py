"""What came of comparing rows of one kind."""

from __future__ import annotations

from typing import NamedTuple

PART = 500
"""Versions read at once."""


class Compared(NamedTuple):
    """Rows of one kind, each compared.

    Args:
        what: the kind, as it is headed.
        rows: how many were compared.
        of: what they are, after their number.
        wrong: each that does not agree, named, with why.
        mend: the command that mends it.
        note: what else is told where nothing is wrong.
    """

    what: str
    rows: int
    of: str
    wrong: tuple[str, ...]
    mend: str
    note: str = ""
