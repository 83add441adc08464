"""Questions put in messages: mentions, direct messages, and what is said in threads that were joined."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.slack.addressing import OF_A_BOT, SAID, asks, goes_on
from bot.slack.listeners.happening import Asked, asked, team_of, who
from bot.slack.question_text import mentions
from bot.slack.settings.channels import DIRECT

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext

    from bot.slack.service import Service

Happening = dict[str, Any]


def register(app: AsyncApp, service: Service) -> None:
    """Listen for mentions and messages."""
    heard = Conversations(service)
    app.event("app_mention")(heard.heard)
    app.event({"type": "message", "subtype": None})(heard.heard)
    for subtype in (*filter(None, SAID), OF_A_BOT):
        app.event({"type": "message", "subtype": subtype})(heard.heard)
    app.event("agent_session_stopped")(heard.stopped)


class Conversations:
    """Listens to what is said.

    Args:
        service: answers it.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def heard(self, body: Happening, event: Happening, context: AsyncBoltContext) -> None:
        """Take a message if it is a question to the app."""
        bot_user = context.bot_user_id
        said = event.get("subtype") in (*SAID, OF_A_BOT) and not event.get("hidden")
        if not said or who(event) in ("", bot_user):
            return
        if event.get("bot_id") and not await self._bots_may_ask(body, event):
            return
        kind = await self._kind(body, event, bot_user)
        if kind is not None:
            await self._service.take(asked(body, event, kind, bot_user))

    async def stopped(self, body: Happening, event: Happening) -> None:
        """Stop what is being answered in a thread."""
        self._service.stop(team_of(body), str(event["channel"]), str(event.get("thread_ts") or ""))

    async def _kind(self, body: Happening, event: Happening, bot_user: str | None) -> Asked | None:
        """How a message asks; None where it does not ask the app."""
        text = str(event.get("text") or "")
        if event["channel"].startswith(DIRECT):
            return "direct"
        if event["type"] == "app_mention" or mentions(text, bot_user):
            return "mention"
        if event.get("thread_ts"):
            return "message" if goes_on(text) and await self._joined(body, event) else None
        if not asks(text):
            return None
        settings = await self._service.settings(team_of(body), event["channel"])
        return "message" if settings.when == "every" else None

    async def _joined(self, body: Happening, event: Happening) -> bool:
        where = (team_of(body), event["channel"], event["thread_ts"])
        return await asyncio.to_thread(self._service.ledger.joined, *where)

    async def _bots_may_ask(self, body: Happening, event: Happening) -> bool:
        return (await self._service.settings(team_of(body), event["channel"])).bots
