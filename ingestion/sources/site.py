"""The address of a site or a section: where its feeds and sitemaps are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from config.errors import RefusedError
from ingestion.addresses import is_front, joined, origin_of
from ingestion.draft import Draft
from ingestion.fetched import Fetched
from ingestion.sources.base import Facts, Find, Lead
from ingestion.sources.page import article_of, page_text

_FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_MOST_FEEDS = 20

Sitemaps = Callable[[str], list[str]]


def site_finds(found: Fetched, lead: Lead, sitemaps: Sitemaps) -> Iterator[Find]:
    """What a page that a user names leads to: its article, else its site's feeds, else its sitemaps.

    Args:
        found: the page.
        lead: the address the user named.
        sitemaps: the sitemaps that the robots.txt of an address's site names.

    Raises:
        RefusedError: it is no text.
    """
    text = page_text(found)
    result = _article(text, found, lead)
    if isinstance(result, Draft) and not is_front(found.final) and not lead.followed:
        yield result
        return
    feeds = feed_links(text, found.final)
    named = feeds or sorted(sitemaps(found.final), key=lambda address: "news" not in address.lower())
    for address in named:
        whole = joined(found.final, address)
        if whole is not None:
            yield Lead(whole, Facts(), "listing", None, lead.depth + 1)
    if not named:
        guess = f"{origin_of(found.final)}/sitemap.xml"
        own = nothing_to_follow(lead.address) if lead.followed else result
        yield Lead(guess, Facts(), "listing", partial(_instead, own, lead.address), lead.depth + 1)


def nothing_to_follow(address: str) -> RefusedError:
    """That an address which is followed leads to no articles, be it the page of one."""
    return RefusedError(
        address,
        "nothing here leads to articles",
        "Follow its feed itself. To take the page in, follow it no longer: newsdesk feeds remove URL",
    )


def feed_links(text: str, base: str) -> list[str]:
    """The feeds that a page links to in its head, those of comments left out, each once."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    found: dict[str, None] = {}
    for link in tree.iter("link"):
        rel, kind, href = (str(link.get(name) or "").lower() for name in ("rel", "type", "href"))
        about = f"{href} {link.get('title') or ''}".lower()
        if "alternate" in rel.split() and kind.split(";")[0].strip() in _FEEDS and "comment" not in about:
            whole = joined(base, str(link.get("href")))
            if whole is not None:
                found[whole] = None
    return list(found)[:_MOST_FEEDS]


def _article(text: str, found: Fetched, lead: Lead) -> Draft | RefusedError:
    try:
        return article_of(text, found, lead)
    except RefusedError as refused:
        return refused


def _instead(result: Draft | RefusedError, address: str, failure: RefusedError) -> Draft:
    """The page's own article after all, or that nothing was found at the address the user named."""
    if isinstance(result, Draft):
        return result
    raise RefusedError(
        address, f"{result.reason}, and no feed or sitemap of the site", result.hint
    ) from failure
