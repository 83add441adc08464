"""Feeds: RSS, Atom, RDF and JSON Feed; also the text of an entry, where its page fails."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from benchmarks.reliability.fuzzing.changing import attribute, json_value, nested, pieces, tags
from benchmarks.reliability.fuzzing.pages import ADDRESS, charset_of
from benchmarks.reliability.fuzzing.taken import read_twice
from benchmarks.reliability.fuzzing.target import Input, Target
from config.errors import RefusedError
from ingestion.addresses import checked
from ingestion.fetched import Fetched, UnreachableError
from ingestion.sources.base import Find, Lead
from ingestion.sources.opening import opened


def _run(given: Input) -> Hashable:
    return read_twice(lambda: _followed(given))


def _followed(given: Input) -> Iterator[Find]:
    """Each address as the fetcher checks it, and the entry's own text, as where its page is not reached."""
    charset = charset_of(given.data)
    found = Fetched(ADDRESS, ADDRESS, "page", 200, given.data, "application/rss+xml", charset)
    for one in opened(found, Lead(ADDRESS, expects="listing"), lambda address: []):
        yield one
        if not isinstance(one, Lead):
            continue
        try:
            checked(one.address)
            if one.otherwise is not None:
                yield one.otherwise(UnreachableError(one.address, "no answer"))
        except RefusedError as refused:
            yield refused


_WORDS = (
    *(
        b"<item>",
        b"</item>",
        b"<entry>",
        b"<link>",
        b"<link href='http://['/>",
        b"<title>",
        b"<content:encoded>",
    ),
    *(
        b"<![CDATA[<p>",
        b"]]>",
        b"<author><name>",
        b"<dc:creator>",
        b"<pubDate>",
        b"<source url='x'>",
        b"<guid>",
    ),
    *(
        b"<!ENTITY a 'aaaa'>",
        b"<!DOCTYPE rss [",
        b"&a;",
        b"&nbsp;",
        b"xml:base='http://['",
        b"<media:content url='x'>",
    ),
    *(
        b"<content type='application/xml' mode='base64'>",
        b"<enclosure>",
        b"<itunes:image href=''>",
        b"<geo:lat>1</geo:lat>",
    ),
    *(
        b"<georss:point>1 2</georss:point>",
        b"<gml:posList>1 2 3</gml:posList>",
        b"<category term=''>",
        b"</channel>",
    ),
    *(
        b"Mon, 32 Foo 2024 25:61:61 XYZ",
        b"2024-W53-8",
        b"<cloud>",
        b"<textInput>",
        b"<feedburner:origLink>",
        b"<rss>",
    ),
    *(
        b'<?xml version="1.0" encoding="utf-16"?>',
        b"<xhtml:div>",
        b"<summary type='xhtml'>",
        b"<updated>",
        b"<psc:chapter>",
    ),
)

TARGET = Target(
    "feeds",
    "feeds (RSS, Atom, JSON Feed)",
    _run,
    (pieces(tags, _WORDS), nested, attribute, json_value),
    _WORDS,
    times=2,
)
