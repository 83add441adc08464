"""Answers one question in its thread: what it may be answered from, the reply, and what is kept of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any

from bot.conversations.conversation_events import TurnDone
from bot.slack.blocks.answer_message import answer_messages, closing_blocks
from bot.slack.blocks.decline_message import Searched
from bot.slack.blocks.private_message import private_message
from bot.slack.blocks.telling import Telling
from bot.slack.place import Place
from bot.slack.record.orphans import unknown
from bot.slack.record.received import Entry
from bot.slack.record.received import Reply as Said
from bot.slack.replying.calls import PATIENCE, Calls, SlackRefusedError
from bot.slack.replying.part import StoppedByUserError
from bot.slack.replying.reply import Reply
from bot.slack.replying.saying import Saying
from bot.slack.replying.session import Session
from bot.slack.replying.stopping import Stop
from retrieval.answer_stream import Piece, Step
from retrieval.dialogue.follow_up import Standing

if TYPE_CHECKING:
    from bot.conversations.conversation import Conversation
    from bot.conversations.conversation_events import Told
    from bot.conversations.conversation_record import Turn
    from bot.desk import Newsdesk
    from bot.slack.record.ledger import Ledger
    from bot.slack.settings.channel_settings import ChannelSettings
    from retrieval.asking.within import Within

log = logging.getLogger(__name__)


def origin(team: str, channel: str, thread: str) -> str:
    """The key of the conversation that is held in a thread."""
    return f"{of_team(team)}{channel}:{thread}"


def of_team(team: str) -> str:
    """What the keys of all conversations of a workspace begin with."""
    return f"slack:{team}:"


def searched(desk: Newsdesk, within: Within | None) -> Searched:
    """What was searched where the articles do not answer. It reads SQLite: call it in a thread.

    Args:
        desk: searched it.
        within: what lies outside is not counted to those who may not see it.
    """
    status = desk.status(within=within)
    earliest, latest = (day.date() if day else None for day in (status.earliest, status.latest))
    return Searched(status.articles, status.outlets, earliest, latest)


class Answering:
    """Answers questions in threads.

    Args:
        desk: answers.
        ledger: is told of every message before and after it is posted.
        pace: seconds between two additions to a stream.
        beside: does what no answer has to wait for.
    """

    def __init__(
        self,
        desk: Newsdesk,
        ledger: Ledger,
        pace: float,
        beside: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._desk = desk
        self._ledger = ledger
        self._pace = pace
        self._beside = beside

    def reply(self, entry: Entry, calls: Calls) -> Reply:
        """The reply to a question, in place of what an earlier revision or attempt left."""
        place = Place(entry.team, entry.channel, entry.thread, entry.user)

        async def noted(ts: str | None) -> None:
            said = None if ts is None else Said(channel=entry.channel, ts=ts)
            await asyncio.to_thread(self._ledger.replying, entry, said)

        async def lost() -> str | None:
            known = await asyncio.to_thread(self._ledger.in_thread, entry.team, entry.channel, entry.thread)
            others = {said.ts for one in known for said in one.replies}
            try:
                own = await calls("auth.test")
                found = await unknown(entry, calls, str(own["user_id"]), others, PATIENCE)
            except SlackRefusedError as refused:
                log.warning("%s", refused)
                return None
            return found[-1] if found else None

        replacing = [said.ts for said in entry.replies if said.channel == entry.channel]
        return Reply(calls, place, noted, replacing=replacing, lost=lost, pace=self._pace)

    async def answer(
        self, entry: Entry, reply: Saying, calls: Calls, settings: ChannelSettings, stop: Stop
    ) -> tuple[str | None, Turn]:
        """Answer a question where it was asked.

        Args:
            entry: the question.
            reply: its reply.
            calls: of its workspace.
            settings: of its channel.
            stop: tells when it is no longer wanted.

        Returns:
            The id of the conversation that keeps it, if one does, and its turn there.

        Raises:
            StopAskedError, StoppedByUserError: it is no longer wanted; something may have been said.
            ReplyLostError: Slack takes the answer in no way.
            NewsdeskError: it cannot be answered.
        """
        key = origin(entry.team, entry.channel, entry.thread)
        conversation = await asyncio.to_thread(self._desk.conversation_at, key)
        replacing = await asyncio.to_thread(self._place_of, entry, conversation)
        session = Session(calls, entry, shown=entry.kind != "command")
        telling = Telling()
        over = False
        try:
            events = conversation.astream(
                entry.text,
                replacing=replacing,
                quoted=settings.quoted,
                within=settings.within,
            )
            turn = await self._told(stop, events, reply, telling)
            over = await self._concluded(entry, reply, telling, turn, session, settings.within)
        finally:
            if not over:
                self._beside(session.end())
        return conversation.id, turn

    def _place_of(self, entry: Entry, conversation: Conversation) -> int | None:
        """The turn whose place it takes: an earlier revision's, or one that a cut-off attempt has kept."""
        turns = conversation.turns
        if entry.turn is not None and entry.conversation == conversation.id:
            return entry.turn if any(turn.n == entry.turn for turn in turns) else None
        if entry.attempts < 2 or not turns or turns[-1].question != entry.text:
            return None
        # Questions of a thread are answered one after the other: its own can only be the last.
        beside = self._ledger.in_thread(entry.team, entry.channel, entry.thread)
        others = {one.turn for one in beside if one.conversation == conversation.id}
        return None if turns[-1].n in others else turns[-1].n

    async def _told(
        self, stop: Stop, events: AsyncGenerator[Told, None], reply: Saying, telling: Telling
    ) -> Turn:
        async with aclosing(stop.until(events)) as wanted:
            async for told in wanted:
                if isinstance(told, Step):
                    await reply.status(f"{told.text}…")
                elif isinstance(told, Standing):
                    telling.understood(told.text)
                elif isinstance(told, Piece):
                    if markdown := telling.markdown(told):
                        reply.write(markdown)
                elif isinstance(told, TurnDone):
                    return told.turn
        raise AssertionError("a stream ends in TurnDone")

    async def _concluded(  # noqa: PLR0913, PLR0917  # all that the end is made of
        self,
        entry: Entry,
        reply: Saying,
        telling: Telling,
        turn: Turn,
        session: Session,
        within: Within | None,
    ) -> bool:
        """Say the end of an answer; whether that ended the session too."""
        answer = turn.answer
        assert answer is not None  # noqa: S101  # it was made just now
        understood = turn.understood if turn.why else None
        declined = answer.kind == "abstained"
        found = await asyncio.to_thread(searched, self._desk, within) if declined else None
        if entry.kind == "command":
            told = private_message(answer, entry.key, understood=understood, searched=found)
            await reply.say(told)
        elif declined:
            await reply.say(answer_messages(answer, entry.key, understood=understood, searched=found))
        else:
            blocks = closing_blocks(answer, entry.key, told=telling.told)
            return await reply.end(blocks, await session.handed_over())
        return False


async def take_back(calls: Calls, said: Sequence[Said], instead: str) -> None:
    """Take messages of ours away; what cannot be, tells something else instead."""
    for one in said:
        if not await calls.attempt("chat.delete", channel=one.channel, ts=one.ts):
            with suppress(Exception):
                await calls.attempt("chat.update", channel=one.channel, ts=one.ts, text=instead, blocks=[])


__all__ = ["Answering", "StoppedByUserError", "origin", "searched", "take_back"]
