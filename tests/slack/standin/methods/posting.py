"""What chat methods check before a message is posted or changed."""

from __future__ import annotations

import re

from tests.slack.standin.block_limits import check_message_blocks
from tests.slack.standin.message import Message
from tests.slack.standin.method import Request
from tests.slack.standin.places import Channel
from tests.slack.standin.reading.markdown import visible_markdown
from tests.slack.standin.refusals import Json, Refused

TEXT = 40_000
UPDATED_TEXT = 4_000
MARKDOWN = 12_000
_TS = re.compile(r"\d{10}\.\d{6}")


def content(args: Json, longest: int | None = None) -> tuple[str, tuple[Json, ...]]:
    """The text and blocks of a message as they are kept.

    Args:
        longest: text beyond it is refused; without, it is cut as chat.postMessage does.

    Raises:
        Refused: no_text, msg_too_long, markdown_text_conflict, or as for blocks.
    """
    text, markdown, blocks = args.get("text") or "", args.get("markdown_text"), args.get("blocks")
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if markdown:
        check_markdown(markdown)
        return visible_markdown(markdown), ({"type": "markdown", "text": markdown},)
    if not text and not blocks and not args.get("attachments"):
        raise Refused("no_text")
    if longest is not None and len(text) > longest:
        raise Refused("msg_too_long")
    return text[:TEXT], tuple(check_message_blocks(blocks)) if blocks else ()


def check_markdown(text: object) -> str:
    """Markdown for one call.

    Raises:
        Refused: msg_too_long, or invalid_arguments.
    """
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/markdown_text]"])
    if len(text) > MARKDOWN:
        raise Refused("msg_too_long")
    return text


def thread_of(request: Request, channel: Channel, name: str = "thread_ts") -> str | None:
    """The thread a message is to go into.

    Raises:
        Refused: invalid_thread_ts, thread_not_found, or cannot_reply_to_message for a reply's own ts.
    """
    ts = request.args.get(name)
    if ts in (None, ""):
        return None
    if not isinstance(ts, str) or not _TS.fullmatch(ts):
        raise Refused("invalid_thread_ts")
    parent = request.world.messages.get((channel.id, ts))
    if parent is None or (parent.deleted and not replies(request, channel.id, ts)) or parent.ephemeral_to:
        raise Refused("thread_not_found")
    if parent.thread_ts not in (None, ts):
        raise Refused("cannot_reply_to_message")
    return ts


def replies(request: Request, channel: str, ts: str) -> list[Message]:
    """What was answered in a thread and can be seen by everybody, in order."""
    in_thread = [m for m in request.world.threads[channel, ts] if m.ts != ts]
    return sorted((m for m in in_thread if not m.deleted and not m.ephemeral_to), key=lambda m: m.ts)


def own_message(request: Request, channel: Channel, refusal: str) -> Message:
    """The message named by `ts`, which the caller has written.

    Raises:
        Refused: message_not_found, or the given refusal for somebody else's.
    """
    found = request.world.message(channel.id, request.needed("ts"))
    if found is None or found.ephemeral_to:
        raise Refused("message_not_found")
    if found.bot_id != request.installation.bot_id:
        raise Refused(refusal)
    return found


def own(
    request: Request, channel: Channel, text: str, blocks: tuple[Json, ...], thread: str | None
) -> Message:
    """A message by the app's bot, not yet posted."""
    installation, world = request.installation, request.world
    args = request.args
    return Message(
        team=installation.team,
        channel=channel.id,
        ts=world.clock.ts(),
        user=installation.bot_user,
        text=text,
        blocks=blocks,
        thread_ts=thread,
        bot_id=installation.bot_id,
        app_id=world.app.id,
        metadata=args.get("metadata"),
        unfurl=args.get("unfurl_links") is not False or args.get("unfurl_media") is not False,
        broadcast=bool(args.get("reply_broadcast")),
    )
