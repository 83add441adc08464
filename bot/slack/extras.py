"""What buttons do: show the whole of an answer, share it, keep what is thought of it, ask a question."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.conversations.conversation_record import Turn
from bot.feedback.feedback import CHECK, Occasion, Verdict
from bot.slack.answering import take_back
from bot.slack.blocks import wordings
from bot.slack.blocks.answer_message import answer_messages
from bot.slack.blocks.message import Message
from bot.slack.blocks.mrkdwn import escaped, plain_line
from bot.slack.blocks.private_message import private_message, shared_messages
from bot.slack.record.received import Entry, Received
from bot.slack.replying.private_reply import Respond
from bot.slack.sharing import QUIET, share
from config.errors import ConversationNotFoundError

if TYPE_CHECKING:
    from bot.slack.service import Service

log = logging.getLogger(__name__)

Where = tuple[str, str]
"""A workspace and a channel of it, by their ids."""


class Extras:
    """What buttons ask for.

    Args:
        service: knows the questions and answers.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._doing: dict[str, asyncio.Lock] = {}

    async def more(self, key: str, where: Where, respond: Respond | None) -> None:
        """Show the whole of an answer in its place.

        Args:
            key: of the question.
            where: it is asked for.
            respond: replaces a private answer; None where everybody sees it.
        """
        found = await self._tellable(key, where)
        if respond is not None:
            messages = [wordings.notice(wordings.GONE)]
            if found is not None:
                _, turn, answer = found
                messages = private_message(answer, key, understood=_read_into(turn), expanded=True)
            await _responded(respond, messages, replace_original=True)
        elif found is not None:
            async with self._alone(key):
                await self._expanded(key)

    async def share(self, key: str, where: Where, user: str, respond: Respond) -> None:
        """Show a private answer to everybody in its channel, once.

        Args:
            key: of the question.
            where: it is asked for.
            user: who shares it.
            respond: answers the one who does.
        """
        found = await self._tellable(key, where)
        if found is None:
            await _responded(respond, [wordings.notice(wordings.GONE)], replace_original=False)
            return
        entry, _, answer = found
        calls = await self._service.workspaces.calls(entry.team)
        async with self._alone(key):
            stands = await share(
                self._service.ledger, calls, entry, shared_messages(answer, key, user), respond
            )
        if stands:
            await respond(delete_original=True)
        else:
            await _responded(respond, [wordings.notice(wordings.MAYBE_SHARED)], replace_original=False)

    async def feedback(self, key: str, where: Where, user: str, respond: Respond, *, helpful: bool) -> None:
        """Keep what somebody thinks of an answer, and thank for it.

        Args:
            key: of the question.
            where: it is judged.
            user: who judges the answer.
            respond: answers the one who does.
            helpful: what is thought.
        """
        found = await self._found(key)
        if found is None or not _of(found[0], where):
            await _responded(respond, [wordings.notice(wordings.GONE)], replace_original=False)
            return
        entry, turn, answer = found
        # What bears out a claim is no answer to it as a question: no test set is made of it.
        origin = CHECK if entry.kind == "shortcut" else "slack"
        on = Occasion(origin=origin, user=f"{entry.team}:{user}", question=turn.question, about=key)
        verdict: Verdict = "good" if helpful else "bad"
        await asyncio.to_thread(self._service.desk.give_feedback, answer, verdict, on=on)
        await _responded(respond, [wordings.notice(wordings.THANKS)], replace_original=False)

    async def ask(self, team: str, user: str, question: str) -> None:
        """Ask a question for somebody, in their conversation with the app."""
        if not question.strip():
            return
        calls = await self._service.workspaces.calls(team)
        asked = f"<@{user}> asks: {escaped(plain_line(question))}"
        told = await calls("chat.postMessage", channel=user, text=asked, **QUIET)
        await self._service.take(
            Received(
                event_id=None,
                team=team,
                channel=str(told["channel"]),
                ts=str(told["ts"]),
                user=user,
                text=question,
                kind="home",
                received_at=datetime.now(UTC),
            )
        )

    async def _tellable(self, key: str, where: Where) -> tuple[Entry, Turn, Any] | None:
        """The same if it may be told there now: what holds in a channel can have changed since."""
        found = await self._found(key)
        if found is None or not _of(found[0], where):
            return None
        entry, _, answer = found
        within = (await self._service.settings(entry.team, entry.channel)).within
        tells = not within or await asyncio.to_thread(self._service.desk.lies_within, answer, within)
        return found if tells else None

    async def _found(self, key: str) -> tuple[Entry, Turn, Any] | None:
        """A question, its turn and its answer; None where any of them is gone."""
        # An answer can be seen a moment before it is written down that it stands.
        await self._service.finished(key)
        entry = await asyncio.to_thread(self._service.ledger.get, key)
        if entry is None or entry.conversation is None or entry.turn is None:
            return None
        try:
            turns = await asyncio.to_thread(self._service.desk.turns, entry.conversation)
        except ConversationNotFoundError:
            return None
        turn = next((one for one in turns if one.n == entry.turn), None)
        return None if turn is None or turn.answer is None else (entry, turn, turn.answer)

    async def _expanded(self, key: str) -> None:
        """Show the whole of an answer in its thread; where its question is deleted meanwhile, it goes too."""
        found = await self._found(key)
        if found is None:
            return
        entry, turn, answer = found
        calls = await self._service.workspaces.calls(entry.team)
        reply = self._service.answering.reply(entry, calls)
        await reply.say(answer_messages(answer, key, understood=_read_into(turn), expanded=True))
        left = await asyncio.to_thread(self._service.ledger.get, key)
        if left is not None and left.state == "forgotten":
            await take_back(calls, left.replies, wordings.DELETED)

    @asynccontextmanager
    async def _alone(self, key: str) -> AsyncIterator[None]:
        """One thing at a time is done with an answer: buttons are often pressed twice."""
        lock = self._doing.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked():
                self._doing.pop(key, None)


def _of(entry: Entry, where: Where) -> bool:
    """Whether a question was put there: the key of another place's is nobody's to use here."""
    return (entry.team, entry.channel) == where


def _read_into(turn: Turn) -> str | None:
    return turn.understood if turn.why else None


async def _responded(respond: Respond, messages: list[Message], *, replace_original: bool) -> None:
    for n, message in enumerate(messages):
        await respond(
            text=message.text,
            blocks=list(message.blocks),
            response_type="ephemeral",
            replace_original=replace_original and not n,
        )
