"""What Slack shows of the work in a thread: that it is under way, with a button to stop it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls

LONGEST_TITLE = 200
ACTIVE = "active"
PROCESSING = "processing"
FOR_ENDS = 10
"""Calls a minute kept for ending sessions: one that is not begun for want of room harms nobody."""


class Session:
    """The session of one question. Nothing depends on it: where Slack knows of none, there is none.

    Args:
        calls: of the workspace.
        entry: the question.
        shown: whether there is a thread to show it in.
    """

    def __init__(self, calls: Calls, entry: Entry, *, shown: bool) -> None:
        self._calls = calls
        self._entry = entry
        self._began = asyncio.create_task(self._begin()) if shown else None

    async def handed_over(self) -> str | None:
        """The status that the end of a stream is to set; None where nothing is to be set."""
        return ACTIVE if self._began is not None and await self._began else None

    async def end(self) -> None:
        """Show that the work has ended."""
        if await self.handed_over():
            await self._set(self._calls.attempt, ACTIVE)

    async def _begin(self) -> bool:
        title = " ".join(self._entry.text.split())[:LONGEST_TITLE]
        initiator = self._entry.user
        begin = partial(
            self._calls.in_passing, spare=FOR_ENDS, title=title or None, initiator_user_id=initiator
        )
        return await self._set(begin, PROCESSING)

    async def _set(self, call: Callable[..., Awaitable[bool]], status: str) -> bool:
        return await call(
            "agents.sessions.setStatus",
            channel_id=self._entry.channel,
            thread_ts=self._entry.thread,
            status=status,
        )
