"""An address fetched as a good guest does: robots.txt, pauses, redirects checked one by one, few retries."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential, wait_random

from config.errors import RefusedError
from config.tracing import span
from ingestion import robots
from ingestion.addresses import checked, host_of, joined
from ingestion.connecting import GuardedBackend, GuardedTransport, PassingError
from ingestion.exchange import Budget, Order, Reply, exchange
from ingestion.fetched import Fetched, UnreachableError, Validators
from ingestion.limits import Limits
from ingestion.means import Means
from ingestion.politeness import Politeness

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_GONE = frozenset({404, 410})
_ACCEPT = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5"
)
_LONGEST_HEADER = 1_000
_BACKOFF = wait_exponential(multiplier=0.5, max=8) + wait_random(0, 0.5)


class Fetching:
    """Fetches addresses, many at once, inside one event loop.

    Args:
        limits: sizes, times and manners.
        means: name server, network and time.
    """

    def __init__(self, limits: Limits, means: Means) -> None:
        self._limits = limits
        self._sleep = means.sleep
        self._politeness = Politeness(limits, means.sleep, means.clock)
        self._robots = robots.Robots(self._robots_file, limits.robot, self._politeness.slow)
        # Twice the body, and a megabyte, is room for any headers and any honest division into chunks.
        most = 2 * limits.max_bytes + 1_000_000
        backend = GuardedBackend(means.lookup, means.network, allow_private=limits.allow_private, most=most)
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(backend, most=limits.fetchers),
            headers={"User-Agent": limits.user_agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip"},
            # No cookies: what a page says may not depend on which was fetched before it.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=None,  # noqa: S113  # `exchange` has one deadline for all of it
            follow_redirects=False,
        )

    async def page(self, address: str, known: Validators | None = None) -> Fetched:
        """Fetch an address.

        Args:
            address: of http or https.
            known: from the last time; with them an unchanged page is not sent again.

        Raises:
            ForbiddenError: it, or what it redirects to, may not be fetched at all.
            UnreachableError: the server does not answer, or only with errors.
            RefusedError: anything else; always with the address asked for as its item.
        """
        asked = checked(address)
        headers = known.headers() if known is not None else {}
        with span("fetch") as traced:
            fetched = await self._followed(asked, headers, self._limits.max_bytes, guest=True)
            traced.set(status=fetched.status, bytes=len(fetched.body))
            return fetched

    async def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that the robots.txt of an address's site names."""
        return await self._robots.sitemaps(checked(address))

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _robots_file(self, address: str) -> Fetched:
        return await self._followed(address, {}, robots.MAX_BYTES, guest=False)

    async def _followed(self, asked: str, headers: dict[str, str], most: int, *, guest: bool) -> Fetched:
        at, budget = asked, Budget(self._limits.longest)
        met = {at}
        moved = True
        try:
            for _ in range(self._limits.redirects + 1):
                if guest:
                    await self._robots.check(at)
                reply = await self._asked(Order(at, headers, most, budget, cut=not guest))
                if reply.status not in _REDIRECTS:
                    found = _fetched(asked, at, reply, strict=guest)
                    return replace(found, moved=moved and at != asked)
                moved = moved and reply.status in _FOR_GOOD
                at = _next(at, reply)
                if at in met:
                    raise RefusedError(asked, "redirects in a circle")
                met.add(at)
        except RefusedError as error:
            there = "" if asked in (at, error.item) else f"redirects to {at[:200]}: "
            raise type(error)(asked, f"{there}{error.reason}", error.hint) from error
        raise RefusedError(asked, f"redirects more than {self._limits.redirects} times")

    async def _asked(self, order: Order) -> Reply:
        """The answer to an order, asked for again where a failure may pass."""
        host = host_of(order.address)
        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._limits.attempts),
            wait=_wait,
            retry=retry_if_exception_type(PassingError),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            reply: Reply = await retrying(self._once, order, host)
        except UnreachableError:
            self._politeness.failed(host)
            raise
        except PassingError as error:
            self._politeness.failed(host)
            raise UnreachableError(order.address, error.reason, "Try again later.") from error
        self._politeness.answered(host)
        return reply

    async def _once(self, order: Order, host: str) -> Reply:
        async with self._politeness.turn(host):
            if self._politeness.given_up(host):
                reason = f"not asked for: {host} failed {self._limits.strikes} times in a row"
                raise UnreachableError(order.address, reason, "Try again later.")
            try:
                return await exchange(self._client, order, self._limits)
            except PassingError as error:
                if error.wait is not None:
                    self._politeness.hold(host, error.wait)
                raise


def _wait(state: RetryCallState) -> float:
    """Seconds until the next attempt; where the server has named them, its host is held already."""
    error = state.outcome.exception() if state.outcome is not None else None
    return 0.0 if isinstance(error, PassingError) and error.wait is not None else _BACKOFF(state)


def _next(at: str, reply: Reply) -> str:
    target = joined(at, reply.headers.get("location", ""))
    if target is None:
        raise RefusedError(at, "redirects to nowhere")
    try:
        return checked(target)
    except RefusedError as error:
        raise type(error)(at, f"redirects to {error.item}: {error.reason}", error.hint) from error


def _fetched(asked: str, final: str, reply: Reply, *, strict: bool) -> Fetched:
    if reply.status in _GONE:
        return Fetched(asked, final, "gone", reply.status)
    if reply.status == 304:
        return Fetched(asked, final, "unchanged", reply.status, validators=_validators(reply))
    if reply.status not in (200, 203):
        if not strict and reply.status < 500:
            return Fetched(asked, final, "gone", reply.status)
        raise RefusedError(final, f"the server answers {_in_words(reply.status)}")
    if strict and not reply.body.strip():
        raise RefusedError(final, "empty")
    media_type = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    return Fetched(
        asked, final, "page", reply.status, reply.body, media_type, reply.charset, _validators(reply)
    )


def _validators(reply: Reply) -> Validators:
    stated = (reply.headers.get(name) for name in ("etag", "last-modified"))
    return Validators(*(value if value and len(value) <= _LONGEST_HEADER else None for value in stated))


def _in_words(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
