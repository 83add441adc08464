"""A private answer shown to everybody in its channel, once."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from bot.slack.record.shares import SOMEWHERE, Share
from bot.slack.replying.calls import Calls, SlackRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.slack.blocks.message import Message
    from bot.slack.record.ledger import Ledger
    from bot.slack.record.received import Entry
    from bot.slack.replying.private_reply import Respond

QUIET: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
_MOST = 100
_PATIENCE = 10.0


async def share(
    ledger: Ledger, calls: Calls, entry: Entry, messages: Sequence[Message], respond: Respond
) -> bool:
    """Post an answer for everybody, unless that was done before.

    It is noted in the ledger before it is posted, and after. Where a crash came between the two, the
    channel is looked through for it.

    Args:
        ledger: knows what was shared.
        calls: of the workspace.
        entry: the question.
        messages: the answer.
        respond: posts where the app is not in the channel.

    Returns:
        Whether it stands in the channel; else it cannot be told, and it is not posted again.

    Raises:
        SlackRefusedError: Slack does not take it; it may be shared later.
        LibraryError: the ledger cannot be written.
    """
    before = await asyncio.to_thread(ledger.sharing, entry.key)
    if before is not None:
        if before.ts:
            return True
        stands = await _stands(calls, entry, before)
        if stands is None:
            return False
        if stands:
            await asyncio.to_thread(ledger.shared, entry.key, stands)
            return True
    try:
        ts = await _posted(calls, entry, messages, respond)
    except SlackRefusedError:
        await asyncio.to_thread(ledger.not_shared, entry.key)
        raise
    await asyncio.to_thread(ledger.shared, entry.key, ts)
    return True


async def _stands(calls: Calls, entry: Entry, begun: Share) -> str | None:
    """The ts of the answer in its channel; empty where it is not there, None where Slack does not tell."""
    try:
        found = await calls(
            "conversations.history",
            channel=entry.channel,
            oldest=f"{begun.at.timestamp() - 60:.6f}",
            limit=_MOST,
            patience=_PATIENCE,
        )
    except SlackRefusedError:
        return None
    for message in found.get("messages") or ():
        # Its feedback buttons carry the key, which nobody else knows.
        if entry.key in json.dumps(message.get("blocks") or []):
            return str(message["ts"])
    return ""


async def _posted(calls: Calls, entry: Entry, messages: Sequence[Message], respond: Respond) -> str:
    """Post it, by way of the command where the app is not in the channel; the ts of its first message."""
    first = ""
    for message in messages:
        try:
            told = await calls(
                "chat.postMessage",
                channel=entry.channel,
                text=message.text,
                blocks=list(message.blocks),
                **QUIET,
            )
        except SlackRefusedError:
            if first:
                raise
            for each in messages:
                await respond(
                    text=each.text,
                    blocks=list(each.blocks),
                    response_type="in_channel",
                    replace_original=False,
                    **QUIET,
                )
            return SOMEWHERE
        first = first or str(told["ts"])
    return first
