"""Messages that were posted in the moment before a crash, when their ts was not yet written down."""

from __future__ import annotations

import logging
from collections.abc import Collection

from bot.slack.record.received import Entry
from bot.slack.record.received import Reply as Said
from bot.slack.replying.calls import Calls, SlackRefusedError

log = logging.getLogger(__name__)

_MOST = 100
_PATIENCE = 10.0


async def adopted(entry: Entry, calls: Calls, bot_user: str | None, others: Collection[str]) -> Entry:
    """The question with a message of ours among its replies that may stand in its thread unknown.

    Where Slack does not tell what stands there, the question is answered anew below it.

    Args:
        entry: as it was begun again.
        calls: of its workspace.
        bot_user: the app's user id there.
        others: messages, by their ts, that answer other questions.
    """
    if not entry.posting or bot_user is None:
        return entry
    try:
        found = await unknown(entry, calls, bot_user, others, _PATIENCE)
    except SlackRefusedError as refused:
        log.warning("%s", refused)
        return entry
    lost = [Said(channel=entry.channel, ts=ts) for ts in found]
    return entry.model_copy(update={"replies": (*entry.replies, *lost)})


async def unknown(
    entry: Entry, calls: Calls, bot_user: str, others: Collection[str], patience: float
) -> list[str]:
    """The messages of ours in a question's thread, by their ts, that belong to no question yet.

    Args:
        entry: the question, with the replies that are known.
        calls: of its workspace.
        bot_user: the app's user id there.
        others: messages, by their ts, that answer other questions.
        patience: seconds for which Slack is asked.

    Raises:
        SlackRefusedError: Slack does not tell what stands there.
    """
    found = await calls(
        "conversations.replies",
        channel=entry.channel,
        ts=entry.thread,
        oldest=entry.ts,
        limit=_MOST,
        patience=patience,
    )
    ours = [
        str(message["ts"])
        for message in found.get("messages") or ()
        if isinstance(message, dict)
        and message.get("user") == bot_user
        and str(message.get("ts", "")) > entry.ts
    ]
    told = {said.ts for said in entry.replies}
    return [ts for ts in ours if ts not in told and ts not in others]
