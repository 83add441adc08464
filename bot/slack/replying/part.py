"""One Slack message as it is written: streamed, else posted and updated, else posted anew."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.slack.blocks.message import Block, Message
from bot.slack.place import Place
from bot.slack.replying.calls import PASSING, PATIENCE, Calls, SlackRefusedError
from config.errors import NewsdeskError

log = logging.getLogger(__name__)

LONGEST_UPDATE = 4_000
LONGEST = {"chat.postMessage": 40_000, "chat.update": LONGEST_UPDATE}
"""Characters of `text` that each takes."""
STOPPED = "stopped_by_user"
_CLOSED = frozenset({"message_not_in_streaming_state", "streaming_state_conflict", "message_not_found"})
_HOPELESS = frozenset(
    {
        "account_inactive",
        "cant_update_message",
        "channel_not_found",
        "edit_window_closed",
        "invalid_auth",
        "is_archived",
        "message_not_found",
        "missing_scope",
        "not_in_channel",
        "ratelimited",
        "restricted_action",
        "token_revoked",
        "unreachable",
    }
)
"""Refusals that other words in the message would not change."""

Noted = Callable[[str | None], Awaitable[None]]
"""Is told None just before a message is posted, and its ts as soon as it is known."""
Lost = Callable[[], Awaitable[str | None]]
"""Looks for a message of ours that was posted though Slack's answer never came; its ts."""
_PAUSE = 2.0
"""Seconds before a message that does not stand in Slack is posted once more."""


async def nothing_lost() -> None:
    """There is nowhere to look for it."""
    return


class StoppedByUserError(NewsdeskError):
    """Whoever asked has stopped the answer."""

    def __init__(self) -> None:
        super().__init__("The answer was stopped by the one who asked.")


