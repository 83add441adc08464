"""Messages that were edited or deleted: answered anew in place, or forgotten."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.slack.listeners.happening import Asked, asked, team_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext

    from bot.slack.service import Service

Happening = dict[str, Any]
_KINDS: dict[str, Asked] = {"mention": "mention", "message": "message", "direct": "direct"}
_TOMBSTONE = "tombstone"
"""The subtype of a deleted message that has a thread, which Slack tells of as changed."""


def register(app: AsyncApp, service: Service) -> None:
    """Listen for changes of messages."""
    edits = Edits(service)
    app.event({"type": "message", "subtype": "message_changed"})(edits.changed)
    app.event({"type": "message", "subtype": "message_deleted"})(edits.deleted)


class Edits:
    """Listens to changes of messages.

    Args:
        service: answers anew, or forgets.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    async def changed(self, body: Happening, event: Happening, context: AsyncBoltContext) -> None:
        """Answer a question anew whose words have changed; Slack tells of unfurled links likewise."""
        message = event.get("message") or {}
        if message.get("subtype") == _TOMBSTONE:
            await self.deleted(body, {**event, "deleted_ts": message.get("ts")})
            return
        before = event.get("previous_message") or {}
        if not message.get("edited") or message.get("text") == before.get("text"):
            return
        channel, ts = str(event["channel"]), str(message["ts"])
        known = await asyncio.to_thread(self._service.ledger.at, team_of(body), channel, ts)
        if known is None or known.kind not in _KINDS:
            return
        revised = asked(body, {**message, "channel": channel}, _KINDS[known.kind], context.bot_user_id)
        await self._service.take(revised)

    async def deleted(self, body: Happening, event: Happening) -> None:
        """Forget a question whose message is gone."""
        ts = event.get("deleted_ts")
        if ts:
            self._service.spawn(self._service.forget(team_of(body), str(event["channel"]), str(ts)))
