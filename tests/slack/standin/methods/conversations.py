"""conversations.*: reading what is said where."""

from __future__ import annotations

from tests.slack.standin.message import Message
from tests.slack.standin.method import Request, method
from tests.slack.standin.methods.posting import replies
from tests.slack.standin.places import Channel
from tests.slack.standin.refusals import Json, Refused

_NAMES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


@method("conversations.replies")
def thread_replies(request: Request) -> Json:
    """A thread, its first message first."""
    channel = _readable(request)
    parent = request.world.messages.get((channel.id, request.needed("ts")))
    if parent is None:
        raise Refused("thread_not_found")
    if parent.deleted and not replies(request, channel.id, parent.ts):
        raise Refused("thread_not_found")
    return _page(request, [parent, *replies(request, channel.id, parent.ts)])


@method("conversations.history")
def history(request: Request) -> Json:
    """A channel's own messages without threads' replies, the latest first."""
    channel = _readable(request)
    found = [
        message
        for message in request.world.messages.values()
        if message.channel == channel.id
        and not message.deleted
        and not message.ephemeral_to
        and (message.thread_ts in (None, message.ts) or message.broadcast)
    ]
    return _page(request, sorted(found, key=lambda message: message.ts, reverse=True))


@method("conversations.info")
def info(request: Request) -> Json:
    """A channel's name and kind."""
    channel = request.channel()
    request.need_scope(f"{_NAMES[channel.type]}:read")
    member = request.installation.bot_user in channel.members
    return {"channel": {**channel.shown(), "is_member": member}}


@method("conversations.members")
def members(request: Request) -> Json:
    """Who is in a channel."""
    channel = request.channel()
    request.need_scope(f"{_NAMES[channel.type]}:read")
    return {"members": sorted(channel.members), "response_metadata": {"next_cursor": ""}}


@method("conversations.list")
def listing(request: Request) -> Json:
    """The channels of the kinds asked for that the app may know of."""
    kinds = str(request.args.get("types") or "public_channel").split(",")
    wanted = {_KINDS[kind] for kind in kinds if kind in _KINDS}
    for kind in sorted(wanted):
        request.need_scope(f"{_NAMES[kind]}:read")
    bot, team = request.installation.bot_user, request.installation.team
    found = [
        {**channel.shown(), "is_member": bot in channel.members}
        for channel in request.world.channels.values()
        if channel.team == team
        and channel.type in wanted
        and (channel.type == "channel" or bot in channel.members)
    ]
    return {"channels": found, "response_metadata": {"next_cursor": ""}}


def _readable(request: Request) -> Channel:
    channel = request.channel()
    request.need_scope(f"{_NAMES[channel.type]}:history")
    if request.installation.bot_user not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _page(request: Request, found: list[Message]) -> Json:
    start, limit = _number(request, "cursor", 0), _number(request, "limit", 100)
    if not 1 <= limit <= 1_000:
        raise Refused("invalid_limit")
    after, before = request.args.get("oldest") or "0", request.args.get("latest") or "9"
    within = [message for message in found if after <= message.ts <= before]
    page, more = within[start : start + limit], len(within) > start + limit
    cursor = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
    return {"messages": [_tombstone(message) for message in page], "has_more": more, **cursor}


def _tombstone(message: Message) -> Json:
    if not message.deleted:
        return message.shown()
    gone = {"subtype": "tombstone", "text": "This message was deleted.", "user": "USLACKBOT"}
    return {"type": "message", "ts": message.ts, "thread_ts": message.ts, "hidden": True, **gone}


def _number(request: Request, name: str, otherwise: int) -> int:
    value = request.args.get(name)
    if value in (None, ""):
        return otherwise
    if not str(value).isdecimal():
        raise Refused("invalid_cursor" if name == "cursor" else "invalid_arguments")
    return int(str(value))
