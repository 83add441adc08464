"""The targets by their names; each is loaded when it is run."""

from __future__ import annotations

from importlib import import_module

from benchmarks.reliability.fuzzing.target import Target

NAMES = (
    "files",
    "pages",
    "feeds",
    "sitemaps",
    "archives",
    "documents",
    "questions",
    "slack",
    "replies",
    "settings",
)


def target(name: str) -> Target:
    """The target of a name; its module is called after it."""
    found: Target = import_module(f"benchmarks.reliability.fuzzing.{name}").TARGET
    return found
