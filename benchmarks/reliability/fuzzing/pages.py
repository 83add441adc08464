"""Web pages as they are fetched: what they are, which of it is the article, and what they state of it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from benchmarks.reliability.fuzzing.changing import attribute, json_value, nested, pieces, tags, words
from benchmarks.reliability.fuzzing.taken import read_twice
from benchmarks.reliability.fuzzing.target import Input, Target
from ingestion.fetched import Fetched
from ingestion.sources.base import Expected, Find, Lead
from ingestion.sources.opening import opened

ADDRESS = "https://www.daily.example/news/2024/05/bridge"
_CHARSETS = (None, None, None, "latin-1", "utf-16", "no-such", "utf-7", "idna", "hex", "\0")


def charset_of(data: bytes) -> str | None:
    """What the server states, which depends on the bytes alone."""
    return _CHARSETS[sum(data[:64]) % len(_CHARSETS)]


def opened_as(given: Input, expects: Expected, media_type: str = "text/html") -> Hashable:
    """What comes of an answer with these bytes; its charset and its address depend on them."""
    charset = charset_of(given.data)
    final = ADDRESS if sum(given.data[-64:]) % 5 else "https://www.daily.example/"
    found = Fetched(ADDRESS, final, "page", 200, given.data, media_type, charset)

    def read() -> Iterator[Find]:
        return opened(
            found, Lead(ADDRESS, expects=expects), lambda address: ["/sitemap.xml", "https://[", ""]
        )

    return read_twice(read)


def _run(given: Input) -> Hashable:
    return opened_as(given, "article"), opened_as(given, "anything")


_WORDS = (
    *(
        b"<p>",
        b"</p>",
        b"<div>",
        b"<article>",
        b"</article>",
        b"<script>",
        b"<table><tr><td>",
        b"<svg>",
        b"<math>",
    ),
    *(
        b"<template>",
        b"<plaintext>",
        b"<textarea>",
        b"<select><option>",
        b"<noscript>",
        b"<![CDATA[",
        b"<!DOCTYPE ",
    ),
    *(
        b'<script type="application/ld+json">',
        b"</script>",
        b'<meta charset="utf-7">',
        b"<frameset>",
        b"<base href='//x'>",
    ),
    *(
        b'<time datetime="2024-05-01">',
        b'<link rel="canonical" href="/a">',
        b'<blockquote class="twitter-tweet">',
    ),
    *(
        b"<title>",
        b"<h1>",
        b"<br>",
        b"<iframe>",
        b"<object>",
        b'<html lang="xx">',
        b"</body>",
        b"\x00",
        b"<o:p>",
        b"<a:b:c>",
    ),
    *(
        b'<link rel="alternate" type="application/rss+xml" href="http://[">',
        b"<?xml version='1.0' encoding='utf-16'?>",
    ),
)

_LD = b'<script type="application/ld+json">'


def _in_ld(data: bytes, rng: object) -> bytes:
    before, found, rest = data.partition(_LD)
    inside, end, after = rest.partition(b"</script>")
    return before + found + json_value(inside, rng) + end + after if found else data  # type: ignore[arg-type]


TARGET = Target(
    "pages",
    "web pages",
    _run,
    (pieces(tags, _WORDS), pieces(words, _WORDS), nested, attribute, _in_ld),
    _WORDS,
    times=4,
)
