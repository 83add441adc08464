"""Compares every row of a library, and every entry of its indexes, with what it was made from."""

from __future__ import annotations
