"""Throws bad input at every parser that outside data reaches; it begins with `tests/fuzz_seeds`."""

from __future__ import annotations
