"""What the app hears of messages: posted, changed, deleted, its own as well as other people's."""

from __future__ import annotations

from tests.slack.standin.message import Message
from tests.slack.standin.refusals import Json
from tests.slack.standin.world import World


def message_posted(world: World, message: Message, **more: object) -> str | None:
    """A `message` event, in channels the app's bot is in; the event's id."""
    if not _heard(world, message):
        return None
    return world.emit(message.team, {**_shown(world, message), **_place(world, message, message.ts), **more})


def mentioned(world: World, message: Message) -> str | None:
    """An `app_mention` event, where the message mentions the app's bot; the event's id."""
    installation = world.installed.get(message.team)
    channel = world.channels[message.channel]
    if installation is None or channel.direct or not _heard(world, message):
        return None
    if installation.bot_user not in message.pings:
        return None
    event = {**_shown(world, message), "type": "app_mention", "channel": message.channel}
    return world.emit(message.team, {**event, "event_ts": message.ts})


def message_changed(world: World, message: Message, before: Json) -> str | None:
    """A `message_changed` event."""
    if not _heard(world, message):
        return None
    changed = {"message": _shown(world, message), "previous_message": before}
    return _hidden(world, message, {"subtype": "message_changed", **changed})


def message_deleted(world: World, message: Message) -> str | None:
    """A `message_deleted` event."""
    if not _heard(world, message):
        return None
    deleted = {"deleted_ts": message.ts, "previous_message": message.shown()}
    return _hidden(world, message, {"subtype": "message_deleted", **deleted})


def _hidden(world: World, message: Message, event: Json) -> str | None:
    ts = world.clock.ts()
    place = _place(world, message, ts)
    return world.emit(message.team, {"type": "message", "hidden": True, "ts": ts, **event, **place})


def _heard(world: World, message: Message) -> bool:
    installation = world.installed.get(message.team)
    members = world.channels[message.channel].members
    return installation is not None and installation.bot_user in members and not message.ephemeral_to


def _shown(world: World, message: Message) -> Json:
    shown = message.shown()
    parent = world.messages.get((message.channel, message.thread_ts or ""))
    return {**shown, "parent_user_id": parent.user} if parent else shown


def _place(world: World, message: Message, event_ts: str) -> Json:
    kind = world.channels[message.channel].type
    return {"channel": message.channel, "channel_type": kind, "event_ts": event_ts}
