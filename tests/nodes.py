"""Nodes of one library: folders of their own, with indexes and locks, over one database."""

from __future__ import annotations

from pathlib import Path

from retrieval.store.connection import FILE


def second_node(first: Path, folder: Path) -> Path:
    """A folder that shares the database of another, and nothing else of it.

    Args:
        first: a library's folder.
        folder: the one to make.
    """
    folder.mkdir(parents=True)
    first.mkdir(parents=True, exist_ok=True)
    (folder / FILE).symlink_to(first.resolve() / FILE)
    return folder
