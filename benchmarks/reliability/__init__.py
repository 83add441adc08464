"""What happens when things go wrong: each module breaks something for real and counts what became of it."""

from __future__ import annotations
