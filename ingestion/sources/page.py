"""A web page: its article, with the address it was found at and what a listing said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingestion.addresses import is_front, joined, same_site
from ingestion.canonical import canonical_url
from ingestion.draft import Draft
from ingestion.encoding import decode
from ingestion.fetched import Fetched
from ingestion.html_page import html_draft
from ingestion.sources.base import Find, Lead
from ingestion.sources.feed import dressed
from ingestion.sources.xml_text import charset_of


def page_draft(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The article of a page; see `Source`."""
    yield article_of(page_text(found), found, lead)


def page_text(found: Fetched) -> str:
    """The decoded page; raises RefusedError where it is no text."""
    return decode(found.body, found.address, charset_of(found))


def article_of(text: str, found: Fetched, lead: Lead) -> Draft:
    """The article in a page's text.

    Raises:
        RefusedError: there is none.
    """
    draft = dressed(html_draft(text, lead.address), lead.facts)
    # A relative address is no mistake where it is known what it is relative to.
    notes = tuple(note for note in draft.notes if not note.startswith("address not understood"))
    return replace(draft, url=address_of(draft.url, found.final), notes=notes)


def address_of(stated: str | None, final: str) -> str:
    """The address by which a page wants to be known, if it may say so.

    Another site's address is not taken: a copy, or a hoax, would take the
    place of the article it names. Nor is the front page's: some sites give
    that for all their pages.
    """
    meant = joined(final, stated) if stated else None
    if meant is None or canonical_url(meant) is None or not same_site(meant, final):
        return final
    return final if is_front(meant) and not is_front(final) else meant
