"""Looks whether there is room and leave to write, and whether what is secret is private."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.status import Check
from config.private_files import exposed, keys_in
from config.settings import settings_file
from retrieval.models.model_export import is_prepared
from retrieval.store.refusals import existing, is_read_only

if TYPE_CHECKING:
    from bot.desk import Newsdesk

LEAST = 200_000_000
"""Bytes below which an ingest, or building the indexes anew, may not find room."""


_KEPT = ("*.sqlite3", "words", "vectors", "chroma", "write.lock")
"""What Newsdesk writes to in a library's folder."""


def disk(desk: Newsdesk) -> Check:
    """Whether the library, the log and a model still to be prepared can be written."""
    for what, folder in _written(desk):
        place = existing(folder)
        if os.access(place, os.W_OK):
            continue
        why = "its disk is read-only" if is_read_only(place) else "you have no right to"
        return Check(
            name="disk",
            ok=False,
            detail=f"{what} {folder} cannot be written: {why}",
            mend="To ask is all that works; make the folder yours, or mount its disk for writing.",
        )
    free = shutil.disk_usage(existing(desk.path)).free
    needed = max(LEAST, desk.status().size_bytes)
    told = f"{free / 1e9:,.1f} GB free"
    if free >= needed:
        return Check(name="disk", ok=True, detail=f"{told}, and everything can be written")
    return Check(
        name="disk",
        ok=False,
        detail=f"only {told} where the library is; building its indexes anew takes up to {needed / 1e9:,.1f}",
        mend="Make room, or move the library and set NEWSDESK_LIBRARY.",
    )


def privacy(desk: Newsdesk) -> Check:
    """Whether others on this machine may read the keys in the settings file."""
    file = settings_file()
    keys = sorted(keys_in(file))
    if not keys:
        return Check(name="keys", ok=True, detail="none are in the settings file")
    found = exposed(file)
    told = f"{', '.join(keys)} in {file}"
    if found is not None:
        detail = f"others on this machine may get at {told} ({found.why})"
        return Check(name="keys", ok=False, detail=detail, mend=found.mend)
    return Check(name="keys", ok=True, detail=f"{told}, which only you may read")


def _written(desk: Newsdesk) -> Iterator[tuple[str, Path]]:
    yield "the library", desk.path
    for pattern in _KEPT:
        for file in desk.path.glob(pattern):
            yield "the library's file" if file.is_file() else "the library's folder", file
    yield "the folder of the log,", desk.settings.log_file.parent
    if not is_prepared(desk.settings.embedder, desk.settings.model_cache):
        yield "the folder of models", desk.settings.model_cache
