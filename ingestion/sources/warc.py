"""Web archives (WARC, ISO 28500), read by warcio: the pages that were answers to requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from config.errors import RefusedError
from ingestion.addresses import checked
from ingestion.draft import Draft
from ingestion.fetched import Fetched
from ingestion.sources.base import Lead
from ingestion.sources.page import article_of, page_text

_PAGES = ("text/html", "application/xhtml+xml")


def warc_drafts(stream: BinaryIO, item: str, max_bytes: int) -> Iterator[Draft | RefusedError]:
    """The articles of an archive, read record by record.

    Args:
        stream: the open archive, plain or with each record in gzip.
        item: what a report names, with "record N".
        max_bytes: largest page read.
    """
    from warcio.archiveiterator import ArchiveIterator

    class Quiet(ArchiveIterator):  # type: ignore[misc]  # it has no types
        """Writes no remarks on the archive, with bytes of it, to the terminal."""

        INC_RECORD = ""

    pages = number = 0
    try:
        for number, record in enumerate(Quiet(stream), start=1):
            if _holds_page(record):
                pages += 1
                yield _draft(record, f"{item} record {number}", max_bytes)
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001
        # Damaged archives break their reader in more ways than can be listed.
        yield RefusedError(item, f"the archive is damaged; read up to record {number}", "Fetch it again.")
        if isinstance(error, EOFError):
            return
        pages += 1
    if not pages:
        yield RefusedError(item, "no web pages in this archive" if number else "empty")


def _holds_page(record: Any) -> bool:
    headers = record.http_headers
    return (
        record.rec_type == "response"
        and headers is not None
        and headers.get_statuscode() == "200"
        and (headers.get_header("Content-Type") or "").split(";")[0].strip().lower() in _PAGES
    )


def _draft(record: Any, item: str, max_bytes: int) -> Draft | RefusedError:
    try:
        address = checked(record.rec_headers.get_header("WARC-Target-URI").strip("<>"))
        body = record.content_stream().read(max_bytes + 1)
        if len(body) > max_bytes:
            return RefusedError(
                item, f"larger than {max_bytes / 1_000_000:g} MB", "Raise NEWSDESK_MAX_FILE_MB."
            )
        if getattr(record.raw_stream, "limit", 0) > 0:
            return RefusedError(item, "the archive is cut off in the middle of it", "Fetch it again.")
        found = Fetched(item, address, "page", 200, body, charset=_charset(record))
        return replace(article_of(page_text(found), found, Lead(item)), item=item)
    except RefusedError as refused:
        return RefusedError(item, refused.reason, refused.hint)
    except Exception as error:  # noqa: BLE001
        # A record is decoded as it is read, by several layers, each with its own ways to fail.
        return RefusedError(item, f"cannot be read: {type(error).__name__}")


def _charset(record: Any) -> str | None:
    from email.message import Message

    message = Message()
    message["Content-Type"] = record.http_headers.get_header("Content-Type")
    return message.get_content_charset()
