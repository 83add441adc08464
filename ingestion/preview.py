"""What an ingest would take in, without taking it: nothing is embedded, nothing stored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from config.errors import RefusedError
from ingestion.addresses import is_address
from ingestion.canonical import canonical_url
from ingestion.discovery import discover
from ingestion.draft import Draft
from ingestion.identity import identify
from ingestion.read import read_file
from ingestion.report import Refusal
from ingestion.sources.base import Lead
from retrieval.article import version_of
from retrieval.library import Library

if TYPE_CHECKING:
    from ingestion.fetcher import Fetcher

READING = "preview"
"""No page was read under this name, so that none is passed over as unchanged."""


class Listed(BaseModel):
    """An article that would be taken in, or looked at again."""

    model_config = ConfigDict(frozen=True)

    item: str
    state: Literal["new", "changed", "known"]
    """`known` of an address in a listing says that it was taken in before; it is not fetched to compare."""
    title: str | None = None
    outlet: str | None = None
    published: datetime | None = None


class Preview(BaseModel):
    """What an ingest would do."""

    model_config = ConfigDict(frozen=True)

    articles: tuple[Listed, ...] = ()
    refused: tuple[Refusal, ...] = ()


def preview(
    library: Library, paths: Sequence[str | Path], *, max_bytes: int, open_fetcher: Callable[[], Fetcher]
) -> Preview:
    """Look at what an ingest of these would take.

    Args:
        library: compared with, and not written to.
        paths: files, folders and addresses. Listings are fetched, the articles that they list are not.
        max_bytes: largest single-article file read.
        open_fetcher: makes what fetches addresses; called only where there are some.
    """
    listed: dict[str, Listed] = {}
    refused: list[Refusal] = []
    for find in _finds(library, paths, max_bytes, open_fetcher):
        if isinstance(find, Lead):
            listed.setdefault(find.address, _of_lead(find, library))
            continue
        try:
            if isinstance(find, RefusedError):
                raise find
            id_, one = _of_draft(find, library)
            listed.setdefault(id_, one)
        except RefusedError as error:
            refused.append(Refusal(item=error.item, reason=error.reason))
    return Preview(articles=tuple(listed.values()), refused=tuple(refused))


def _finds(
    library: Library, paths: Sequence[str | Path], max_bytes: int, open_fetcher: Callable[[], Fetcher]
) -> Iterator[Draft | Lead | RefusedError]:
    for found in discover([path for path in paths if not is_address(path)]):
        if isinstance(found, RefusedError):
            yield found
        else:
            yield from read_file(found, max_bytes=max_bytes)
    if addresses := [str(path) for path in paths if is_address(path)]:
        yield from _at(addresses, library, open_fetcher)


def _at(
    addresses: Sequence[str], library: Library, open_fetcher: Callable[[], Fetcher]
) -> Iterator[Draft | Lead | RefusedError]:
    from ingestion.offers import Gone, Page
    from ingestion.web import Web

    with open_fetcher() as fetcher:
        for offer in Web(fetcher, library, READING, follow=False).offers(addresses):
            if isinstance(offer, Page):
                yield offer.draft
            elif isinstance(offer, Gone):
                yield offer.refusal
            elif isinstance(offer, Lead | RefusedError):
                yield offer


def _of_lead(lead: Lead, library: Library) -> Listed:
    known = library.page(lead.address) is not None or (
        library.find(canonical=canonical_url(lead.address)) is not None
    )
    facts = lead.facts
    return Listed(
        item=lead.address,
        state="known" if known else "new",
        title=facts.title,
        outlet=facts.outlet,
        published=facts.published.at if facts.published else None,
    )


def _of_draft(draft: Draft, library: Library) -> tuple[str, Listed]:
    id_, _ = identify(draft, library)
    state: Literal["new", "changed", "known"] = "new"
    if library.latest(id_) is not None:
        state = "known" if library.version_known(id_, version_of(draft.text)) else "changed"
    return id_, Listed(
        item=draft.item,
        state=state,
        title=draft.title,
        outlet=draft.outlet,
        published=draft.published.at if draft.published else None,
    )
