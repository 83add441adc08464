"""The workspaces that the app is in: a way to call Slack in each, with its own token and pace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.replying.calls import Calls, SlackRefusedError
from bot.slack.replying.pacing import Pacing

TokenOf = Callable[[str], Awaitable[str | None]]


class GoneError(Exception):
    """The app is not, or no longer, in a workspace."""


@dataclass
class _Known:
    token: str
    calls: Calls
    bot_user: str | None = None


class Workspaces:
    """Calls for each workspace.

    Args:
        token_of: the bot token of a workspace; None where the app is not in it.
        client: a client for a token.
    """

    def __init__(self, token_of: TokenOf, client: Callable[[str], AsyncWebClient]) -> None:
        self._token_of = token_of
        self._client = client
        self._known: dict[str, _Known] = {}
        self._pacings: dict[str, Pacing] = {}

    async def calls(self, team: str) -> Calls:
        """How to call Slack in a workspace.

        Raises:
            GoneError: the app is not in it.
        """
        token = await self._token_of(team)
        if token is None:
            raise GoneError(team)
        known = self._known.get(team)
        if known is None or known.token != token:
            pacing = self._pacings.setdefault(team, Pacing())
            known = self._known[team] = _Known(token, Calls(self._client(token), pacing))
        return known.calls

    def drop(self, team: str) -> None:
        """Let go of what is kept of a workspace."""
        self._known.pop(team, None)
        self._pacings.pop(team, None)

    async def bot_user(self, team: str) -> str | None:
        """The app's user id in a workspace; None where Slack does not tell it.

        Raises:
            GoneError: the app is not in it.
        """
        calls = await self.calls(team)
        known = self._known[team]
        if known.bot_user is None:
            with suppress(SlackRefusedError):
                known.bot_user = str((await calls("auth.test", patience=10.0))["user_id"])
        return known.bot_user
