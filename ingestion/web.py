"""Addresses walked: each fetched once, listings followed, pages handed on in the order they were named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from config.errors import RefusedError
from ingestion.addresses import checked
from ingestion.canonical import canonical_url
from ingestion.draft import Draft
from ingestion.fetched import Fetched, Validators
from ingestion.fetcher import Fetcher, in_order
from ingestion.sources.base import GoneError, Lead
from ingestion.sources.opening import opened
from retrieval.store.page_log import PageLog, PageState

MOST_LEADS = 50_000
"""Addresses followed for each one that the user names: what one sitemap may hold."""


class Route(NamedTuple):
    """How an address was come to.

    Args:
        key: the address, however it is written.
        named: the one that the user named, such as a feed, from which it was come to.
    """

    key: str
    named: str


@dataclass(frozen=True, slots=True)
class Page:
    """An article fetched, and what to record of its address; None where it is one of several there."""

    draft: Draft
    state: PageState | None
    route: Route


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address that holds what it held before; `fresh` where there are new validators to record."""

    state: PageState
    fresh: bool
    route: Route


@dataclass(frozen=True, slots=True)
class Gone:
    """An address where nothing is any more; `state` is how it was last, if it ever was."""

    refusal: GoneError
    state: PageState | None
    status: int
    """The server's answer: 404 or 410."""


Offer = Page | Unchanged | Gone | Lead | RefusedError
"""A lead only where leads to articles are not followed."""
_Task = tuple[Lead, PageState | None]


class Web:
    """Walks addresses.

    Args:
        fetcher: fetches, ahead of what is taken from here.
        log: how addresses were when last fetched.
        reading: changes when pages are read otherwise, and all are read again.
        on_found: told how many more addresses there are to look at.
        follow: whether the articles that listings name are fetched, or only handed on as leads.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        log: PageLog,
        reading: str,
        on_found: Callable[[int], None] = lambda count: None,
        *,
        follow: bool = True,
    ) -> None:
        self._fetcher = fetcher
        self._log = log
        self._reading = f"{reading}:"
        self._on_found = on_found
        self._follow = follow
        self._met: set[str] = set()
        self._left = MOST_LEADS
        self.again: list[Route] = []
        """Further ways to addresses that had been come to already."""

    def offers(self, addresses: Iterable[str]) -> Iterator[Offer]:
        """What the addresses hold, in their order; nothing about an address raises."""
        yield from self._walk([Lead(address, named=_named(address)) for address in addresses])

    def _walk(self, leads: list[Lead]) -> Iterator[Offer]:
        if not self._follow:
            yield from (lead for lead, _ in self._tasks(lead for lead in leads if lead.expects == "article"))
            leads = [lead for lead in leads if lead.expects != "article"]
        # Twice as many as are fetched at once: enough to go on while a batch is embedded, and no more memory.
        width = 2 * self._fetcher.limits.fetchers
        for (lead, state), result in in_order(self._tasks(leads), self._begin, width):
            if lead.expects == "anything":
                self._left = MOST_LEADS
            yield from self._taken(lead, state, result)

    def _tasks(self, leads: Iterable[Lead]) -> Iterator[_Task]:
        """The leads not met before, with how their addresses were when last fetched."""
        for lead in leads:
            route = _route(lead)
            if route.key in self._met:
                self.again.append(route)
                continue
            self._met.add(route.key)
            self._on_found(1)
            yield lead, self._known(lead.address)

    def _known(self, address: str) -> PageState | None:
        try:
            return self._log.page(checked(address))
        except (RefusedError, UnicodeError):
            return None

    def _begin(self, task: _Task) -> Future[Fetched]:
        lead, state = task
        known = None
        if state is not None and self._still_read_so(state):
            known = Validators(state.etag, state.last_modified)
        return self._fetcher.submit(lead.address, known)

    def _still_read_so(self, state: PageState) -> bool:
        """Whether the article there is in the library as it would be read today."""
        return state.status == "page" and state.article is not None and state.digest.startswith(self._reading)

    def _taken(self, lead: Lead, state: PageState | None, result: Fetched | RefusedError) -> Iterator[Offer]:
        if isinstance(result, RefusedError):
            yield self._failed(lead, result)
            return
        if result.outcome == "gone":
            gone = GoneError(lead.address, f"gone: the server answers {result.status}")
            # What a feed says of a page once taken in does not stand for it when that is gone.
            known = state is not None and state.article is not None
            if known or lead.otherwise is None:
                yield Gone(gone, state, result.status)
            else:
                yield self._failed(lead, gone)
            return
        fresh = self._state(result)
        if state is not None and self._still_read_so(state):
            if result.outcome == "unchanged":
                yield Unchanged(state, fresh=False, route=_route(lead))
                return
            if state.digest == fresh.digest:
                yield Unchanged(replace(fresh, article=state.article), fresh=True, route=_route(lead))
                return
        try:
            yield from self._read(lead, result, fresh)
        except RefusedError as refused:
            yield self._failed(lead, refused)

    def _read(self, lead: Lead, found: Fetched, state: PageState) -> Iterator[Offer]:
        if found.outcome != "page":
            raise RefusedError(
                lead.address, "the server says that it has not changed, but was not asked that"
            )
        leads: list[Lead] = []
        for find in opened(found, lead, self._fetcher.sitemaps):
            if isinstance(find, Lead):
                leads.append(replace(find, named=lead.named))
            elif isinstance(find, Draft):
                # Of several articles at one address none can be told to be unchanged by it.
                yield Page(find, state if find.item == lead.address else None, _route(lead))
            else:
                yield find
        if len(leads) > self._left:
            reason = f"more than {MOST_LEADS:,} addresses; the rest of them is left out"
            yield RefusedError(lead.address, reason)
        leads = leads[: self._left]
        self._left -= len(leads)
        del found
        yield from self._walk(leads)

    def _failed(self, lead: Lead, failure: RefusedError) -> Offer:
        if lead.otherwise is None:
            return failure
        try:
            return Page(lead.otherwise(failure), None, _route(lead))
        except RefusedError as refused:
            return refused

    def _state(self, found: Fetched) -> PageState:
        return PageState(
            address=found.address,
            article=None,
            etag=found.validators.etag,
            last_modified=found.validators.last_modified,
            digest=self._reading + hashlib.sha256(found.body).hexdigest(),
            fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
            status="page",
        )


def _route(lead: Lead) -> Route:
    return Route(canonical_url(lead.address) or lead.address, lead.named)


def _named(address: str) -> str:
    """An address that the user named, in the form in which followed ones are kept."""
    try:
        return checked(address)
    except (RefusedError, UnicodeError):
        return address
