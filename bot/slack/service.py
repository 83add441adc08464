"""What the listeners ask for: questions taken, each answered once; edited, deleted and stopped ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.slack import wordings
from bot.slack.answering import Answering, take_back, within
from bot.slack.asking_rights import AskingRights
from bot.slack.calls import Calls
from bot.slack.check_message import CheckedClaim, check_message
from bot.slack.extras import Extras
from bot.slack.front import Front
from bot.slack.ledger import TWICE
from bot.slack.mrkdwn import escaped
from bot.slack.orphans import adopted
from bot.slack.part import ReplyLostError, StoppedByUserError
from bot.slack.private_reply import PrivateReply, Respond
from bot.slack.received import Entry, Received, key_of
from bot.slack.reply import PACE
from bot.slack.saying import Saying
from bot.slack.stopping import Stop, StopAskedError, Why
from bot.slack.workspaces import GoneError, Workspaces
from config.errors import ConversationNotFoundError, NewsdeskError, QueueFullError

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from bot.slack.channel_settings import ChannelSettings
    from bot.slack.channels import Channels
    from bot.slack.ledger import Ledger
    from bot.slack.metrics import Metrics
    from bot.slack.queue import AnswerQueue

log = logging.getLogger(__name__)

HALT = 2.0
"""Seconds that an answer which is no longer wanted has to end before the next is taken."""
THREADED = frozenset({"mention", "message", "direct", "home"})
"""Kinds of question that are answered in a thread."""
UPKEEP = 30.0
"""Seconds between two signs of life in the ledger."""
TELLING = 5.0
"""Seconds for telling those who wait that the app is being restarted."""


class Service:
    """Answers what is taken, each question once.

    Args:
        desk: answers.
        ledger: remembers what was taken and answered.
        queue: decides whose turn it is.
        channels: what holds in each channel.
        workspaces: to call Slack.
        metrics: counts.
        pace: seconds between two additions to a stream.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the parts it puts together
        self,
        desk: Newsdesk,
        ledger: Ledger,
        queue: AnswerQueue,
        channels: Channels,
        workspaces: Workspaces,
        metrics: Metrics,
        pace: float = PACE,
    ) -> None:
        self.desk = desk
        self.ledger = ledger
        self.queue = queue
        self.channels = channels
        self.workspaces = workspaces
        self.metrics = metrics
        self.answering = Answering(desk, ledger, pace)
        self.rights = AskingRights(channels)
        self.extras = Extras(self)
        self.front = Front(self)
        self._stops: dict[str, tuple[Entry, Stop]] = {}
        self._responses: dict[str, Respond] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, received: Received, respond: Respond | None = None) -> bool:
        """Write a question down and answer it when it is its turn; returns as soon as it is written down.

        Args:
            received: the question.
            respond: answers the interaction that it came with, if it did.

        Returns:
            Whether it was not known yet.

        Raises:
            LibraryError: it cannot be written down; Slack should deliver it again.
        """
        if received.edited_ts is not None:
            await self._halt(received.key, "edited")
        entry = await asyncio.to_thread(self.ledger.take, received)
        if entry is None:
            self.metrics.duplicates.inc()
            return False
        self.metrics.received.labels(received.kind).inc()
        if respond is not None:
            self._responses[entry.key] = respond
        self._enqueue(entry)
        return True

    async def forget(self, team: str, channel: str, ts: str) -> None:
        """Forget a question that was deleted, with its answer; nothing happens where it is not known."""
        key = key_of(team, channel, ts)
        await self._halt(key, "deleted")
        entry = await asyncio.to_thread(self.ledger.forget, key)
        if entry is None:
            return
        if entry.conversation is not None and entry.turn is not None:
            await asyncio.to_thread(self._forget_turn, entry.conversation, entry.turn)
        with suppress(GoneError):
            await take_back(await self.workspaces.calls(team), entry.replies, wordings.DELETED)

    def stop(self, team: str, channel: str, thread: str) -> None:
        """Stop what is being answered in a thread, as somebody has asked."""
        for entry, stop in list(self._stops.values()):
            if (entry.team, entry.channel, entry.thread) == (team, channel, thread):
                stop.ask("by the user")

    async def settings(self, team: str, channel: str) -> ChannelSettings:
        """What holds in a channel.

        Raises:
            GoneError: the app is not in the workspace.
            LibraryError: it cannot be read.
        """
        calls = await self.workspaces.calls(team)
        return await self.rights.settings(calls.client, team, channel)

    async def finished(self, key: str) -> None:
        """Return when a question is not being answered, or no longer."""
        if key in self._stops:
            _, stop = self._stops[key]
            await stop.ended.wait()

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something that nobody waits for; what it raises is logged."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def resume(self) -> None:
        """Answer what processes that are gone have left; where it is too late, who asked is told."""
        found = await asyncio.to_thread(self.ledger.interrupted)
        for entry in found.again:
            self._enqueue(entry)
        for entry in found.dropped:
            self.metrics.dropped.labels("interrupted").inc()
            self.spawn(self._told_dropped(entry))

    async def upkeep(self) -> None:
        """Give signs of life, and look for what others have left, until cancelled."""
        while True:
            await asyncio.sleep(UPKEEP)
            try:
                await asyncio.to_thread(self.ledger.renew)
                await self.resume()
            except NewsdeskError as error:
                log.warning("the ledger cannot be kept: %s", error)

    async def close(self, limit: float) -> None:
        """Finish what is being answered, and tell the rest that they are answered after the restart.

        Args:
            limit: seconds for what is being answered.
        """
        draining = asyncio.create_task(self.queue.drain(limit + TELLING))
        await asyncio.wait([draining], timeout=limit)
        for _, stop in list(self._stops.values()):
            stop.ask("restart")
        left = await draining
        telling = [asyncio.create_task(_logged(self._told_restart(key))) for key in left]
        if telling:
            _, late = await asyncio.wait(telling, timeout=TELLING)
            for task in late:
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=TELLING)

    def _enqueue(self, entry: Entry) -> None:
        work = partial(self._work, entry.key)
        thread = f"{entry.team}:{entry.channel}:{entry.thread}"
        try:
            place = self.queue.put(entry.key, work, user=f"{entry.team}:{entry.user}", thread=thread)
        except QueueFullError as full:
            self.metrics.dropped.labels("queue full").inc()
            self.spawn(self._turned_away(entry, full))
            return
        if place:
            self.spawn(self._told_to_wait(entry, place))

    async def _work(self, key: str) -> None:
        entry = await asyncio.to_thread(self.ledger.begin, key)
        if entry is None:
            return
        stop = Stop()
        self._stops[key] = (entry, stop)
        try:
            await self._answered(entry, stop)
        finally:
            self._stops.pop(key, None)
            stop.ended.set()

    async def _answered(self, entry: Entry, stop: Stop) -> None:
        try:
            calls = await self.workspaces.calls(entry.team)
        except GoneError:
            await self._drop(entry, "not in the workspace")
            return
        if entry.attempts > 1:
            entry = await self._gone_on_with(entry, calls)
        reply = self._reply(entry, calls)
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
                await reply.say([wordings.sorry(error)])
            await self._fail(entry, type(error).__name__)

    def _reply(self, entry: Entry, calls: Calls) -> Saying:
        if entry.kind not in THREADED:
            return PrivateReply(calls, entry, self._responses.pop(entry.key, None))
        return self.answering.reply(entry, calls)

    async def _tried(self, entry: Entry, reply: Saying, calls: Calls, stop: Stop) -> None:
        settings = await self.rights.settings(calls.client, entry.team, entry.channel)
        refusal = await self.rights.refusal(
            calls.client, settings, entry.team, entry.user, bot=entry.user.startswith("B")
        )
        if refusal is not None:
            await self._drop(entry, "not allowed")
            await self._whisper(entry, calls, refusal)
            return
        if not entry.text:
            await reply.say([wordings.notice(wordings.HELP)])
            await asyncio.to_thread(self.ledger.answered, entry)
            return
        if entry.kind == "shortcut":
            await self._checked(entry, reply, settings)
            return
        if entry.kind in THREADED:
            await asyncio.to_thread(self.ledger.join, entry.team, entry.channel, entry.thread)
        conversation, turn = await self.answering.answer(entry, reply, calls, settings, stop)
        await asyncio.to_thread(self.ledger.answered, entry, None, conversation, turn.n or None)
        declined = turn.answer is not None and turn.answer.kind == "abstained"
        (self.metrics.declined if declined else self.metrics.answered).inc()
        self.metrics.whole_answer.observe((datetime.now(UTC) - entry.received_at).total_seconds())

    async def _checked(self, entry: Entry, reply: Saying, settings: ChannelSettings) -> None:
        """Tell what the articles say to the claims of a message."""
        limit = within(settings)
        checks = await asyncio.to_thread(self.desk.check_claims, entry.text, within=limit)
        claims = [CheckedClaim(one.claim, one.supporting, one.opposing) for one in checks]
        await reply.say(check_message(claims, entry.key))
        await asyncio.to_thread(self.ledger.answered, entry)
        self.metrics.answered.inc()

    async def _gone_on_with(self, entry: Entry, calls: Calls) -> Entry:
        """What an attempt that was cut off has left: its stream is closed, its message found again."""
        for said in entry.replies:
            await calls.attempt("chat.stopStream", channel=said.channel, ts=said.ts)
        return await adopted(entry, calls, await self.workspaces.bot_user(entry.team), lambda ts: False)

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
        self.metrics.dropped.labels(why).inc()
        await asyncio.to_thread(self.ledger.dropped, entry, why)

    async def _fail(self, entry: Entry, why: str) -> None:
        self.metrics.failed.labels(why).inc()
        await asyncio.to_thread(self.ledger.failed, entry, why)

    async def _halt(self, key: str, why: Why) -> None:
        """Stop what is being answered, and wait until it has ended; a reply that it began is then known."""
        if key in self._stops:
            _, stop = self._stops[key]
            stop.ask(why)
            with suppress(TimeoutError):
                async with asyncio.timeout(HALT):
                    await stop.ended.wait()
        self.queue.cancel(key)

    async def _told_to_wait(self, entry: Entry, place: int) -> None:
        with suppress(GoneError):
            calls = await self.workspaces.calls(entry.team)
            if entry.kind in THREADED:
                await self.answering.reply(entry, calls).status(wordings.waiting(place))
            else:
                await self._whisper(entry, calls, wordings.waiting(place))

    async def _turned_away(self, entry: Entry, full: QueueFullError) -> None:
        self._responses.pop(entry.key, None)
        await asyncio.to_thread(self.ledger.dropped, entry, "queue full")
        with suppress(GoneError):
            await self._whisper(entry, await self.workspaces.calls(entry.team), escaped(str(full)))

    async def _whisper(self, entry: Entry, calls: Calls, text: str) -> None:
        """Tell something to the one who asks alone."""
        await calls.attempt(
            "chat.postEphemeral",
            channel=entry.channel,
            user=entry.user,
            text=text,
            thread_ts=entry.thread if entry.kind in THREADED else None,
        )

    async def _told_dropped(self, entry: Entry) -> None:
        text = wordings.CUT_OFF_TWICE if entry.why == TWICE else wordings.STALE
        with suppress(GoneError, NewsdeskError):
            calls = await self.workspaces.calls(entry.team)
            await self._reply(entry, calls).say([wordings.notice(text)])

    async def _told_restart(self, key: str) -> None:
        """Tell in the thread of a question that it will be answered; the answer takes the note's place."""
        entry = await asyncio.to_thread(self.ledger.begin, key)
        if entry is None:
            return
        with suppress(GoneError, NewsdeskError):
            calls = await self.workspaces.calls(entry.team)
            await self._reply(entry, calls).say([wordings.notice(wordings.RESTARTING)])

    def _forget_turn(self, conversation: str, n: int) -> None:
        with suppress(ConversationNotFoundError):
            self.desk.conversation(conversation).forget(n)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("work beside the answers failed")
