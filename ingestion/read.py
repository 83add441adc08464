"""From one file to the drafts in it, or to refusals; never to an exception."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from config.errors import RefusedError
from ingestion.discovery import Format, format_of
from ingestion.draft import Draft
from ingestion.encoding import binary_kind, decode
from ingestion.html_page import declared_charset, html_draft
from ingestion.json_records import drafts_of_document, drafts_of_lines
from ingestion.markdown_file import markdown_draft
from ingestion.sources.pdf import release_draft
from ingestion.sources.warc import warc_drafts
from ingestion.text_file import text_draft

_PEEK = 4096


def read_file(path: Path, *, max_bytes: int) -> Iterator[Draft | RefusedError]:
    """Read the articles of one file.

    Args:
        path: the file; the end of its name says what it is.
        max_bytes: longest file read whole, decompressed; of a file with one
            JSON object a line, the longest line.

    Returns:
        A draft for each article and a refusal for each item that is none. The
        files named by a user are never a reason to raise.
    """
    item = str(path)
    form = format_of(path)
    if form is None:
        yield RefusedError(item, "not a kind of file that holds articles")
        return
    try:
        with _opened(path) as stream:
            yield from _drafts(stream, form, item, max_bytes)
    except RefusedError as refused:
        yield refused
    except gzip.BadGzipFile:
        yield RefusedError(item, "not a gzip file, although its name ends in .gz")
    except (EOFError, zlib.error):
        yield RefusedError(item, "the compressed file is damaged or cut off", "Fetch it again.")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield RefusedError(item, f"cannot be read: {reason[:1].lower()}{reason[1:]}")


def _opened(path: Path) -> BinaryIO:
    # An archive is compressed record by record, which its own reader takes apart.
    if path.name.lower().endswith(".gz") and format_of(path) != "warc":
        return cast(BinaryIO, gzip.open(path, "rb"))
    return path.open("rb")


def _drafts(stream: BinaryIO, form: Format, item: str, max_bytes: int) -> Iterator[Draft | RefusedError]:
    if form == "jsonl":
        yield from _json_lines(stream, item, max_bytes)
        return
    if form == "warc":
        yield from _archive(stream, item, max_bytes)
        return
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        hint = "Raise NEWSDESK_MAX_FILE_MB, or save its articles one a line as .jsonl."
        raise RefusedError(item, f"larger than {max_bytes / 1_000_000:g} MB", hint)
    if not data.strip():
        raise RefusedError(item, "empty")
    if form == "html":
        yield html_draft(decode(data, item, declared_charset(data)), item)
    elif form == "pdf":
        yield release_draft(data, item)
    elif form == "json":
        yield from drafts_of_document(decode(data, item), item)
    else:
        reader = markdown_draft if form == "markdown" else text_draft
        yield reader(decode(data, item), item)


def _archive(stream: BinaryIO, item: str, max_bytes: int) -> Iterator[Draft | RefusedError]:
    start = stream.peek(_PEEK)[:_PEEK]  # type: ignore[attr-defined]  # both openers are buffered
    if not start.strip():
        raise RefusedError(item, "empty")
    if not start.startswith((b"WARC/", b"\x1f\x8b")):
        raise RefusedError(item, "not a web archive, although its name says so")
    yield from warc_drafts(stream, item, max_bytes)


def _json_lines(stream: BinaryIO, item: str, max_bytes: int) -> Iterator[Draft | RefusedError]:
    start = stream.peek(_PEEK)[:_PEEK]  # type: ignore[attr-defined]  # both openers are buffered
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(item, "in UTF-16, which is not read line by line", "Save it as UTF-8.")
    if (looks_like := binary_kind(start)) is not None:
        raise RefusedError(item, f"not text but {looks_like}")
    yield from drafts_of_lines(stream, item, max_bytes)
