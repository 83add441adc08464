"""Who may ask in a channel, and who may change what holds there: the questions that Slack has to answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.settings.channel_settings import ALL, CLOSED, NOBODY, ChannelSettings, is_group
from bot.slack.settings.channels import Channels

KEPT = 300.0
"""Seconds for which a channel's name and a group's members are not asked again."""
MOST = 2_000
"""Channels and groups remembered."""

_FAILURES = (SlackClientError, ClientError, TimeoutError, OSError)

log = logging.getLogger(__name__)

T = TypeVar("T")


class AskingRights:
    """What cannot be learnt from Slack counts against whoever asks.

    Args:
        channels: the settings.
        clock: seconds that only grow.
    """

    def __init__(self, channels: Channels, clock: Callable[[], float] = time.monotonic) -> None:
        self.channels = channels
        self._names: _Remembered[str] = _Remembered(clock)
        self._members: _Remembered[frozenset[str]] = _Remembered(clock)

    async def settings(self, client: AsyncWebClient, team: str, channel: str) -> ChannelSettings:
        """What holds in a channel.

        Args:
            client: with the token of the workspace.
            team: the workspace's id.
            channel: the channel's id.

        Raises:
            LibraryError: the changes of admins cannot be read.
        """
        name = await self.name(client, team, channel)
        return await asyncio.to_thread(self.channels.settings, team, channel, name)

    async def name(self, client: AsyncWebClient, team: str, channel: str) -> str | None:
        """A channel's name, where one is needed to tell what holds there; None where not, or not known."""
        if not self.channels.needs_name(channel):
            return None
        key = f"{team}/{channel}"
        if (known := self._names.get(key)) is not None:
            return known
        found = await _asked(client, "conversations.info", {"channel": channel})
        told = _object(found, "channel")
        name = told.get("name_normalized") or told.get("name")
        return self._names.put(key, name) if name and isinstance(name, str) else None

    async def refusal(
        self, client: AsyncWebClient, settings: ChannelSettings, team: str, user: str, *, bot: bool = False
    ) -> str | None:
        """Why a user may not ask, in a sentence to show to them; None where they may.

        Args:
            client: with the token of the workspace.
            settings: what holds in the channel.
            team: the workspace's id.
            user: the user's id, or the bot's.
            bot: whether it is a bot.
        """
        if settings == CLOSED:
            return "Newsdesk cannot tell what is allowed in this channel, so nobody may ask here."
        if settings.who == NOBODY:
            return "Newsdesk does not answer here."
        if bot and not settings.bots:
            return "Newsdesk does not answer other bots here."
        if settings.who == ALL or await self._among(client, settings.who, team, user):
            return None
        return "Only some people may ask Newsdesk here, and you are not among them."

    async def is_admin(self, client: AsyncWebClient, team: str, user: str) -> bool:
        """Whether a user may change what holds in channels: an admin or owner of the workspace, or named.

        Args:
            client: with the token of the workspace; users:read tells who is an admin.
            team: the workspace's id.
            user: the user's id.
        """
        if await self._among(client, self.channels.rules.admins, team, user):
            return True
        found = _object(await _asked(client, "users.info", {"user": user}), "user")
        # Somebody of another workspace in a shared channel may be an admin over there.
        at_home = found.get("team_id") == team and not found.get("is_stranger", False)
        active = not found.get("deleted", False)
        return at_home and active and bool(found.get("is_admin") or found.get("is_owner"))

    async def _among(self, client: AsyncWebClient, allowed: tuple[str, ...], team: str, user: str) -> bool:
        if user in allowed:
            return True
        for group in filter(is_group, allowed):
            if user in await self._members_of(client, team, group):
                return True
        return False

    async def _members_of(self, client: AsyncWebClient, team: str, group: str) -> frozenset[str]:
        key = f"{team}/{group}"
        if (known := self._members.get(key)) is not None:
            return known
        found = await _asked(client, "usergroups.users.list", {"usergroup": group})
        users = found.get("users")
        if not isinstance(users, list):
            return frozenset()
        return self._members.put(key, frozenset(one for one in users if isinstance(one, str)))


class _Remembered(Generic[T]):
    """What was learnt a short while ago."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, T]] = {}

    def get(self, key: str) -> T | None:
        until, value = self._kept.get(key, (0.0, None))
        return value if until > self._clock() else None

    def put(self, key: str, value: T) -> T:
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (self._clock() + KEPT, value)
        return value


def _object(answer: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What an answer tells of one thing; nothing where it is not as Slack sends it."""
    told = answer.get(name)
    return told if isinstance(told, Mapping) else {}


async def _asked(client: AsyncWebClient, method: str, arguments: dict[str, str]) -> dict[str, Any]:
    """What Slack answers; nothing where it refuses or cannot be reached."""
    try:
        answer = await client.api_call(method, params=arguments)
    except SlackApiError as error:
        refusal = {"method": method, "reason": str(error.response.get("error"))}
        log.warning("Slack refuses a call", extra=refusal)
        return {}
    except _FAILURES as error:
        log.warning("Slack cannot be asked", extra={"method": method, "reason": type(error).__name__})
        return {}
    return answer.data if isinstance(answer.data, dict) else {}
