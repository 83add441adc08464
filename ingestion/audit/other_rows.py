"""What rows refer to, the log of what the indexes are told, and what is kept of addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ingestion.audit.compared import Compared
from ingestion.audit.versions import is_instant
from retrieval.library import Library
from retrieval.store.all_rows import REFERENCES

_STATUSES = {"page", "listing", "gone"}
_RESTORE = "Restore a backup: newsdesk restore FILE, or ingest the articles into a new library."
_REINDEX = "newsdesk reindex"


def compare_references(library: Library) -> Compared:
    """Look whether what every row refers to is there."""
    wrong = [
        f"{one.table}: nothing in {one.to} for {one.column} {name}"
        for one in REFERENCES
        for name in library.dangling(one)
    ]
    rows = sum(library.rows_in(reference.table) for reference in REFERENCES)
    return Compared("references", rows, "references between rows", tuple(wrong), _RESTORE)


def compare_log(library: Library) -> Compared:
    """Look whether the log of changes ends, for each passage and version, as the library is."""
    last = library.last_changes()
    wrong = []
    for kind in ("passage", "article"):
        there = library.keys_there(kind)
        named = "version" if kind == "article" else kind
        for (of, key), action in last.items():
            if of == kind and (action == "add") != (key in there):
                wrong.append(f"{named} {key} is {'gone' if action == 'add' else 'there'}, and not by the log")
    latest = library.last_change()
    replicas = library.replicas()
    wrong += [f"the indexes of {name} saw what never was" for name, seen, _ in replicas if seen > latest]
    wrong += [f"the indexes of {name}: no instant" for name, _, at in replicas if not is_instant(at)]
    return Compared("log", len(last) + len(replicas), "entries against the rows", tuple(wrong), _REINDEX)


def compare_addresses(library: Library) -> Compared:
    """Look whether what is kept of feeds, pages, withdrawals and credits can be read."""
    wrong = []
    pages, feeds = library.pages_fetched(), library.instants_of_feeds()
    for address, article, _, at, status in pages:
        if status not in _STATUSES or not is_instant(at) or (status == "page" and article is None):
            wrong.append(f"{address}: what is kept of it cannot be read")
    for address, every, added, checked in feeds:
        if every <= 0 or not is_instant(added) or not (checked is None or is_instant(checked)):
            wrong.append(f"{address}: the feed's times cannot be read")
    gone, credited = library.withdrawals(), library.credits_kept()
    wrong += [
        f"{id_}: when and why it was withdrawn cannot be read"
        for id_, instant, why in gone
        if instant is None or why is None or not is_instant(instant)
    ]
    wrong += _unread(credited)
    rows = len(pages) + len(feeds) + len(gone) + len(credited)
    mend = "Remove and add those feeds, or remove those articles and ingest them again."
    return Compared("addresses", rows, "pages, feeds, withdrawals and credits", tuple(wrong), mend)


def _unread(credited: list[tuple[int, str]]) -> Iterator[str]:
    for version, lines in credited:
        try:
            json.loads(lines)
        except ValueError:
            yield f"version {version}: its credits cannot be read"