class ReplyLostError(NewsdeskError):
    """Slack took the answer in no way."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack took the answer in no way: {code}.")
        self.code = code


class Part:
    """One message. Not to be used by two tasks at once.

    Args:
        calls: of the workspace.
        place: where it goes.
        noted: is told before and after it is posted.
        ts: of a message of ours whose place it takes; None to begin one.
        streams: whether to try a stream; never where it takes a message's place.
        lost: looks for it where nobody knows whether it was posted.
    """

    def __init__(  # noqa: PLR0913  # whom it asks, where it goes, and how
        self,
        calls: Calls,
        place: Place,
        noted: Noted,
        ts: str | None = None,
        *,
        streams: bool = True,
        lost: Lost = nothing_lost,
    ) -> None:
        self._calls = calls
        self._place = place
        self._noted = noted
        self._lost = lost
        self.ts = ts
        self.text = ""
        self.streams = streams and ts is None

    @property
    def begun(self) -> bool:
        """Whether anything of it stands in Slack."""
        return self.ts is not None

    def wait(self) -> float:
        """Seconds until the next bit of it may be sent without standing in others' way."""
        if not self.streams:
            method = "chat.update" if self.begun else "chat.postMessage"
        else:
            method = "chat.appendStream" if self.begun else "chat.startStream"
        wait = self._calls.pacing.gate(method, self._place.channel).wait()
        if self.streams and not self.begun and wait:
            # Others wait for streams too, one after the other; a message is there at once.
            self.streams = False
            return self.wait()
        return wait

    async def show(self, text: str) -> None:
        """Add Markdown to it.

        Raises:
            StoppedByUserError: whoever asked wants no more.
            ReplyLostError: Slack takes it in no way.
        """
        self.text += text
        self.wait()
        if self.streams and await self._streamed(text):
            return
        await self._put(())

    async def end(self, text: str, blocks: Sequence[Block] = (), session: str | None = None) -> bool:
        """Add the last Markdown, and blocks below it.

        Args:
            text: may be empty; nothing at all is sent where all of it is.
            blocks: fit into one message together with the text.
            session: the status that the session has from then on.

        Returns:
            Whether a stream was ended, and the status set with it.

        Raises:
            StoppedByUserError, ReplyLostError: as `show` does.
        """
        self.text += text
        if not self.text and not blocks:
            return False
        self.wait()
        if self.streams and not self.begun and self.text and await self._streamed(self.text):
            text = ""
        if self.streams and self.begun and await self._stopped(text, blocks, session):
            return True
        await self._put(blocks)
        return False

    async def _streamed(self, text: str) -> bool:
        """Send text on the stream, beginning it if need be; whether Slack took it."""
        try:
            if self.ts is None:
                await self._start(text)
            else:
                await self._calls(
                    "chat.appendStream",
                    channel=self._place.channel,
                    ts=self.ts,
                    markdown_text=text,
                    patience=0.0,
                )
        except SlackRefusedError as refused:
            await self._leave_stream(refused)
            return False
        return True

    async def _start(self, text: str) -> None:
        await self._noted(None)
        place = self._place
        try:
            started = await self._calls(
                "chat.startStream",
                channel=place.channel,
                thread_ts=place.thread_ts,
                recipient_team_id=place.team,
                recipient_user_id=place.user,
                markdown_text=text,
                patience=0.0,
            )
        except SlackRefusedError as refused:
            if refused.code in PASSING:
                await self._look_for_it()
            raise
        self.ts = str(started["ts"])
        await self._noted(self.ts)

    async def _look_for_it(self) -> bool:
        """Look whether it stands in Slack though nobody has said so; if it does, it is known from now on."""
        self.ts = await self._lost()
        if self.ts is not None:
            await self._noted(self.ts)
        return self.ts is not None

    async def _stopped(self, text: str, blocks: Sequence[Block], session: str | None) -> bool:
        try:
            await self._calls(
                "chat.stopStream",
                channel=self._place.channel,
                ts=self.ts,
                markdown_text=text or None,
                blocks=list(blocks) or None,
                session_status=session,
            )
        except SlackRefusedError as refused:
            await self._leave_stream(refused)
            return False
        return True

    async def _leave_stream(self, refused: SlackRefusedError) -> None:
        if refused.code == STOPPED:
            raise StoppedByUserError from refused
        log.info("%s; going on without a stream", refused)
        self.streams = False
        if self.ts is not None and refused.code not in _CLOSED:
            # A message that is still streaming cannot be updated.
            await self._calls.attempt("chat.stopStream", channel=self._place.channel, ts=self.ts)

    async def close(self) -> None:
        """End the stream, if there is one, with nothing more."""
        if self.streams and self.begun:
            await self._calls.attempt("chat.stopStream", channel=self._place.channel, ts=self.ts)
        self.streams = False

    async def whole(self, message: Message) -> None:
        """Have a finished message stand here.

        Raises:
            ReplyLostError: Slack takes it in no way.
        """
        self.text = message.text
        await self._post(message.text, message.blocks)

    async def _put(self, blocks: Sequence[Block]) -> None:
        markdown = [{"type": "markdown", "text": self.text}] if self.text else []
        await self._post(self.text or "Sources", (*markdown, *blocks))

    async def _post(self, text: str, blocks: Sequence[Block]) -> None:
        """Have all of it stand in Slack, in the first way that it takes."""
        before = self.ts
        if before is not None and not await self._tried("chat.update", text, blocks, ts=before):
            return
        await self._noted(None)
        code = await self._posted(text, blocks)
        if code:
            raise ReplyLostError(code)
        await self._noted(self.ts)
        if before is not None:
            await self._calls.attempt("chat.delete", channel=self._place.channel, ts=before)

    async def _posted(self, text: str, blocks: Sequence[Block]) -> str:
        """Post it, once; the reason where Slack does not take it, else empty."""
        thread = {"thread_ts": self._place.thread_ts, "unfurl_links": False, "unfurl_media": False}
        until = time.monotonic() + PATIENCE
        while True:
            code = await self._tried("chat.postMessage", text, blocks, once=True, **thread)
            if code not in PASSING or time.monotonic() > until:
                return code
            if await self._look_for_it():
                return await self._tried("chat.update", text, blocks, ts=self.ts)
            await asyncio.sleep(_PAUSE)

    async def _tried(self, method: str, text: str, blocks: Sequence[Block], **more: Any) -> str:
        """Call with blocks, else with text alone; the reason where Slack took neither, else empty."""
        shown = _cut(text, LONGEST_UPDATE)
        code = ""
        for body in ({"text": shown, "blocks": list(blocks)}, {"text": _cut(text, LONGEST[method])}):
            try:
                told = await self._calls(method, channel=self._place.channel, **body, **more)
            except SlackRefusedError as refused:
                log.info("%s", refused)
                code = refused.code
                if code in _HOPELESS or code in PASSING:
                    break
            else:
                self.ts = str(told["ts"])
                return ""
        return code


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
