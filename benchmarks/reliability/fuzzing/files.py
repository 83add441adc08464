"""Article files: text, Markdown, pages, JSON, JSON Lines, any of them in gzip, and bytes without a name."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable
from contextlib import suppress
from functools import cache
from pathlib import Path

from benchmarks.reliability.fuzzing.changing import json_value, lines, pieces, words
from benchmarks.reliability.fuzzing.taken import read_twice
from benchmarks.reliability.fuzzing.target import Input, Target
from config.errors import RefusedError
from ingestion.dates import parse_stamp
from ingestion.nameless import recognised
from ingestion.read import read_file

_MOST = 2_000_000


def _run(given: Input) -> Hashable:
    path = _folder() / f"article{given.suffix}"
    path.write_bytes(given.data)
    outcome = read_twice(lambda: read_file(path, max_bytes=_MOST))
    kind = ""
    with suppress(RefusedError):
        body, kind = recognised(given.data, "piped in")
        path.with_suffix(kind).write_bytes(body)
    parse_stamp(given.data[:100].decode("utf-8", "replace"))
    return outcome, kind


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-"))


_WORDS = (
    *(b"By ", b"Published: ", b"Updated ", b"Source: ", b"Title: ", b"Date: ", b"---\n", b"# ", b"> ", b"| "),
    *(
        b"- ",
        b"1. ",
        b"```\n",
        b"](",
        b"![",
        b"<b>",
        b"</p>",
        b"<br/>",
        b" said ",
        b' "Yes," he said. ',
        b"\n\n",
    ),
    *(
        b"according to ",
        b"told Reuters ",
        b"LONDON (AP) \xe2\x80\x94 ",
        b"Mr. Smith ",
        b"he added ",
        b"the minister ",
    ),
    *(
        b"Share\n",
        b"Advertisement\n",
        b"12\n",
        b"Read more: ",
        b"With inputs from PTI\n",
        b"on Monday ",
        b"5 May 2024 ",
    ),
    *(
        b'"text": ',
        b'"date": ',
        b'"authors": ',
        b"{}",
        b"[]",
        b"&a *a",
        b"!!python/object",
        b"<<: ",
        b"%YAML",
        b"\n:",
    ),
)

TARGET = Target(
    "files",
    "article files (text, Markdown, HTML, JSON, JSON Lines, gzip)",
    _run,
    (pieces(lines, _WORDS), pieces(words, _WORDS), json_value),
    _WORDS,
    times=2,
)
