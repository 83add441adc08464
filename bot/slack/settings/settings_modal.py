"""`/news settings`: opens the modal for an admin, and takes in what is saved in it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.settings.asking_rights import AskingRights
from bot.slack.settings.channel_settings import CLOSED
from bot.slack.settings.channels import DIRECT
from bot.slack.settings.settings_entered import channel_of, entered
from bot.slack.settings.settings_view import CALLBACK, Shown, settings_view
from config.errors import NewsdeskError

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.ack.async_ack import AsyncAck

    from bot.desk import Newsdesk

NOT_AN_ADMIN = "Only admins of this workspace may change the settings of a channel."
LOCKED = "The settings of this channel are locked in the file of the server."
UNKNOWN = (
    "The file of the server names channels, and Slack does not tell Newsdesk what this one is called: "
    "invite it here, or see that it has the scopes channels:read and groups:read."
)
NOT_IN_DIRECT = "Use /news settings in the channel that you want to set."

log = logging.getLogger(__name__)


class SettingsModal:
    """The modal of `/news settings`.

    Args:
        rights: tells who is an admin, and what holds.
        desk: knows the outlets and feeds that can be chosen.
    """

    def __init__(self, rights: AskingRights, desk: Newsdesk) -> None:
        self._rights = rights
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Listen for what is saved."""
        app.view(CALLBACK)(self._saved)

    async def open(
        self, client: AsyncWebClient, team: str, channel: str, user: str, trigger_id: str
    ) -> str | None:
        """Open the modal over a channel.

        Args:
            client: with the token of the workspace.
            team: the workspace's id.
            channel: the channel's id.
            user: who wants to change it.
            trigger_id: of the command; it holds for three seconds.

        Returns:
            Why it does not open, in a sentence for the user; None where it does.

        Raises:
            LibraryError: what holds cannot be read.
            SlackApiError: Slack does not take the modal.
        """
        if channel.startswith(DIRECT):
            return NOT_IN_DIRECT
        if not await self._rights.is_admin(client, team, user):
            return NOT_AN_ADMIN
        channels = self._rights.channels
        name = await self._rights.name(client, team, channel)
        if (filed := channels.filed(channel, name)).locked:
            return UNKNOWN if filed == CLOSED and channels.needs_name(channel) else LOCKED
        shown = await asyncio.to_thread(self._shown, team, channel, name)
        await client.views_open(trigger_id=trigger_id, view=settings_view(shown))
        return None

    def _shown(self, team: str, channel: str, name: str | None) -> Shown:
        channels = self._rights.channels
        return Shown(
            channel,
            channels.settings(team, channel, name),
            channels.changed(team, channel),
            self._desk.outlets(),
            [feed.address for feed in self._desk.feeds()],
        )

    async def _saved(
        self, ack: AsyncAck, body: dict[str, Any], view: dict[str, Any], client: AsyncWebClient
    ) -> None:
        """Take in what is saved. The right is looked at again: a modal can stay open for long."""
        team = str((body.get("team") or {}).get("id") or view.get("team_id", ""))
        user = str(body["user"]["id"])
        if not await self._rights.is_admin(client, team, user):
            await ack(response_action="errors", errors={"who": NOT_AN_ADMIN})
            return
        channel = channel_of(view)
        name = await self._rights.name(client, team, channel)
        try:
            errors = await asyncio.to_thread(self._take_in, team, channel, name, user, view)
        except NewsdeskError as error:
            log.warning("channel settings are not kept", extra={"reason": type(error).__name__})
            errors = {"who": "They cannot be kept; the log of the server tells why."}
        if errors:
            await ack(response_action="errors", errors=errors)
        else:
            await ack()

    def _take_in(
        self, team: str, channel: str, name: str | None, user: str, view: dict[str, Any]
    ) -> dict[str, str]:
        """Keep what was entered; what is wrong with it, by block."""
        shown = self._shown(team, channel, name)
        found = entered(view, shown.outlets, shown.feeds, shown.settings)
        channels = self._rights.channels
        if found.reset:
            channels.reset(team, channel, name)
        elif found.settings is not None:
            channels.change(team, channel, found.settings, user, name)
            log.info("channel settings are changed", extra={"team": team, "channel": channel})
        return dict(found.errors)
