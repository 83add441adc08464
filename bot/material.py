"""An article piped in, to be asked about: read as `ingest` reads it, in a library that is gone afterwards."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.desk import Newsdesk
from config.errors import MaterialError, RefusedError
from ingestion.nameless import recognised
from ingestion.outlets import Outlets, load_outlets

if TYPE_CHECKING:
    from config.settings import Settings
    from ingestion.draft import Draft

HOW = "Pipe an article in: cat story.txt | newsdesk “who resigned?” -"

NAME = "stdin"
"""What is cited where the material does not say which outlet it is from."""


class MaterialDesk(Newsdesk):
    """A desk over what was piped in."""

    def _outlets(self) -> Outlets:
        return _Named(load_outlets(self.settings.outlets))


class _Named(Outlets):
    """The table of outlets; what names neither outlet nor address is from stdin."""

    def __init__(self, known: Outlets) -> None:
        super().__init__({})
        self._known = known

    def named(self, draft: Draft) -> Draft:
        """See `Outlets.named`."""
        found = self._known.named(draft)
        return found if found.outlet or found.url else replace(found, outlet=NAME)


def piped_material(settings: Settings) -> bytes:
    """What is piped in.

    Raises:
        MaterialError: nothing is, or more than is read of a file.
    """
    most = settings.max_file_mb * 1_000_000
    if sys.stdin is None or sys.stdin.isatty():
        raise MaterialError("Nothing is piped in.", HOW)
    data = sys.stdin.buffer.read(most + 1)
    if not data.strip():
        raise MaterialError("What is piped in is empty.", HOW)
    if len(data) > most:
        raise MaterialError(
            f"What is piped in is larger than {settings.max_file_mb} MB.",
            "Take it into the library with newsdesk ingest, or raise NEWSDESK_MAX_FILE_MB.",
        )
    return data


@contextmanager
def material_desk(data: bytes, settings: Settings) -> Iterator[Newsdesk]:
    """A desk over nothing but this material; what it keeps is gone when it is left.

    Args:
        data: of a page, a text, Markdown, JSON, JSON lines, a PDF or a web archive, also gzipped.
        settings: those in force.

    Raises:
        MaterialError: it holds no article.
    """
    with TemporaryDirectory(prefix="newsdesk-stdin-") as folder:
        try:
            body, suffix = recognised(data, NAME)
        except RefusedError as refused:
            raise _unreadable(refused.reason, refused.hint) from None
        file = Path(folder) / f"{NAME}{suffix}"
        file.write_bytes(body)
        own = settings.model_copy(
            update={"library": Path(folder) / "library", "database": None, "vectors": "exact"}
        )
        with MaterialDesk(settings=own) as desk:
            report = desk.ingest([file])
            if not report.taken:
                raise _unreadable(report.refused[0].reason, report.refused[0].hint)
            yield desk


def _unreadable(reason: str, hint: str) -> MaterialError:
    return MaterialError(f"What is piped in cannot be read as an article: {reason}.", hint)
