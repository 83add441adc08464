"""Sitemaps, news sitemaps and indexes of them (sitemaps.org): a lead for each address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from config.errors import RefusedError
from ingestion.addresses import joined
from ingestion.fetched import Fetched
from ingestion.names import outlet_of
from ingestion.sources.base import Facts, Find, Lead
from ingestion.sources.feed import stamp
from ingestion.sources.xml_text import xml_text

DEEPEST = 3
"""Listings within listings that are followed; the protocol has two."""


def sitemap_leads(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The addresses of a sitemap, or the sitemaps of an index; see `Source`."""
    root, damaged = _parsed(xml_text(found), lead.address)
    index = _name(root) == "sitemapindex"
    if index and lead.depth >= DEEPEST:
        raise RefusedError(lead.address, "an index of sitemaps too deep inside others")
    count = 0
    for entry in root:
        if _name(entry) not in ("url", "sitemap"):
            continue
        address = joined(found.final, _text(entry, "loc") or "")
        if address is None:
            continue
        count += 1
        if index:
            yield Lead(address, expects="listing", depth=lead.depth + 1)
        else:
            yield Lead(address, _facts(entry), "article", depth=lead.depth + 1)
    if damaged:
        yield RefusedError(lead.address, f"its XML is damaged; {count} addresses of it could be read")
    elif not count:
        yield RefusedError(lead.address, "no addresses in this sitemap")


def _parsed(text: str, item: str) -> tuple[Any, bool]:
    """The root element, and whether some of the document was lost."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.LxmlError, ValueError) as error:
        raise RefusedError(item, "its XML is damaged") from error
    if root is None:
        raise RefusedError(item, "its XML is damaged")
    return root, len(parser.error_log) > 0


def _facts(entry: Any) -> Facts:
    """What a news sitemap says; the `lastmod` of a plain one changes for many reasons and says nothing."""
    news = next((child for child in entry if _name(child) == "news"), None)
    if news is None:
        return Facts()
    publication = next((child for child in news if _name(child) == "publication"), ())
    language = (_text(publication, "language") or "")[:2].lower()
    return Facts(
        outlet=outlet_of(_text(publication, "name")),
        title=_text(news, "title"),
        published=stamp(_text(news, "publication_date")),
        language=language if language.isalpha() and len(language) == 2 else None,
    )


def _name(element: Any) -> str:
    """The local name: sites spell the namespace in more ways than one."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def _text(parent: Any, name: str) -> str | None:
    for child in parent:
        if _name(child) == name:
            return " ".join("".join(child.itertext()).split()) or None
    return None
