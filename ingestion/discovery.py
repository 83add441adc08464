"""Which files an ingest reads: those named, and the article files inside the folders named."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from config.errors import RefusedError

Format = Literal["text", "markdown", "html", "json", "jsonl", "pdf", "warc"]

FORMATS: dict[str, Format] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".pdf": "pdf",
    ".warc": "warc",
}
"""What a file is, by the end of its name; each may also be followed by `.gz`."""

_KNOWN = "Newsdesk reads " + ", ".join(FORMATS) + ", and each of them with .gz."


def format_of(path: Path) -> Format | None:
    """What kind of article file this is, by its name alone; None for any other kind."""
    return FORMATS.get(Path(path.name.lower().removesuffix(".gz")).suffix)


def discover(paths: Sequence[str | Path]) -> Iterator[Path | RefusedError]:
    """The files to read, in the order named; those of a folder sorted by path.

    Args:
        paths: files and folders. Folders are searched to the bottom; hidden
            entries and files of other kinds inside them are passed over.

    Returns:
        Each file once, however often it is named, and a refusal for a name
        that leads to no article file.
    """
    seen: set[str] = set()
    for named in paths:
        path = Path(named)
        for entry in _under(path) if path.is_dir() else _named(path):
            if isinstance(entry, RefusedError):
                yield entry
            elif (real := os.path.realpath(entry)) not in seen:
                seen.add(real)
                yield entry


def _named(path: Path) -> Iterator[Path | RefusedError]:
    """A file named by the user, or why it is refused."""
    item = str(path)
    if not os.path.lexists(path):
        yield RefusedError(item, "no such file or folder", "Check the spelling of the path.")
    elif not path.exists():
        yield RefusedError(item, "a link that leads nowhere")
    elif not path.is_file():
        # A pipe or a device would make a reader wait for ever.
        yield RefusedError(item, "not a regular file")
    elif format_of(path) is None:
        yield RefusedError(item, "not a kind of file that holds articles", _KNOWN)
    elif not os.access(path, os.R_OK):
        yield RefusedError(
            item, "no permission to read it", "Change its permissions, or ingest as its owner."
        )
    else:
        yield path


def _under(folder: Path) -> Iterator[Path | RefusedError]:
    """The article files inside a folder, and the folders in it that do not open."""
    closed: list[OSError] = []
    files = sorted(_walk(folder, closed))
    for error in closed:
        yield RefusedError(str(error.filename or folder), "the folder cannot be opened")
    yield from files
    if not files and not closed:
        yield RefusedError(str(folder), "no article files in it", _KNOWN)


def _walk(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    entered = {os.path.realpath(folder)}
    for here, folders, files in os.walk(folder, onerror=closed.append, followlinks=True):
        folders[:] = [name for name in sorted(folders) if _enters(Path(here, name), entered)]
        for name in files:
            path = Path(here, name)
            if not name.startswith(".") and format_of(path) is not None and path.is_file():
                yield path


def _enters(path: Path, entered: set[str]) -> bool:
    """Whether a folder is walked: not if hidden, nor if a link leads back to one walked before."""
    real = os.path.realpath(path)
    if path.name.startswith(".") or real in entered:
        return False
    entered.add(real)
    return True
