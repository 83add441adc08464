"""What Slack shows of the work in a thread: that it is under way, with a button to stop it."""

from __future__ import annotations

import asyncio

from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls

LONGEST_TITLE = 200
ACTIVE = "active"
PROCESSING = "processing"


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
            await self._set(ACTIVE)

    async def _begin(self) -> bool:
        title = " ".join(self._entry.text.split())[:LONGEST_TITLE]
        return await self._set(PROCESSING, title=title or None, initiator_user_id=self._entry.user)

    async def _set(self, status: str, **more: str | None) -> bool:
        return await self._calls.attempt(
            "agents.sessions.setStatus",
            channel_id=self._entry.channel,
            thread_ts=self._entry.thread,
            status=status,
            **more,
        )
