"""What Slack delivers, as the ledger takes it, without going through Slack."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.slack.record.received import Received
from tests.slack.standin import Message


def mentioned(message: Message, *, text: str | None = None, edited: str | None = None) -> Received:
    """A mention of the app in a message.

    Args:
        message: what was posted.
        text: what it says by now; as it was posted if None.
        edited: when it was edited, as Slack tells it; None if it was not.
    """
    return Received(
        event_id=f"Ev-{message.ts}-{edited}",
        team="T1",
        channel=message.channel,
        ts=message.ts,
        user=message.user,
        text=message.text if text is None else text,
        kind="mention",
        received_at=datetime.now(UTC),
        edited_ts=edited,
    )
