"""What a site's robots.txt allows, read once a site (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from protego import Protego

from config.errors import RefusedError
from ingestion.addresses import host_of, origin_of
from ingestion.fetched import Fetched, UnreachableError

MAX_BYTES = 512_000
"""Of a longer file this much is read; RFC 9309, section 2.5, asks for at least 500 kibibytes."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What a site's file says, or why it could not be had."""

    parsed: Protego | None = None
    failure: RefusedError | None = None


class Robots:
    """The robots.txt of every site met.

    Args:
        get: fetches an address without asking robots.txt.
        robot: the name that the files know this robot by.
        slow: told of a host's wish for a pause between requests.
    """

    def __init__(
        self, get: Callable[[str], Awaitable[Fetched]], robot: str, slow: Callable[[str, float], None]
    ) -> None:
        self._get = get
        self._robot = robot
        self._slow = slow
        self._sites: dict[str, asyncio.Task[_Rules]] = {}

    async def check(self, address: str) -> None:
        """Let an address pass that may be fetched.

        Raises:
            RefusedError: the site does not want it fetched, or is not there to say.
        """
        rules = await self._rules(address)
        if rules.failure is not None:
            raise type(rules.failure)(address, rules.failure.reason, rules.failure.hint)
        if rules.parsed is not None and not rules.parsed.can_fetch(address, self._robot):
            raise RefusedError(address, "the site's robots.txt asks robots not to fetch it")

    async def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that a site's file names."""
        rules = await self._rules(address)
        return list(rules.parsed.sitemaps) if rules.parsed is not None else []

    async def _rules(self, address: str) -> _Rules:
        origin = origin_of(address)
        if origin not in self._sites:
            self._sites[origin] = asyncio.create_task(self._read(origin))
        return await asyncio.shield(self._sites[origin])

    async def _read(self, origin: str) -> _Rules:
        try:
            found = await self._get(f"{origin}/robots.txt")
        except UnreachableError as error:
            # Nobody knows what it would have said: the standard takes that for a no.
            reason = f"the site's robots.txt could not be read ({error.reason}), so nothing of it is fetched"
            return _Rules(failure=UnreachableError(origin, reason, "Try again later."))
        except RefusedError as error:
            return _Rules(failure=error)
        if found.outcome != "page":
            return _Rules()
        parsed = Protego.parse(found.body.decode("utf-8", "replace"))
        if delay := parsed.crawl_delay(self._robot):
            self._slow(host_of(origin), float(delay))
        return _Rules(parsed)
