"""Kills what writes to a library, at any moment, and looks what became of it.

Run: python -m benchmarks.reliability.killing 200
"""

from __future__ import annotations
