"""The shortcut on a message: its claims checked against the news, for the one who asks alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.slack.question_text import question_in
from bot.slack.record.received import Received
from config.slack_manifest import SHORTCUT

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.ack.async_ack import AsyncAck

    from bot.slack.service import Service


def register(app: AsyncApp, service: Service) -> None:
    """Listen for the shortcut."""

    async def used(ack: AsyncAck, shortcut: dict[str, Any]) -> None:
        await service.take(_received(shortcut))
        await ack()

    app.message_shortcut(SHORTCUT)(used)


def _received(shortcut: dict[str, Any]) -> Received:
    message = shortcut.get("message") or {}
    return Received(
        event_id=None,
        team=shortcut["team"]["id"],
        channel=shortcut["channel"]["id"],
        ts=shortcut["trigger_id"],
        thread_ts=message.get("thread_ts"),
        user=shortcut["user"]["id"],
        text=question_in(str(message.get("text") or ""), None),
        kind="shortcut",
        received_at=datetime.now(UTC),
        response_url=str(shortcut.get("response_url") or ""),
    )
