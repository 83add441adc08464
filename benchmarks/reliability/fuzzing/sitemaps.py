"""Sitemaps, their indexes, and robots.txt, which names them."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

from benchmarks.reliability.fuzzing.changing import attribute, lines, nested, pieces, tags
from benchmarks.reliability.fuzzing.pages import ADDRESS, opened_as
from benchmarks.reliability.fuzzing.taken import promise
from benchmarks.reliability.fuzzing.target import Input, Target
from config.errors import RefusedError
from ingestion.addresses import checked
from ingestion.fetched import Fetched
from ingestion.robots import Robots


def _run(given: Input) -> Hashable:
    if given.suffix == ".txt":
        once, again = (asyncio.run(_robots(given.data)) for _ in range(2))
        promise(once == again, "read twice, another thing comes out")
        return once
    return opened_as(given, "listing", "application/xml")


async def _robots(data: bytes) -> Hashable:
    slowed: list[float] = []

    async def get(address: str) -> Fetched:
        return Fetched(address, address, "page", 200, data, "text/plain")

    robots = Robots(get, "Newsdesk", lambda host, delay: slowed.append(delay))
    allowed = True
    try:
        await robots.check(ADDRESS)
    except RefusedError:
        allowed = False
    named = await robots.sitemaps(ADDRESS)
    for address in named:
        try:
            checked(address)
        except RefusedError:
            continue
    return allowed, len(named), bool(slowed)


_WORDS = (
    *(
        b"<url>",
        b"</url>",
        b"<loc>",
        b"</loc>",
        b"<sitemap>",
        b"<news:news>",
        b"<news:publication_date>",
        b"<urlset>",
    ),
    *(
        b"<sitemapindex>",
        b"<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        b"&x;",
        b"<lastmod>",
        b"<xhtml:link href=''/>",
    ),
    *(
        b"User-agent: *\n",
        b"Disallow: /*$*a*\n",
        b"Allow: /",
        b"Crawl-delay: 1e400\n",
        b"Crawl-delay: nan\n",
        b"Sitemap: \n",
    ),
    *(
        b"Request-rate: 1/0\n",
        b"Visit-time: 2500-9999\n",
        b"Disallow: %\n",
        b"*" * 30,
        b"#",
        b"Sitemap: http://[\n",
    ),
)

TARGET = Target(
    "sitemaps",
    "sitemaps, robots.txt",
    _run,
    (pieces(tags, _WORDS), pieces(lines, _WORDS), nested, attribute),
    _WORDS,
    times=2,
)
