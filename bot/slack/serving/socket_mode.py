"""The socket over which Slack delivers: opened with a fresh address, and found again within seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.serving.delivery import misshapen
from config.errors import SettingsError

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

log = logging.getLogger(__name__)

PING = 2.0
"""Seconds between two pings. A cut connection is noticed after at most four of them without an answer."""
_REFUSED = frozenset(
    {"invalid_auth", "not_authed", "not_allowed_token_type", "account_inactive", "missing_scope"}
)


class _Handler(AsyncSocketModeHandler):
    """Acknowledges a delivery that nobody could act on, as Slack would only send it again."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        wrong = misshapen(req.payload)
        if wrong is None:
            await super().handle(client, req)
            return
        log.warning("a delivery is not as Slack sends them: %s", wrong)
        await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))


class SocketMode:
    """A connection by Socket Mode, kept until it is closed.

    Args:
        app: is given what arrives.
        token: the app-level token.
        ping: seconds between two pings.
    """

    def __init__(self, app: AsyncApp, token: str, ping: float = PING) -> None:
        self._ping = ping
        self._handler = _Handler(
            app, token, ping_interval=ping, logger=logging.getLogger("slack_sdk.socket_mode")
        )
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect.

        Raises:
            SettingsError: the token is refused, or Slack cannot be reached.
        """
        client = self._handler.client
        try:
            # The client itself would try a token that is refused for ever.
            client.wss_uri = await client.issue_new_wss_url()
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            hint = "Look at SLACK_APP_TOKEN, and try: newsdesk slack check"
            what = "refuses the app-level token" if code in _REFUSED else "does not open a connection"
            raise SettingsError(f"Slack {what}: {code}.", hint) from error
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            raise SettingsError(
                f"Slack cannot be reached ({type(error).__name__}).", "Look at the network and its proxy."
            ) from error
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self._watching = asyncio.create_task(self._watch())

    async def is_open(self) -> bool:
        """Whether it is connected."""
        return bool(await self._handler.client.is_connected())

    async def close(self) -> None:
        """Take nothing more."""
        if self._watching is not None:
            self._watching.cancel()
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def _watch(self) -> None:
        """Have the client ask for a new address while it is not connected: an address serves once."""
        while True:
            await asyncio.sleep(self._ping)
            client = self._handler.client
            if not client.closed and not await client.is_connected():
                client.wss_uri = None
