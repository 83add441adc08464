"""The command /news: a question answered to the one who asks alone, help, or the channel's settings."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.slack.blocks import wordings
from bot.slack.blocks.mrkdwn import escaped, plain_line
from bot.slack.question_text import question_in
from bot.slack.record.received import Received
from bot.slack.settings.settings_modal import SettingsModal
from config.errors import NewsdeskError
from config.slack_manifest import COMMAND

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.slack.service import Service

log = logging.getLogger(__name__)

_SHOWN = 300


def register(app: AsyncApp, service: Service) -> None:
    """Listen for the command, and for what is saved in the modal that it opens."""
    modal = SettingsModal(service.rights, service.desk)
    modal.register(app)
    app.command(COMMAND)(Commands(service, modal).given)


class Commands:
    """Listens to the command.

    Args:
        service: answers.
        modal: shows the settings.
    """

    def __init__(self, service: Service, modal: SettingsModal) -> None:
        self._service = service
        self._modal = modal

    async def given(self, ack: AsyncAck, command: dict[str, Any], client: AsyncWebClient) -> None:
        """Do what the command says."""
        text = question_in(str(command.get("text") or ""), None)
        word = text.lower().strip()
        if word in ("", "help"):
            await ack(text=wordings.HELP, response_type="ephemeral")
        elif word == "settings":
            refusal = await self._settings(client, command)
            await (ack(text=refusal, response_type="ephemeral") if refusal else ack())
        else:
            await self._service.take(_received(command, text))
            shown = escaped(plain_line(text)[:_SHOWN])
            await ack(text=f"Searching for an answer to “{shown}”…", response_type="ephemeral")

    async def _settings(self, client: AsyncWebClient, command: dict[str, Any]) -> str | None:
        place = (command["team_id"], command["channel_id"], command["user_id"], command["trigger_id"])
        try:
            return await self._modal.open(client, *place)
        except (NewsdeskError, SlackApiError) as error:
            log.warning("the settings of a channel cannot be shown: %s", type(error).__name__)
            return wordings.NO_SETTINGS


def _received(command: dict[str, Any], text: str) -> Received:
    return Received(
        event_id=None,
        team=command["team_id"],
        channel=command["channel_id"],
        ts=command["trigger_id"],
        user=command["user_id"],
        text=text,
        kind="command",
        received_at=datetime.now(UTC),
        response_url=str(command.get("response_url") or ""),
    )
