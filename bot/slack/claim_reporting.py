"""Checks the claims of a message against the news, and tells whoever asked what was found."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING

from bot.relaying import relayed
from bot.slack.answering import origin, searched
from bot.slack.blocks.check_message import check_message
from bot.slack.claim_answer import claim_answer

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Turn
    from bot.desk import Newsdesk
    from bot.slack.record.received import Entry
    from bot.slack.replying.saying import Saying
    from bot.slack.replying.stopping import Stop
    from bot.slack.settings.channel_settings import ChannelSettings
    from retrieval.accounts.claim_check import ClaimCheck
    from retrieval.asking.within import Within

LONGEST = 30.0
"""Seconds after which what has been found by then is told."""


async def report(
    desk: Newsdesk, entry: Entry, reply: Saying, settings: ChannelSettings, stop: Stop
) -> tuple[str | None, Turn | None]:
    """Tell what the articles say to each claim of a message, and keep it so that it can be judged.

    Args:
        desk: checks.
        entry: the message.
        reply: shows it to the one who asked.
        settings: of the channel.
        stop: tells when it is no longer wanted.

    Returns:
        The id of what keeps it, and its turn there; None where there was nothing to check.

    Raises:
        StopAskedError: it is no longer wanted.
        ReplyLostError: Slack takes the report in no way.
        NewsdeskError: it cannot be checked.
    """
    claims = await asyncio.to_thread(desk.claims, entry.text)
    checks = await _checked(desk, claims, settings.within, stop)
    stop.look()
    held = await asyncio.to_thread(searched, desk, settings.within)
    await reply.say(check_message(checks, entry.key, held, claims=len(claims)))
    if not checks:
        return None, None
    # Of its own: what one person has checked is no part of the thread's conversation.
    place = origin(entry.team, entry.channel, entry.ts)
    return await asyncio.to_thread(desk.keep_answer, claim_answer(checks), place)


async def _checked(desk: Newsdesk, claims: list[str], within: Within | None, stop: Stop) -> list[ClaimCheck]:
    """The checks that were made in time."""
    checks: list[ClaimCheck] = []
    events = relayed(lambda halt: desk.claim_checks(claims, within=within, stop=halt))
    try:
        async with asyncio.timeout(LONGEST), aclosing(stop.until(events)) as wanted:
            async for check in wanted:
                checks.append(check)  # noqa: PERF401  # those made before the time is up are told
    except TimeoutError:
        pass
    return checks
