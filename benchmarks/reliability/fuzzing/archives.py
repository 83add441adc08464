"""Web archives, plain and in gzip record by record, as files and as what an address holds."""

from __future__ import annotations

import gzip
import io
from collections.abc import Hashable
from random import Random

from benchmarks.reliability.fuzzing.changing import lines, numbers, pieces, tags
from benchmarks.reliability.fuzzing.pages import opened_as
from benchmarks.reliability.fuzzing.taken import read_twice
from benchmarks.reliability.fuzzing.target import Input, Target
from ingestion.sources.warc import warc_drafts

_RECORD = b"WARC/1.0\r\n"

_MOST = 80
"""Records of one input: more take longer, each no longer than before, which would pass for a hang."""


def _run(given: Input) -> Hashable:
    data = _RECORD.join(given.data.split(_RECORD)[: _MOST + 1])
    if given.suffix == ".packed":
        # Packed here, so that what is changed is not the packing alone.
        data = b"".join(gzip.compress(_RECORD + one, 1) for one in data.split(_RECORD)[1:])
    told = read_twice(lambda: warc_drafts(io.BytesIO(data), "news.warc", 1_000_000))
    return told, opened_as(Input(data), "article", "application/warc")


def _records(data: bytes) -> list[bytes]:
    return [_RECORD + one for one in data.split(_RECORD) if one]


def _header(data: bytes, rng: Random) -> bytes:
    """One line of a header has another value."""
    found = lines(data)
    places = [n for n, line in enumerate(found) if b": " in line[:60]]
    if not places:
        return data
    n = rng.choice(places)
    name = found[n].split(b": ")[0]
    found[n] = name + b": " + rng.choice(_WORDS).strip() + b"\r\n"
    return b"".join(found)


_WORDS = (
    *(
        b"WARC/1.0\r\n",
        b"WARC/9.9\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 99999999\r\n",
        b"HTTP/1.1 200 OK\r\n",
    ),
    *(
        b"WARC-Type: response\r\n",
        b"WARC-Type: revisit\r\n",
        b"WARC-Target-URI: http://[\r\n",
        b"Content-Encoding: gzip\r\n",
    ),
    *(
        b"Content-Encoding: br\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Type: text/html; charset=\xff\r\n",
        b"\r\n\r\n",
    ),
    *(
        b"Content-Type: text/html; charset=*0*''x\r\n",
        b"ffffffffff\r\n",
        b"0\r\n\r\n",
        b"text/html",
        b"\x1f\x8b\x08\x00",
        b"200",
    ),
    *(
        b"HTTP/1.1 \r\n",
        b"HTTP\r\n",
        b"deflate",
        b"identity",
        b"WARC-Segment-Number: 2\r\n",
        b"urn:uuid:",
        b"filedesc://x",
    ),
)

TARGET = Target(
    "archives",
    "web archives (WARC)",
    _run,
    (pieces(lines, _WORDS), pieces(_records, _WORDS), pieces(tags, _WORDS), _header, numbers),
    _WORDS,
    times=4,
)
