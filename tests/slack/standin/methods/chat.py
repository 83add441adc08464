"""chat.postMessage, chat.update, chat.delete, chat.postEphemeral."""

from __future__ import annotations

from tests.slack.standin.happenings import message_changed, message_deleted, message_posted
from tests.slack.standin.method import Request, method
from tests.slack.standin.methods.posting import UPDATED_TEXT, content, own, own_message, thread_of
from tests.slack.standin.refusals import Json, Refused


@method("chat.postMessage", "chat:write")
def post_message(request: Request) -> Json:
    """Post where the bot is a member, or to a user."""
    channel = request.joined(user=True)
    text, blocks = content(request.args)
    message = own(request, channel, text, blocks, thread_of(request, channel))
    request.world.post(message)
    message_posted(request.world, message)
    cut = len(str(request.args.get("text") or "")) > len(text)
    warned: Json = {"warning": "message_truncated"} if cut else {}
    return {"channel": channel.id, "ts": message.ts, "message": message.shown(), **warned}


@method("chat.update", "chat:write")
def update(request: Request) -> Json:
    """Change one of the app's own messages; blocks not given again go when there is text."""
    world, channel = request.world, request.channel()
    message = own_message(request, channel, "cant_update_message")
    if message.streaming:
        raise Refused("streaming_state_conflict")
    text, blocks = content(request.args, UPDATED_TEXT)
    before = message.shown()
    message.text, message.blocks, message.stream = text, blocks, None
    message.metadata = request.args.get("metadata", message.metadata)
    message.edited = {"user": message.user, "ts": world.clock.ts()}
    message.keep(world.clock.now())
    message_changed(world, message, before)
    return {"channel": channel.id, "ts": message.ts, "text": text, "message": message.shown()}


@method("chat.delete", "chat:write")
def delete(request: Request) -> Json:
    """Take one of the app's own messages away."""
    channel = request.channel()
    message = own_message(request, channel, "cant_delete_message")
    message.deleted = True
    message_deleted(request.world, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(request: Request) -> Json:
    """Show a message to one member of a channel; it can be changed by response_url only."""
    channel = request.joined()
    user = request.needed("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    text, blocks = content(request.args)
    message = own(request, channel, text, blocks, thread_of(request, channel))
    message.ephemeral_to = user
    request.world.post(message)
    return {"message_ts": message.ts}
