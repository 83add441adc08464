"""From what was fetched to the source that reads it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace

from config.errors import RefusedError
from ingestion.fetched import Fetched
from ingestion.sources.base import Find, Lead, Source
from ingestion.sources.document import json_drafts, plain_draft
from ingestion.sources.feed import dressed, feed_leads
from ingestion.sources.json_feed import json_feed_leads
from ingestion.sources.page import address_of, page_draft
from ingestion.sources.pdf import release_draft
from ingestion.sources.site import Sitemaps, site_finds
from ingestion.sources.sitemap import sitemap_leads
from ingestion.sources.sniffing import Held, held, unpacked
from ingestion.sources.warc import warc_drafts

LISTINGS: dict[Held, Source] = {
    "feed": feed_leads,
    "json feed": json_feed_leads,
    "sitemap": sitemap_leads,
}


def opened(found: Fetched, lead: Lead, sitemaps: Sitemaps) -> Iterator[Find]:
    """Read what was fetched, whatever it is; see `Source`.

    Args:
        found: with the outcome `page`.
        lead: why it was fetched.
        sitemaps: the sitemaps that the robots.txt of an address's site names.

    Raises:
        RefusedError: it is nothing that holds articles, or not what the lead expects.
    """
    found = unpacked(found)
    kind = held(found)
    if lead.expects == "article" and kind in LISTINGS:
        raise RefusedError(lead.address, f"a {kind}, where a listing promised an article")
    if lead.expects == "listing" and kind not in LISTINGS:
        raise RefusedError(lead.address, "neither a feed nor a sitemap, although named as one")
    if kind == "page" and lead.expects == "anything":
        return site_finds(found, lead, sitemaps)
    return _SOURCES[kind](found, lead)


def _release(found: Fetched, lead: Lead) -> Iterator[Find]:
    draft = dressed(release_draft(found.body, lead.address), lead.facts)
    yield replace(draft, url=address_of(draft.url, found.final))


def _archive(found: Fetched, lead: Lead) -> Iterator[Find]:
    return warc_drafts(io.BytesIO(found.body), lead.address, len(found.body))


_SOURCES: dict[Held, Source] = {
    **LISTINGS,
    "page": page_draft,
    "pdf": _release,
    "warc": _archive,
    "json": json_drafts,
    "text": plain_draft,
}
