"""The reply to one question: a status, then text as it comes, at a pace and in messages that Slack takes."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bot.slack.blocks.message import Block, Message
from bot.slack.place import Place
from bot.slack.replying.calls import Calls
from bot.slack.replying.cutting import cut
from bot.slack.replying.part import (
    Lost,
    Noted,
    Part,
    ReplyLostError,
    StoppedByUserError,
    nothing_lost,
)

log = logging.getLogger(__name__)

ROLL_OVER = 9_000
"""Characters after which a new message begins; Slack takes about 12,000 in one."""
LONGEST_MESSAGE = 12_500
"""Characters of text and blocks together that one message holds."""
STREAM_LASTS = 240.0
"""Seconds after which a new stream begins; Slack closes one after about 300."""
PACE = 1.0
"""Seconds between two additions to a stream."""
PACE_OF_UPDATES = 3.0
"""Seconds between two updates of a message that is posted instead."""


class Reply:
    """What is said to one question. Its methods may be awaited by one task.

    Args:
        calls: of the workspace.
        place: the thread, and who asked.
        noted: is told before and after a message is posted.
        replacing: our messages that it takes the place of, in order.
        lost: looks for a message of which nobody knows whether it was posted.
        pace: seconds between two additions to a stream.
        clock: seconds that only grow.
    """

    def __init__(  # noqa: PLR0913  # whom it asks, where it goes, and how
        self,
        calls: Calls,
        place: Place,
        noted: Noted,
        *,
        replacing: Sequence[str] = (),
        lost: Lost = nothing_lost,
        pace: float = PACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._place = place
        self._noted = noted
        self._lost = lost
        self._replacing = list(replacing)
        self._pace = pace
        self._clock = clock
        self._buffer = ""
        self._ended = asyncio.Event()
        self._woken = asyncio.Event()
        self._pump: asyncio.Task[None] | None = None
        self._part = self._new_part()
        self._began = self._sent = clock()
        self._said: str | None = None
        self.shown_at: datetime | None = None

    async def status(self, text: str) -> None:
        """Show what is being done, as long as no text is shown; nothing depends on it.

        Args:
            text: such as "searching 2,970 articles…"; empty to take it away.
        """
        if text == self._said or (text and self._part.begun):
            return
        self._said = text
        await self._calls.in_passing(
            "assistant.threads.setStatus",
            channel_id=self._place.channel,
            thread_ts=self._place.thread_ts,
            status=text,
        )

    def write(self, text: str) -> None:
        """Add Markdown; it is sent by and by.

        Raises:
            StoppedByUserError: whoever asked wants no more.
            ReplyLostError: Slack takes it in no way.
        """
        self._look()
        self._buffer += text
        self._woken.set()
        if self._pump is None:
            self._pump = asyncio.create_task(self._pumped())

    async def end(self, blocks: Sequence[Block] = (), session: str | None = None) -> bool:
        """Send what is left, and blocks below it; then the reply stands complete.

        Args:
            blocks: of one message.
            session: the status that the session has from then on.

        Returns:
            Whether Slack has set that status; it does so with the end of a stream alone.

        Raises:
            StoppedByUserError, ReplyLostError: as `write` does.
        """
        await self._halt()
        self._look()
        while len(self._part.text) + len(self._buffer) > ROLL_OVER:
            await self._send()
        size = len(json.dumps(list(blocks), ensure_ascii=False))
        if blocks and len(self._part.text) + len(self._buffer) + size > LONGEST_MESSAGE:
            await self._part.end(self._buffer)
            self._part, self._buffer = self._new_part(streams=False), ""
        told = await self._part.end(self._buffer, blocks, session)
        self._shown()
        self._buffer = ""
        await self._clear()
        return told and session is not None

    async def say(self, messages: Sequence[Message]) -> None:
        """Have finished messages stand in place of all that was written.

        Raises:
            ReplyLostError: Slack takes them in no way.
        """
        await self._halt()
        self._buffer = ""
        for n, message in enumerate(messages):
            if n:
                self._part = self._new_part(streams=False)
            await self._part.close()
            await self._part.whole(message)
            self._shown()
        await self._clear()

    async def abandon(self) -> bool:
        """Write no more, and close what is open; whether anything was said."""
        await self._halt()
        self._buffer = ""
        await self._part.close()
        await self.status("")
        return self._part.begun

    async def _halt(self) -> None:
        """Send no more by itself; returns when nothing is on its way."""
        self._ended.set()
        self._woken.set()
        if self._pump is not None:
            await asyncio.wait([self._pump])
            if not self._pump.cancelled():
                # Whoever goes on looks at it; whoever gives up has no use for it.
                self._pump.exception()

    def _look(self) -> None:
        """Raise what ended the sending."""
        if self._pump is not None and self._pump.done() and not self._pump.cancelled():
            error = self._pump.exception()
            if error is not None:
                raise error

    async def _pumped(self) -> None:
        """Send what is written at the pace that Slack takes, until the end."""
        while not self._ended.is_set():
            self._woken.clear()
            if self._left() == 0:
                await self._roll_over("")
            elif not self._buffer:
                await _within(self._left(), self._woken)
            elif (wait := self._wait()) > 0:
                # More text while text waits for its turn goes with it.
                await _within(wait, self._ended)
            else:
                await self._send()

    def _left(self) -> float | None:
        """Seconds that the stream may still stay open; None where there is none."""
        if not (self._part.streams and self._part.begun):
            return None
        return max(0.0, self._began + STREAM_LASTS - self._clock())

    def _wait(self) -> float:
        """Seconds until text may be sent again."""
        paced = self._part.wait()
        if not self._part.begun:
            # A message that is posted is not shown by halves at once: mostly all of it follows soon.
            pace = 0.0 if self._part.streams else PACE_OF_UPDATES
        else:
            pace = self._pace if self._part.streams else PACE_OF_UPDATES
        return max(paced, self._sent + pace - self._clock())

    async def _send(self) -> None:
        """Send what fits into this message, and begin the next one where not all of it does."""
        if self._left() == 0:
            await self._roll_over("")
        room = ROLL_OVER - len(self._part.text)
        if len(self._buffer) > room:
            text, self._buffer = cut(self._buffer, room)
            await self._roll_over(text)
            return
        text, self._buffer = self._buffer, ""
        if not self._part.begun:
            self._began = self._clock()
        await self._part.show(text)
        self._shown()
        self._sent = self._clock()

    async def _roll_over(self, text: str) -> None:
        """End this message with some text and begin another."""
        await self._part.end(text)
        if text:
            self._shown()
        streams = self._part.streams
        self._part = self._new_part(streams=streams)
        self._began = self._sent = self._clock()

    def _shown(self) -> None:
        self.shown_at = self.shown_at or datetime.now(UTC)

    def _new_part(self, *, streams: bool = True) -> Part:
        ts = self._replacing.pop(0) if self._replacing else None
        return Part(self._calls, self._place, self._noted, ts, streams=streams, lost=self._lost)

    async def _clear(self) -> None:
        """Take away messages of an earlier answer whose place is no longer needed."""
        for ts in self._replacing:
            await self._calls.attempt("chat.delete", channel=self._place.channel, ts=ts)
        self._replacing.clear()


async def _within(seconds: float | None, event: asyncio.Event) -> None:
    """Wait for an event, but not longer than some seconds; None is for ever."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return


__all__ = ["Reply", "ReplyLostError", "StoppedByUserError"]
