"""A reply that only the one who asked can see: it comes whole, as Slack cannot stream it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import aiohttp
from slack_bolt.context.respond.async_respond import AsyncRespond
from slack_sdk.errors import SlackClientError

from bot.slack.blocks.message import Block, Message
from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls, SlackRefusedError
from bot.slack.replying.part import ReplyLostError

log = logging.getLogger(__name__)

Respond = Callable[..., Awaitable[Any]]
"""Answers an interaction through the address that Slack gave for it; five times within half an hour."""


class PrivateReply:
    """A reply to a command.

    Args:
        calls: of the workspace.
        entry: the command.
    """

    def __init__(self, calls: Calls, entry: Entry) -> None:
        self._calls = calls
        self._entry = entry
        client = calls.client
        self._respond = AsyncRespond(response_url=entry.response_url, proxy=client.proxy, ssl=client.ssl)
        self.shown_at: datetime | None = None

    async def status(self, text: str) -> None:
        """Nothing: the acknowledgement of the command has told it."""

    def write(self, text: str) -> None:
        """Nothing: it comes whole at the end."""

    async def end(self, blocks: Sequence[Block] = (), session: str | None = None) -> bool:
        """Nothing, likewise."""
        return False

    async def say(self, messages: Sequence[Message]) -> None:
        """Show messages to the one who asked.

        Raises:
            ReplyLostError: Slack takes them in no way.
        """
        for message in messages:
            if not await self._responded(message):
                await self._posted(message)
            self.shown_at = self.shown_at or datetime.now(UTC)

    async def abandon(self) -> bool:
        """Write no more; whether anything was said."""
        return self.shown_at is not None

    async def _responded(self, message: Message) -> bool:
        if not self._entry.response_url:
            return False
        try:
            told = await self._respond(
                text=message.text,
                blocks=list(message.blocks),
                response_type="ephemeral",
                replace_original=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.info("a command cannot be answered directly: %s", type(error).__name__)
            return False
        return getattr(told, "status_code", 0) == 200

    async def _posted(self, message: Message) -> None:
        try:
            await self._calls(
                "chat.postEphemeral",
                channel=self._entry.channel,
                user=self._entry.user,
                text=message.text,
                blocks=list(message.blocks),
            )
        except SlackRefusedError as refused:
            raise ReplyLostError(refused.code) from refused
