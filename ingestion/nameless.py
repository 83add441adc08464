"""Bytes without a name: which kind of article file they are, judged by themselves."""

from __future__ import annotations

import json
import re

from config.errors import RefusedError
from ingestion.fetched import Fetched
from ingestion.sources.sniffing import held, unpacked

_MARKDOWN = re.compile(rb"(?:\xef\xbb\xbf)?(?:---[ \t]*\r?\n|#{1,6}[ \t]+\S)")
"""Front matter, or a heading in the first line."""

_SUFFIXES = {"page": ".html", "pdf": ".pdf", "warc": ".warc", "text": ".txt"}


def recognised(data: bytes, item: str) -> tuple[bytes, str]:
    """The bytes without the gzip they may be in, and the end of a name that has them read rightly.

    Args:
        data: of a page, a text, Markdown, JSON, JSON lines, a PDF or a web archive.
        item: what an error names.

    Raises:
        RefusedError: they are none of these.
    """
    # Called text, so that whatever is neither a document nor binary is read as that.
    found = Fetched(item, item, "page", 200, body=data, media_type="text/plain")
    body = unpacked(found).body
    kind = held(Fetched(item, item, "page", 200, body=body, media_type="text/plain"))
    if kind == "text" and _MARKDOWN.match(body):
        return body, ".md"
    if kind == "json":
        return body, ".json" if _is_one_document(body) else ".jsonl"
    if kind not in _SUFFIXES:
        raise RefusedError(item, f"a {kind}, which lists articles and is none", "Take it in: newsdesk ingest")
    return body, _SUFFIXES[kind]


def _is_one_document(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
