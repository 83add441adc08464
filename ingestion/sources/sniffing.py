"""What an address holds, judged by the bytes that came and only then by what the server calls them."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from typing import Literal

from config.errors import RefusedError
from ingestion.encoding import binary_kind
from ingestion.fetched import Fetched
from ingestion.unpacking import GZIP_MAGIC, TooLargeError, unzipped

Held = Literal["page", "feed", "json feed", "sitemap", "pdf", "warc", "json", "text"]

MAX_UNZIPPED = 50_000_000
"""Bytes of a gzip file unpacked: the sitemap protocol's own limit on a sitemap."""
_HEAD = 100_000
"""Bytes looked at for what it is; what stands before the root of a document is shorter."""
_SKIPPED = ((b"<?", b"?>"), (b"<!--", b"-->"), (b"<!", b">"))
_SPACE = re.compile(rb"\s*")
_ROOT = re.compile(rb"<(?:[A-Za-z][\w.-]{0,60}:)?([A-Za-z][\w.-]{0,60})")
_ROOTS: dict[str, Held] = {
    **dict.fromkeys(("rss", "feed", "rdf"), "feed"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
}
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')


def unpacked(found: Fetched) -> Fetched:
    """What was fetched, without the gzip that some files come in.

    Raises:
        RefusedError: it is damaged, or too large when unpacked.
    """
    if not found.body.startswith(GZIP_MAGIC):
        return found
    try:
        body = unzipped(found.body, MAX_UNZIPPED)
    except TooLargeError as error:
        reason = f"larger than {MAX_UNZIPPED / 1_000_000:g} MB when unpacked"
        raise RefusedError(found.address, reason, "Fetch it and ingest the file.") from error
    except (zlib.error, EOFError) as error:
        raise RefusedError(found.address, "the compressed file is damaged or cut off") from error
    return replace(found, body=body, media_type="")


def held(found: Fetched) -> Held:
    """What kind of thing this is.

    Args:
        found: with its body unpacked.

    Raises:
        RefusedError: it is none that holds articles.
    """
    body, start = found.body, _ascii(found.body[:_HEAD])
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"WARC/"):
        return "warc"
    root = _root(start)
    if root is not None:
        return _ROOTS.get(root, "page")
    if start.lstrip()[:1] in (b"{", b"["):
        return "json feed" if _is_json_feed(body) else "json"
    kind = binary_kind(body[:65_536]) if start == body[:_HEAD] else None
    if kind is not None:
        raise RefusedError(found.address, f"no article but {kind}")
    if found.media_type in ("text/html", "application/xhtml+xml", "") and b"<" in start:
        return "page"
    if found.media_type.startswith("text/") or not found.media_type:
        return "text"
    raise RefusedError(found.address, f"no article but {found.media_type[:60]}")


def _root(start: bytes) -> str | None:
    """The local name of a document's first element, past declarations, comments and a document type."""
    at = _past_space(start, 0)
    while (skipped := next((pair for pair in _SKIPPED if start.startswith(pair[0], at)), None)) is not None:
        opening, closing = skipped
        if opening == b"<!" and 0 <= start.find(b"[", at) < start.find(b">", at):
            # A document type with declarations of its own inside.
            at = start.find(b"]", at)
        end = start.find(closing, at) if at >= 0 else -1
        if end < 0:
            return None
        at = _past_space(start, end + len(closing))
    found = _ROOT.match(start, at)
    return None if found is None else found[1].decode().lower()


def _past_space(data: bytes, at: int) -> int:
    found = _SPACE.match(data, at)
    return found.end() if found is not None else at


def _ascii(start: bytes) -> bytes:
    """The first bytes without byte order marks and the zeros of UTF-16."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start[:4] in (b"<\0?\0", b"\0<\0?"):
        return start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").replace(b"\0", b"")
    return start.removeprefix(b"\xef\xbb\xbf")


def _is_json_feed(body: bytes) -> bool:
    if _JSON_FEED.search(body) is None:
        return False
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(data, dict)
        and isinstance(data.get("items"), list)
        and "jsonfeed" in str(data.get("version"))
    )
