"""A file of articles at an address: JSON, one object a line, or plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingestion.encoding import decode
from ingestion.fetched import Fetched
from ingestion.json_records import drafts_of_document
from ingestion.sources.base import Find, Lead
from ingestion.sources.feed import dressed
from ingestion.sources.xml_text import charset_of
from ingestion.text_file import text_draft


def json_drafts(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The articles of a JSON file; see `Source`."""
    yield from drafts_of_document(decode(found.body, lead.address), lead.address)


def plain_draft(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The article of a plain text; see `Source`."""
    draft = text_draft(decode(found.body, lead.address, charset_of(found)), lead.address)
    yield replace(dressed(draft, lead.facts), url=draft.url or found.final)
