"""The library's file itself, every page of it."""

from __future__ import annotations

from ingestion.audit.compared import Compared
from retrieval.library import Library


def compare_store(library: Library) -> Compared:
    """Have the store look through all its pages, and count the rows of every table."""
    mend = "Restore a backup: newsdesk restore FILE, or ingest the articles into a new library."
    tables = library.tables()
    rows = sum(library.rows_in(table) for table in tables)
    return Compared("tables", rows, f"rows in {len(tables)} tables", tuple(library.store_faults()), mend)
