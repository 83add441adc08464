"""What is said to those who ask beside answers: that they have to wait, that it is too late or too much."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.slack.answering import Answering
from bot.slack.blocks import wordings
from bot.slack.blocks.mrkdwn import escaped
from bot.slack.record.ledger import TWICE, Ledger
from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls
from bot.slack.replying.private_reply import PrivateReply
from bot.slack.replying.saying import Saying
from bot.slack.serving.workspaces import GoneError, Workspaces
from config.errors import NewsdeskError, QueueFullError

THREADED = frozenset({"mention", "message", "direct", "home"})
"""Kinds of question that are answered in a thread; the others are answered to the asker alone."""


class Notices:
    """Knows how each question is replied to.

    Args:
        ledger: is told of what is said in threads.
        answering: replies in threads.
        workspaces: to call Slack.
    """

    def __init__(self, ledger: Ledger, answering: Answering, workspaces: Workspaces) -> None:
        self._ledger = ledger
        self._answering = answering
        self._workspaces = workspaces

    def reply(self, entry: Entry, calls: Calls) -> Saying:
        """The reply to a question, in its thread or to the asker alone."""
        if entry.kind not in THREADED:
            return PrivateReply(calls, entry)
        return self._answering.reply(entry, calls)

    async def to_wait(self, entry: Entry, place: int) -> None:
        """Tell how many are served before."""
        with suppress(GoneError):
            calls = await self._workspaces.calls(entry.team)
            if entry.kind in THREADED:
                await self._answering.reply(entry, calls).status(wordings.waiting(place))
            else:
                await self.whisper(entry, calls, wordings.waiting(place))

    async def turned_away(self, entry: Entry, full: QueueFullError) -> None:
        """Tell that there is no place to wait in, and drop the question."""
        await asyncio.to_thread(self._ledger.dropped, entry, "queue full")
        with suppress(GoneError):
            await self.whisper(entry, await self._workspaces.calls(entry.team), escaped(str(full)))

    async def whisper(self, entry: Entry, calls: Calls, text: str) -> None:
        """Tell something to the one who asks alone."""
        if entry.kind not in THREADED:
            with suppress(NewsdeskError):
                await PrivateReply(calls, entry).say([wordings.notice(text)])
            return
        await calls.attempt(
            "chat.postEphemeral",
            channel=entry.channel,
            user=entry.user,
            text=text,
            thread_ts=entry.thread_ts,
        )

    async def dropped(self, entry: Entry) -> None:
        """Tell that a question is given up."""
        text = wordings.CUT_OFF_TWICE if entry.why == TWICE else wordings.STALE
        with suppress(GoneError, NewsdeskError):
            calls = await self._workspaces.calls(entry.team)
            await self.reply(entry, calls).say([wordings.notice(text)])

    async def restarting(self, key: str) -> None:
        """Tell in the thread of a question that it will be answered; the answer takes the note's place."""
        entry = await asyncio.to_thread(self._ledger.begin, key)
        if entry is None:
            return
        with suppress(GoneError, NewsdeskError):
            calls = await self._workspaces.calls(entry.team)
            await self.reply(entry, calls).say([wordings.notice(wordings.RESTARTING)])
