"""One question handled from its beginning to its end, whatever comes between."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.slack.answering import Answering
from bot.slack.blocks import wordings
from bot.slack.claim_reporting import report
from bot.slack.record.orphans import adopted
from bot.slack.record.received import Entry
from bot.slack.replying.calls import Calls
from bot.slack.replying.notices import THREADED, Notices
from bot.slack.replying.part import ReplyLostError, StoppedByUserError
from bot.slack.replying.saying import Saying
from bot.slack.replying.stopping import Stop, StopAskedError, Why
from bot.slack.serving.workspaces import GoneError, Workspaces
from bot.slack.settings.asking_rights import AskingRights
from config.errors import NewsdeskError

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from bot.slack.record.ledger import Ledger
    from bot.slack.serving.metrics import Metrics
    from bot.slack.settings.channel_settings import ChannelSettings

log = logging.getLogger(__name__)


class Handling:
    """Handles questions that are begun.

    Args:
        desk: answers.
        ledger: is told what came of each.
        answering: answers those that are put in threads.
        notices: tells all that is no answer.
        rights: tells who may ask.
        workspaces: to call Slack.
        metrics: counts.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the parts it puts together
        self,
        desk: Newsdesk,
        ledger: Ledger,
        answering: Answering,
        notices: Notices,
        rights: AskingRights,
        workspaces: Workspaces,
        metrics: Metrics,
    ) -> None:
        self._desk = desk
        self._ledger = ledger
        self._answering = answering
        self._notices = notices
        self._rights = rights
        self._workspaces = workspaces
        self._metrics = metrics

    async def handle(self, entry: Entry, stop: Stop) -> None:
        """Answer a question, or say why not, and note in the ledger what came of it.

        Args:
            entry: as the ledger began it.
            stop: tells when it is no longer wanted.
        """
        try:
            calls = await self._workspaces.calls(entry.team)
        except GoneError:
            await self._drop(entry, "not in the workspace")
            return
        if entry.attempts > 1:
            entry = await self._gone_on_with(entry, calls)
        reply = self._notices.reply(entry, calls)
        try:
            await self._tried(entry, reply, calls, stop)
        except (StopAskedError, StoppedByUserError) as stopped:
            why = stopped.why if isinstance(stopped, StopAskedError) else "by the user"
            await self._stopped(entry, reply, why)
        except ReplyLostError as lost:
            log.warning("an answer was lost: %s", lost.code, extra={"key": entry.key})
            await self._fail(entry, lost.code)
        except Exception as error:
            log.exception("a question could not be answered", extra={"key": entry.key})
            with suppress(NewsdeskError):
                await reply.say([wordings.sorry(error, entry.key)])
            await self._fail(entry, type(error).__name__)

    async def _tried(self, entry: Entry, reply: Saying, calls: Calls, stop: Stop) -> None:
        settings = await self._rights.settings(calls.client, entry.team, entry.channel)
        refusal = await self._rights.refusal(
            calls.client, settings, entry.team, entry.user, bot=entry.user.startswith("B")
        )
        if refusal is not None:
            await self._drop(entry, "not allowed")
            await self._notices.whisper(entry, calls, refusal)
            return
        if entry.kind == "shortcut":
            await self._checked(entry, reply, settings, stop)
            return
        if not entry.text:
            await reply.say([wordings.notice(wordings.HELP)])
            await asyncio.to_thread(self._ledger.answered, entry)
            return
        if entry.kind in THREADED:
            await asyncio.to_thread(self._ledger.join, entry.team, entry.channel, entry.thread)
        conversation, turn = await self._answering.answer(entry, reply, calls, settings, stop)
        await asyncio.to_thread(self._ledger.answered, entry, None, conversation, turn.n or None)
        declined = turn.answer is not None and turn.answer.kind == "abstained"
        self._count(entry, reply, declined=declined)

    def _count(self, entry: Entry, reply: Saying, *, declined: bool) -> None:
        (self._metrics.declined if declined else self._metrics.answered).inc()
        if reply.shown_at is not None:
            self._metrics.first_text.observe((reply.shown_at - entry.received_at).total_seconds())
        self._metrics.whole_answer.observe((datetime.now(UTC) - entry.received_at).total_seconds())

    async def _checked(self, entry: Entry, reply: Saying, settings: ChannelSettings, stop: Stop) -> None:
        """Tell what the articles say to the claims of a message."""
        conversation, turn = await report(self._desk, entry, reply, settings, stop)
        await asyncio.to_thread(self._ledger.answered, entry, None, conversation, turn.n if turn else None)
        self._count(entry, reply, declined=not (turn and turn.answer and turn.answer.citations))

    async def _gone_on_with(self, entry: Entry, calls: Calls) -> Entry:
        """What an attempt that was cut off has left: its stream is closed, its message found again."""
        bot_user = await self._workspaces.bot_user(entry.team)
        found = await adopted(entry, calls, bot_user, await asyncio.to_thread(self._others, entry))
        for said in found.replies:
            # A stream left open cannot be updated.
            await calls.attempt("chat.stopStream", channel=said.channel, ts=said.ts)
        return found

    def _others(self, entry: Entry) -> frozenset[str]:
        """Our messages in the question's thread that answer other questions."""
        beside = self._ledger.in_thread(entry.team, entry.channel, entry.thread)
        return frozenset(said.ts for one in beside if one.key != entry.key for said in one.replies)

    async def _stopped(self, entry: Entry, reply: Saying, why: Why) -> None:
        with suppress(NewsdeskError):
            if why == "restart":
                await reply.say([wordings.notice(wordings.RESTARTING)])
                return
            said = await reply.abandon()
            if why == "by the user" and not said:
                await reply.say([wordings.notice(wordings.STOPPED)])
        if why == "by the user":
            await self._drop(entry, "stopped by the user")

    async def _drop(self, entry: Entry, why: str) -> None:
        self._metrics.dropped.labels(why).inc()
        await asyncio.to_thread(self._ledger.dropped, entry, why)

    async def _fail(self, entry: Entry, why: str) -> None:
        self._metrics.failed.labels(why).inc()
        await asyncio.to_thread(self._ledger.failed, entry, why)
