"""A plain text file: one article, with what facts stand above it."""

from __future__ import annotations

from ingestion.cleaning import clean
from ingestion.draft import Draft
from ingestion.headers import read_header
from ingestion.record import draft_of
from ingestion.unwrapping import unwrap


def text_draft(text: str, item: str) -> Draft:
    """Read one plain text article.

    Args:
        text: the decoded file.
        item: what a report names.

    Raises:
        RefusedError: nothing of an article is in it.
    """
    # A quotation must not end at a line's end, so paragraphs broken to a width are put together.
    # Counters and share buttons stand between headline and byline, so they go first.
    header = read_header(clean(unwrap(text)).text)
    return draft_of({**header.facts, "text": header.body}, item)
