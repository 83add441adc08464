"""What becomes of an article whose page is gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from ingestion.canonical import canonical_url
from ingestion.offers import Gone
from retrieval.library import Library


def withdraw(library: Library, gone: Gone) -> bool:
    """Record that an address is gone, and withdraw its article unless another page still shows it.

    Call inside `Library.transaction`.

    Returns:
        Whether the article was withdrawn just now.
    """
    state = gone.state
    if state is None or state.article is None:
        return False
    if library.page(state.address) != state:
        # Another process has looked since it was last recorded, and the next look decides.
        return False
    now = datetime.now(UTC)
    own = canonical_url(state.address)
    elsewhere = False
    for address in library.pages_of(state.article):
        page = library.page(address)
        if page is None or page.status != "page":
            continue
        # With a tracking parameter it is the same page, which need not be asked for once more.
        if address == state.address or (own is not None and canonical_url(address) == own):
            library.set_page(replace(page, status="gone", fetched_at=now.isoformat(timespec="seconds")))
        else:
            elsewhere = True
    return not elsewhere and library.withdraw(state.article, now, f"its page is gone ({gone.status})")
