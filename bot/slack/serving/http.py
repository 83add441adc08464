"""The Slack app over HTTP: an ASGI application, and uvicorn that serves it on a port."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler

from bot.slack.serving.guard import Application, Guard
from config.errors import SettingsError
from config.slack_manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

AT_ONCE = 200
"""Connections beyond which further ones get 503, so that idle ones cannot use up all sockets."""


def slack_asgi(app: AsyncApp, signing_secret: str) -> Guard:
    """The app for any ASGI server, behind its guard.

    Args:
        app: the Bolt app; where it has an OAuth flow, the pages to install it are served too.
        signing_secret: of the Slack app.
    """
    handler = AsyncSlackRequestHandler(app, EVENTS_PATH)
    pages = frozenset({INSTALL_PATH, REDIRECT_PATH}) if app.oauth_flow is not None else frozenset[str]()
    return Guard(cast("Application", handler), signing_secret, events_path=EVENTS_PATH, open_paths=pages)


class HttpServer:
    """An ASGI application on a port. Signals are left to the caller.

    Args:
        app: the application.
        host: the address listened on.
        port: 0 is any free one.
        grace: seconds that requests under way have when it stops.
    """

    def __init__(self, app: Application, host: str, port: int, *, grace: int = 5) -> None:
        config = uvicorn.Config(
            app,
            # The log is set up already, and the path of an installation holds its code.
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            limit_concurrency=AT_ONCE,
            timeout_graceful_shutdown=grace,
        )
        self._server = _Server(config)
        self._address = (host, port)
        self._task: asyncio.Task[None] | None = None
        self.port = port

    async def start(self) -> None:
        """Listen; returns when requests are answered.

        Raises:
            SettingsError: the address cannot be listened on.
        """
        host, port = self._address
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            listening = socket.create_server((host, port), family=family)
        except OSError as error:
            raise SettingsError(
                f"Cannot listen on {host}, port {port}: {error.strerror or error}.",
                "Choose another with --host and --port.",
            ) from error
        self.port = listening.getsockname()[1]
        self._task = asyncio.create_task(self._server.serve([listening]))
        waiting = asyncio.create_task(self._server.ready.wait())
        await asyncio.wait({waiting, self._task}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._task.done():
            await self._task

    async def stop(self) -> None:
        """Take no more requests, and let those under way end."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Server(uvicorn.Server):
    """uvicorn that says when it listens and leaves signals alone."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
