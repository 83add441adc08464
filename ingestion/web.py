"""Addresses walked: each fetched once, listings followed, pages handed on in the order they were named."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime

from config.errors import RefusedError
from ingestion.addresses import checked, is_front
from ingestion.canonical import canonical_url
from ingestion.draft import Draft
from ingestion.fetched import Fetched, Validators
from ingestion.fetcher import Fetcher, in_order
from ingestion.offers import Gone, Offer, Page, Route, Unchanged
from ingestion.sources.base import GoneError, Lead
from ingestion.sources.opening import opened
from ingestion.sources.site import nothing_to_follow
from retrieval.library import Library
from retrieval.store.page_log import PageState

MOST_LEADS = 50_000
"""Addresses followed for each one that the user names: what one sitemap may hold."""


_Task = tuple[Lead, PageState | None]


class Web:
    """Walks addresses.

    Args:
        fetcher: fetches, ahead of what is taken from here.
        library: knows how addresses were when last fetched, and what was found there.
        reading: changes when pages are read otherwise, and all are read again.
        on_found: told how many more addresses there are to look at.
        follow: whether the articles that listings name are fetched, or only handed on as leads.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        library: Library,
        reading: str,
        on_found: Callable[[int], None] = lambda count: None,
        *,
        follow: bool = True,
    ) -> None:
        self._fetcher = fetcher
        self._library = library
        self._reading = f"{reading}:"
        self._on_found = on_found
        self._follow = follow
        self._met: set[str] = set()
        self._left = MOST_LEADS
        self.again: list[Route] = []
        """Further ways to addresses that had been come to already."""

    def offers(self, addresses: Iterable[str]) -> Iterator[Offer]:
        """What the addresses hold, in their order; nothing about an address raises."""
        followed = {feed.address for feed in self._library.feeds()}
        named = ((address, _named(address)) for address in addresses)
        yield from self._walk([Lead(one, named=name, followed=name in followed) for one, name in named])

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
            return self._library.page(checked(address))
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
        if isinstance(result, Fetched):
            result = self._arrived(lead, state, result)
        if isinstance(result, RefusedError):
            yield self._failed(lead, state, result)
        elif result.outcome == "gone":
            yield from self._gone(lead, state, result.status)
        else:
            yield from self._found(lead, state, result)

    def _gone(self, lead: Lead, state: PageState | None, status: int) -> Iterator[Offer]:
        gone = GoneError(lead.address, f"gone: the server answers {status}")
        if state is None or state.article is None:
            yield Gone(gone, state, status) if lead.otherwise is None else self._failed(lead, state, gone)
            return
        # What a feed says of a page once taken in does not stand for it when that is gone.
        yield Gone(gone, state, status)
        # Where else it was read, it may be gone as well, or have led here: no feed may name those any more.
        others = [one for one in self._library.pages_of(state.article) if one != lead.address]
        known = [page for one in others if (page := self._library.page(one)) and page.status == "page"]
        yield from self._walk([Lead(page.address, expects="article", named=lead.named) for page in known])

    def _found(self, lead: Lead, state: PageState | None, result: Fetched) -> Iterator[Offer]:
        fresh = self._state(result)
        if state is not None and self._still_read_so(state):
            if result.outcome == "unchanged":
                yield Unchanged(state, fresh=False, route=_route(lead))
                return
            if state.digest == fresh.digest and not self._news_of_moving(state, result):
                yield Unchanged(replace(fresh, article=state.article), fresh=True, route=_route(lead))
                return
        try:
            yield from self._read(lead, result, fresh, state)
        except RefusedError as refused:
            yield self._failed(lead, state, refused)

    def _arrived(self, lead: Lead, state: PageState | None, found: Fetched) -> Fetched | RefusedError:
        """What was fetched, if redirects led to no front page; all of it where that tells of a move."""
        if lead.expects == "article" and is_front(found.final) and not is_front(lead.address):
            return RefusedError(lead.address, "redirects to the front page")
        if state is None or found.outcome != "unchanged" or not self._news_of_moving(state, found):
            return found
        try:
            # Where it now stands can only be recorded with what stands there.
            return self._fetcher.submit(lead.address).result()
        except RefusedError as refused:
            return refused

    def _news_of_moving(self, state: PageState, found: Fetched) -> bool:
        """Whether an article has moved for good to where it is not known yet."""
        if state.article is None or not found.moved:
            return False
        return self._library.find(canonical=canonical_url(found.final)) is None

    def _read(self, lead: Lead, found: Fetched, state: PageState, known: PageState | None) -> Iterator[Offer]:
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
                yield self._page(find, lead, found, state, known)
            else:
                yield find
        if len(leads) > self._left:
            reason = f"more than {MOST_LEADS:,} addresses; the rest of them is left out"
            yield RefusedError(lead.address, reason)
        leads = leads[: self._left]
        self._left -= len(leads)
        del found
        yield from self._walk(leads)

    def _page(
        self, draft: Draft, lead: Lead, found: Fetched, state: PageState, known: PageState | None
    ) -> Page:
        if draft.item != lead.address:
            return Page(draft, None, _route(lead))
        if lead.followed:
            raise nothing_to_follow(lead.address)
        if lead.expects == "anything" and self._library.led_to_others(lead.address):
            raise RefusedError(lead.address, "not the feed that it was, but a page with a text on it")
        if found.moved and known is not None:
            draft = replace(draft, moved=known.article)
        return Page(draft, state, _route(lead))

    def _failed(self, lead: Lead, state: PageState | None, failure: RefusedError) -> Offer:
        # What was read from its page stands until the page says otherwise: a feed tells no date of change.
        if lead.otherwise is None or (state is not None and state.status == "page" and state.article):
            return failure
        try:
            draft = lead.otherwise(failure)
            if draft.item == lead.named and self._library.led_to_others(lead.named):
                raise failure
            return Page(draft, None, _route(lead))
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
