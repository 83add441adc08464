"""Whether somebody may ask in a channel."""

from __future__ import annotations

import time

from bot.slack.calls import Calls, SlackRefusedError
from bot.slack.channel_settings import ALL, NOBODY, ChannelSettings, is_group

KEPT = 300.0
"""Seconds for which the members of a user group are remembered."""


class Permission:
    """Knows the members of user groups, as far as they were asked for."""

    def __init__(self) -> None:
        self._groups: dict[str, tuple[float, frozenset[str]]] = {}

    async def given(self, settings: ChannelSettings, user: str, calls: Calls) -> bool:
        """Whether a user may ask.

        Args:
            settings: of the channel.
            user: who asks.
            calls: of the workspace; the members of groups are asked for where they decide.
        """
        who = settings.who
        if who == ALL:
            return True
        if who == NOBODY:
            return False
        if user in who:
            return True
        for group in filter(is_group, who):
            if user in await self._members(group, calls):
                return True
        return False

    async def _members(self, group: str, calls: Calls) -> frozenset[str]:
        """The members of a group; nobody where Slack does not tell them."""
        known = self._groups.get(group)
        if known is None or time.monotonic() - known[0] > KEPT:
            try:
                told = await calls("usergroups.users.list", usergroup=group, patience=5.0)
            except SlackRefusedError:
                return frozenset()
            users = told.get("users") or ()
            known = self._groups[group] = (time.monotonic(), frozenset(map(str, users)))
        return known[1]
