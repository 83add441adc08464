"""A small HTTP server for monitors: /health says whether the app works, /metrics what it did."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Self

from aiohttp import web

from bot.running.served_at import ServedAt as Address
from bot.slack.serving.metrics import CONTENT_TYPE, Metrics
from bot.status import Freshness
from config.errors import NewsdeskError, SettingsError

log = logging.getLogger(__name__)

Reasons = Callable[[], list[str]]


class HealthServer:
    """Serves /health and /metrics.

    /health answers 200 with `{"status": "ok", "reasons": []}`, or 503 with the
    reasons. Use it as an asynchronous context manager, or call `start` and `stop`.

    Args:
        metrics: what is told.
        reasons: asks why the app does not work; nothing where it does. Called in a thread.
        facts: asks what the library holds. Called in a thread.
        address: where; `port` tells the port once started.
    """

    def __init__(
        self,
        metrics: Metrics,
        reasons: Reasons,
        facts: Callable[[], Freshness],
        address: Address | None = None,
    ) -> None:
        self._address = address or Address()
        self.port = self._address.port
        self._metrics = metrics
        self._reasons = reasons
        self._facts = facts
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Begin to serve.

        Raises:
            SettingsError: the address cannot be used.
        """
        app = web.Application(client_max_size=1024)
        app.router.add_get("/health", self._health)
        app.router.add_get("/metrics", self._text)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, self._address.host, self._address.port)
        try:
            await site.start()
        except OSError as error:
            await runner.cleanup()
            raise SettingsError(
                f"Health cannot be served at {self._address.host}, port {self._address.port}:"
                f" {error.strerror or error}.",
                "Choose another port by NEWSDESK_SLACK_HEALTH_PORT.",
            ) from error
        self._runner = runner
        self.port = runner.addresses[0][1]

    async def stop(self) -> None:
        """Serve no longer."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _: web.Request) -> web.Response:
        try:
            reasons = await asyncio.to_thread(self._reasons)
        except NewsdeskError as error:
            reasons = [str(error)]
        told = {"status": "failing" if reasons else "ok", "reasons": reasons}
        return web.json_response(told, status=503 if reasons else 200)

    async def _text(self, _: web.Request) -> web.Response:
        facts = None
        try:
            facts = await asyncio.to_thread(self._facts)
        except NewsdeskError as error:
            log.warning("the library cannot be read", extra={"reason": type(error).__name__})
        return web.Response(body=self._metrics.text(facts), headers={"Content-Type": CONTENT_TYPE})


__all__ = ["Address", "HealthServer"]
