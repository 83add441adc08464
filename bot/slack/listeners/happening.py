"""What a delivery tells, whatever it is of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from bot.slack.question_text import question_in
from bot.slack.record.received import Received

Body = Mapping[str, Any]
Asked = Literal["mention", "message", "direct"]


def team_of(body: Body) -> str:
    """The workspace that the app acts in."""
    authorized: Body = next(iter(body.get("authorizations") or ()), {})
    team, user = (whole_of(body.get(name)) for name in ("team", "user"))
    found = authorized.get("team_id") or body.get("team_id") or team.get("id") or user.get("team_id")
    return str(found or "")


def whole_of(part: object) -> Body:
    """What some deliveries hold whole and others by its id alone; empty where it is not whole."""
    return part if isinstance(part, Mapping) else {}


def who(event: Body) -> str:
    """The user, or the bot, that an event is of; empty where it is nobody's."""
    return str(event.get("user") or event.get("bot_id") or "")


def asked(body: Body, event: Body, kind: Asked, bot_user: str | None) -> Received:
    """A message that asks.

    Args:
        body: the delivery.
        event: the message.
        kind: how it asks.
        bot_user: the app's user id, whose mention is no part of the question.
    """
    edited = event.get("edited") or {}
    return Received(
        event_id=body.get("event_id"),
        team=team_of(body),
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        user=who(event),
        text=question_in(str(event.get("text") or ""), bot_user),
        kind=kind,
        received_at=datetime.now(UTC),
        edited_ts=edited.get("ts"),
    )
