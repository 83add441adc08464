"""chat.startStream, chat.appendStream, chat.stopStream."""

from __future__ import annotations

from tests.slack.standin.block_limits import check_message_blocks
from tests.slack.standin.happenings import message_changed, message_posted
from tests.slack.standin.message import Message, Stream
from tests.slack.standin.method import Request, method
from tests.slack.standin.methods.posting import MARKDOWN, check_markdown, own, own_message, thread_of
from tests.slack.standin.places import Channel
from tests.slack.standin.refusals import Json, Refused

_CHUNKS = ("markdown_text", "task_update", "plan_update", "blocks")
_STATES = ("pending", "in_progress", "complete", "error")


@method("chat.startStream", "chat:write")
def start(request: Request) -> Json:
    """Begin a reply that is written bit by bit."""
    channel = request.joined(user=True)
    thread = thread_of(request, channel)
    if thread is None:
        raise Refused("invalid_thread_ts")
    if not channel.direct:
        _check_recipient(request, channel)
    if request.args.get("task_display_mode", "timeline") not in ("timeline", "plan"):
        raise Refused(
            "invalid_arguments", ["must be one of: timeline, plan [json-pointer:/task_display_mode]"]
        )
    message = own(request, channel, "", (), thread)
    message.stream = Stream(request.world.clock.now())
    _write(request, message, message.stream, needed=False)
    request.world.post(message)
    message_posted(request.world, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream", "chat:write")
def append(request: Request) -> Json:
    """Write on."""
    channel = request.channel()
    message, stream = _going_on(request, channel)
    _write(request, message, stream, needed=True)
    message.keep(request.world.clock.now())
    return {"channel": channel.id, "ts": message.ts}


@method("chat.stopStream", "chat:write")
def stop(request: Request) -> Json:
    """End it; the blocks given are shown below what was written."""
    world, channel = request.world, request.channel()
    message, stream = _going_on(request, channel, stopping=True)
    status = request.args.get("session_status")
    if status not in (None, "active", "suspended", "closed"):
        raise Refused("invalid_arguments", ["must be one of: active, suspended, closed"])
    last = tuple(check_message_blocks(request.args["blocks"])) if request.args.get("blocks") else ()
    before = message.shown()
    _write(request, message, stream, needed=False)
    stream.ended = stream.ended or "stopped"
    message.blocks = (*message.blocks, *last)
    message.metadata = request.args.get("metadata", message.metadata)
    message.keep(world.clock.now())
    world.statuses.setdefault((channel.id, message.thread), []).append("")
    if status:
        world.sessions.setdefault((channel.id, message.thread), []).append(status)
    message_changed(world, message, before)
    return {"channel": channel.id, "ts": message.ts, "message": message.shown()}


def _check_recipient(request: Request, channel: Channel) -> None:
    for name in ("recipient_team_id", "recipient_user_id"):
        if not request.args.get(name):
            raise Refused(f"missing_{name}")
    user = request.world.users.get(str(request.args["recipient_user_id"]))
    if user is None or user.id not in channel.members:
        raise Refused("user_not_found")
    if user.team != request.args["recipient_team_id"]:
        raise Refused("team_not_found")


def _going_on(request: Request, channel: Channel, *, stopping: bool = False) -> tuple[Message, Stream]:
    message = own_message(request, channel, "message_not_owned_by_app")
    stream = message.stream
    if stream is None or stream.ended in ("stopped", "expired"):
        raise Refused("message_not_in_streaming_state")
    if stream.ended and not stopping:
        raise Refused(stream.ended)
    return message, stream


def _write(request: Request, message: Message, stream: Stream, *, needed: bool) -> None:
    text, chunks = request.args.get("markdown_text"), request.args.get("chunks")
    if text and chunks:
        raise Refused("invalid_arguments", ["markdown_text and chunks cannot both be given"])
    if not text and not chunks:
        if needed:
            raise Refused("no_text")
        return
    mode = "markdown_text" if text else "chunks"
    if stream.mode not in (None, mode):
        raise Refused("streaming_mode_mismatch")
    written = [{"type": "markdown_text", "text": text}] if text else _checked(chunks)
    added = sum(len(check_markdown(chunk["text"])) for chunk in written if chunk["type"] == "markdown_text")
    if added > MARKDOWN or len(stream.text) + added > MARKDOWN:
        raise Refused("msg_too_long")
    stream.mode = mode
    for chunk in written:
        _apply(stream, chunk)
    message.text, message.blocks = stream.text, tuple(stream.parts)


def _checked(chunks: object) -> list[Json]:
    if not isinstance(chunks, list) or not chunks:
        raise Refused("invalid_chunks")
    for chunk in chunks:
        if not isinstance(chunk, dict) or not _good(chunk):
            raise Refused("invalid_chunks")
    return chunks


def _good(chunk: Json) -> bool:
    kind, title = chunk.get("type"), chunk.get("title", "")
    if kind == "markdown_text":
        return isinstance(chunk.get("text"), str)
    if kind == "task_update":
        return bool(chunk.get("id")) and 1 <= len(title) <= 256 and chunk.get("status") in _STATES
    if kind == "plan_update":
        return 1 <= len(title) <= 256
    return kind == "blocks" and bool(check_message_blocks(chunk.get("blocks")))


def _apply(stream: Stream, chunk: Json) -> None:
    kind = chunk["type"]
    if kind == "markdown_text":
        stream.write(chunk["text"])
    elif kind == "task_update":
        stream.tasks[chunk["id"]] = chunk
    elif kind == "plan_update":
        stream.plan = chunk["title"]
    else:
        stream.parts += chunk["blocks"]
