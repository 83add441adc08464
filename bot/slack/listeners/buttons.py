"""What is pressed: more of an answer, share it, whether it helped; a question on the Home tab."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.slack.blocks.actions import ASK, FEEDBACK, MORE, SHARE, SOURCE, read_feedback
from bot.slack.listeners.happening import team_of, whole_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.respond.async_respond import AsyncRespond

    from bot.slack.service import Service

Pressed = dict[str, Any]


def register(app: AsyncApp, service: Service) -> None:
    """Listen for buttons."""
    buttons = Buttons(service)
    app.action(MORE)(buttons.more)
    app.action(SHARE)(buttons.share)
    app.action(FEEDBACK)(buttons.feedback)
    app.action(re.compile(rf"{ASK}(:\d+)?"))(buttons.ask)
    app.action(re.compile(rf"{SOURCE}.*"))(buttons.opened)


class Buttons:
    """Listens to buttons.

    Args:
        service: does what they say.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def more(self, ack: AsyncAck, body: Pressed, action: Pressed, respond: AsyncRespond) -> None:
        """Show the whole of an answer."""
        private = bool((body.get("container") or {}).get("is_ephemeral") and body.get("response_url"))
        extras = self._service.extras
        key = str(action.get("value") or "")
        self._service.spawn(extras.more(key, _where(body), respond if private else None))
        await ack()

    async def share(self, ack: AsyncAck, body: Pressed, action: Pressed, respond: AsyncRespond) -> None:
        """Show a private answer to everybody."""
        key, user = str(action.get("value") or ""), str(body["user"]["id"])
        if body.get("response_url"):
            self._service.spawn(self._service.extras.share(key, _where(body), user, respond))
        await ack()

    async def feedback(self, ack: AsyncAck, body: Pressed, action: Pressed, respond: AsyncRespond) -> None:
        """Keep what somebody thinks of an answer."""
        thought = read_feedback(str(action.get("value") or ""))
        if thought is not None and body.get("response_url"):
            helpful, key = thought
            user = str(body["user"]["id"])
            given = self._service.extras.feedback(key, _where(body), user, respond, helpful=helpful)
            self._service.spawn(given)
        await ack()

    async def ask(self, ack: AsyncAck, body: Pressed, action: Pressed) -> None:
        """Ask a question of the Home tab, in the conversation with the one who pressed it."""
        user = str(body["user"]["id"])
        self._service.spawn(self._service.extras.ask(team_of(body), user, str(action.get("value") or "")))
        await ack()

    async def opened(self, ack: AsyncAck) -> None:
        """Slack tells of links that were opened; nothing is to be done."""
        await ack()


def _where(body: Pressed) -> tuple[str, str]:
    """The workspace and the channel in which something was pressed."""
    channel = whole_of(body.get("channel")).get("id") or whole_of(body.get("container")).get("channel_id")
    return team_of(body), str(channel or "")
