"""What the listeners ask for: questions taken, each answered once; edited, deleted and stopped ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from bot.slack.answering import Answering, of_team, take_back
from bot.slack.blocks import wordings
from bot.slack.extras import Extras
from bot.slack.front import Front
from bot.slack.handling import Handling
from bot.slack.record.received import Entry, Received, key_of
from bot.slack.record.revising import is_new
from bot.slack.replying.notices import Notices
from bot.slack.replying.reply import PACE
from bot.slack.replying.stopping import Stop, Why
from bot.slack.serving.workspaces import GoneError, Workspaces
from bot.slack.settings.asking_rights import AskingRights
from bot.slack.upkeep import Upkeep
from config.errors import ConversationNotFoundError, QueueFullError
from config.log_ids import asking
from config.tracing import span

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from bot.slack.queue import AnswerQueue
    from bot.slack.record.ledger import Ledger
    from bot.slack.serving.metrics import Metrics
    from bot.slack.settings.channel_settings import ChannelSettings
    from bot.slack.settings.channels import Channels

log = logging.getLogger(__name__)

PLACE = "slack"
"""What the log and the statistics call questions from Slack."""
HALT = 2.0
"""Seconds that an answer which is no longer wanted has to end before the next is taken."""
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
        self.answering = Answering(desk, ledger, pace, self.spawn)
        self.rights = AskingRights(channels)
        self.notices = Notices(ledger, self.answering, workspaces)
        self._handling = Handling(
            desk, ledger, self.answering, self.notices, self.rights, workspaces, metrics
        )
        self.extras = Extras(self)
        self.upkeep = Upkeep(self)
        self.front = Front(self)
        self._taking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._stops: dict[str, tuple[Entry, Stop]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, received: Received) -> bool:
        """Write a question down and answer it when it is its turn; returns as soon as it is written down.

        Args:
            received: the question.

        Returns:
            Whether it was not known yet.

        Raises:
            LibraryError: it cannot be written down; Slack should deliver it again.
        """
        # Slack tells of an edit twice, at once: as a change of a message, and as a mention.
        async with self._taking.setdefault(received.key, asyncio.Lock()):
            return await self._taken(received)

    async def _taken(self, received: Received) -> bool:
        if received.edited_ts is not None:
            known = await asyncio.to_thread(self.ledger.get, received.key)
            # What is under way may be the answer to this very edit.
            if is_new(received, known):
                await self._halt(received.key, "edited")
        entry = await asyncio.to_thread(self.ledger.take, received)
        if entry is None:
            self.metrics.duplicates.inc()
            return False
        self.metrics.received.labels(received.kind).inc()
        told = {"event_id": received.event_id, "kind": received.kind, "team": received.team}
        with asking(entry.key, PLACE), span("slack.taken", question_id=entry.key, **told):
            log.info("a question is taken", extra={**told, "channel": received.channel})
        self.enqueue(entry)
        return True

    async def forget(self, team: str, channel: str, ts: str) -> None:
        """Forget a question that was deleted, with its answer; nothing happens where it is not known."""
        key = key_of(team, channel, ts)
        await self._halt(key, "deleted")
        entry = await asyncio.to_thread(self.ledger.forget, key)
        if entry is None:
            return
        await asyncio.to_thread(self.desk.delete_feedback_about, key)
        if entry.conversation is not None and entry.turn is not None:
            await asyncio.to_thread(self._forget_turn, entry.conversation, entry.turn)
        with suppress(GoneError):
            await take_back(await self.workspaces.calls(team), entry.replies, wordings.DELETED)

    async def leave(self, team: str) -> None:
        """Forget everything of a workspace that has removed the app; doing it again does no harm.

        Raises:
            LibraryError: it cannot be forgotten; Slack should tell of it again.
        """
        under_way = [entry.key for entry, _ in self._stops.values() if entry.team == team]
        await asyncio.gather(*(self._halt(key, "deleted") for key in under_way))
        keys = await asyncio.to_thread(self.ledger.forget_team, team)
        for key in keys:
            self.queue.cancel(key)
        await asyncio.to_thread(self._forget_team, team, keys)
        self.workspaces.drop(team)

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

    def answers(self, key: str) -> bool:
        """Whether a question is being answered, or waits for its turn."""
        return key in self._stops or self.queue.place(key) is not None

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
        telling = [asyncio.create_task(_logged(self.notices.restarting(key))) for key in left]
        if telling:
            _, late = await asyncio.wait(telling, timeout=TELLING)
            for task in late:
                task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=TELLING)

    def enqueue(self, entry: Entry) -> None:
        """Have a question that is written down answered at its turn; where there is no room, say so."""
        work = partial(self._work, entry.key, entry.revision)
        thread = f"{entry.team}:{entry.channel}:{entry.thread}"
        try:
            place = self.queue.put(entry.key, work, user=f"{entry.team}:{entry.user}", thread=thread)
        except QueueFullError as full:
            self.metrics.dropped.labels("queue full").inc()
            self.spawn(self.notices.turned_away(entry, full))
            return
        if place:
            self.spawn(self.notices.to_wait(entry, place))

    async def _work(self, key: str, revision: int) -> None:
        entry = await asyncio.to_thread(self.ledger.begin, key, revision)
        if entry is None:
            return
        self.metrics.queued.observe((datetime.now(UTC) - entry.received_at).total_seconds())
        stop = Stop()
        self._stops[key] = (entry, stop)
        try:
            # Its id is the key: under that the log, the ledger and the feedback know it.
            with asking(key, PLACE), span("slack.question", question_id=key, kind=entry.kind):
                await self._handling.handle(entry, stop)
        finally:
            self._stops.pop(key, None)
            stop.ended.set()

    async def _halt(self, key: str, why: Why) -> None:
        """Stop what is being answered, and wait until it has ended; a reply that it began is then known."""
        if key in self._stops:
            _, stop = self._stops[key]
            stop.ask(why)
            with suppress(TimeoutError):
                async with asyncio.timeout(HALT):
                    await stop.ended.wait()
        self.queue.cancel(key)

    def _forget_team(self, team: str, keys: frozenset[str]) -> None:
        self.channels.store.drop_team(team)
        self.desk.delete_conversations_at(of_team(team))
        for key in keys & {one.about for one in self.desk.feedback()}:
            self.desk.delete_feedback_about(key)

    def _forget_turn(self, conversation: str, n: int) -> None:
        with suppress(ConversationNotFoundError):
            self.desk.conversation(conversation).forget(n)


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.exception("work beside the answers failed")
