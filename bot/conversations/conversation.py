"""A conversation: each question is made to stand alone by those before it, asked, and kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Unpack

from bot.conversations.conversation_desk import Answers, Wanted
from bot.conversations.conversation_events import Told, TurnDone, last_turn
from bot.conversations.conversation_record import Kept, Turn
from bot.conversations.conversation_store import ConversationStore
from bot.conversations.conversation_turns import LAST, Turns
from bot.conversations.one_at_a_time import OneAtATime
from bot.conversations.turns_within import turns_within
from bot.relaying import relayed
from config.errors import ArticleNotFoundError
from config.log_ids import as_question_told
from config.tracing import span
from retrieval.answer import Answer, Citation, Usage
from retrieval.answer_stream import Done, Step
from retrieval.dialogue.follow_up import Standing, read_follow_up
from retrieval.dialogue.rewriting import Rewritten
from retrieval.drafting.reply import StoppedError
from retrieval.store.encodable import encodable

if TYPE_CHECKING:
    from retrieval.asking.within import Within

log = logging.getLogger(__name__)


class Conversation:
    """Questions and answers that follow on one another.

    Nothing is kept before the first answer. Where it cannot be kept, the
    conversation goes on all the same, and one turn's notes say so. It may be
    shared between threads and tasks: one question is answered at a time.

    Args:
        desk: answers the questions.
        store: keeps the turns.
        kept: the conversation to go on with; a new one if None.
        origin: where a new one is held, such as "chat".
    """

    def __init__(
        self, desk: Answers, store: ConversationStore, kept: Kept | None = None, origin: str | None = None
    ) -> None:
        self._desk = desk
        self._turns = Turns(store, kept, origin)
        self._one_at_a_time = OneAtATime()

    @property
    def turns(self) -> list[Turn]:
        """The questions so far and their answers, oldest first."""
        return list(self._turns.all)

    @property
    def kept(self) -> Kept | None:
        """It as the store tells of it; None while nothing of it is kept."""
        return self._turns.kept

    @property
    def id(self) -> str | None:
        """Its id; None while nothing of it is kept."""
        return self.kept.id if self.kept else None

    @as_question_told
    def stream(
        self,
        question: str,
        *,
        fresh: bool = False,
        replacing: int | None = None,
        stop: threading.Event | None = None,
        **wanted: Unpack[Wanted],
    ) -> Generator[Told, None, None]:
        """Ask a question that may take up those before it, and tell the answer as it is made.

        Where anything was read into the question, a `Standing` tells it before the search
        begins. The turn is kept before the end is told, and stands in it. Closing the
        generator ends the work, and nothing of the question is kept.

        Args:
            question: as put.
            fresh: whether to ask it as it is, whatever went before.
            replacing: the number of the turn whose place it takes, understood from those before
                that one only; the later ones stay. `LAST` is the last one; None for a new turn.
            stop: another thread sets it to end the work while the generator is waiting.
            wanted: as_of, quoted and within, see `Wanted`.

        Raises:
            ConversationNotFoundError: there is no turn to replace.
            ConversationBusyError: this thread has left an earlier stream half read.
            StoppedError: `stop` was set.
            NewsdeskError: as `Newsdesk.stream` does; the conversation stays as it was.
        """
        with self._one_at_a_time.turn(stop):
            question = encodable(question)
            before = self._visible(self._turns.before(replacing), wanted.get("within"))
            understood = Rewritten(Standing(question))
            if not fresh:
                understood = yield from self._understood(question, before, stop, wanted)
            standing = understood.standing
            if standing.changed:
                yield standing
            answer = yield from self._answered(standing.text, stop, wanted)
            answer = _with_usage(answer, understood.usage)
            if stop is not None and stop.is_set():
                # Whoever asked has gone, or taken the question back.
                raise StoppedError
            turn = Turn(
                n=0,
                asked_at=datetime.now(UTC),
                question=question,
                understood=standing.text,
                why=standing.why,
                as_of=wanted.get("as_of"),
                answer=answer,
            )
            turn = self._turns.put(turn, replacing)
            log.info("a turn is kept", extra={"conversation": self.id, "turn": turn.n})
        yield TurnDone(answer, turn)

    async def astream(
        self,
        question: str,
        *,
        fresh: bool = False,
        replacing: int | None = None,
        **wanted: Unpack[Wanted],
    ) -> AsyncGenerator[Told, None]:
        """Like `stream`, without holding up the event loop; cancelling it, or closing it, ends the work."""
        told = relayed(
            lambda stop: self.stream(question, fresh=fresh, replacing=replacing, stop=stop, **wanted)
        )
        async with aclosing(told) as events:
            async for event in events:
                yield event

    def ask(self, question: str, *, fresh: bool = False, **wanted: Unpack[Wanted]) -> Turn:
        """Ask a question that may take up those before it; arguments and errors are those of `stream`."""
        return last_turn(self.stream(question, fresh=fresh, **wanted))

    async def aask(
        self,
        question: str,
        *,
        fresh: bool = False,
        replacing: int | None = None,
        **wanted: Unpack[Wanted],
    ) -> Turn:
        """Like `ask`, or `replace`, without holding up the event loop; cancelling it ends the work."""
        async with aclosing(self.astream(question, fresh=fresh, replacing=replacing, **wanted)) as events:
            async for event in events:
                if isinstance(event, TurnDone):
                    return event.turn
        raise AssertionError("a stream ends in TurnDone")

    def replace(self, n: int, question: str, *, fresh: bool = False, **wanted: Unpack[Wanted]) -> Turn:
        """Ask a question that was edited later, in the place it had.

        Args:
            n: the number of its turn.
            question: as it is now; understood from the turns before that one.
            fresh: whether to ask it as it is.
            wanted: as for `stream`.

        Raises:
            ConversationNotFoundError: there is no such turn.
            NewsdeskError: as `ask` does; the conversation stays as it was.
        """
        return last_turn(self.stream(question, fresh=fresh, replacing=n, **wanted))

    def correct(self, question: str, **wanted: Unpack[Wanted]) -> Turn:
        """Ask in place of the last question what was really meant by it, as it is.

        Raises:
            NewsdeskError: as `ask` does; the conversation stays as it was.
        """
        return self.replace(LAST, question, fresh=True, **wanted)

    def forget(self, n: int) -> Turn | None:
        """Drop a question that was deleted, and its answer; with the last of them the whole conversation.

        Args:
            n: the number of its turn.

        Returns:
            What was dropped; None where there is no such turn.

        Raises:
            LibraryError: it cannot be deleted; the conversation stays as it was.
            ConversationBusyError: this thread has left a stream half read.
        """
        with self._one_at_a_time.turn():
            return self._turns.forget(n)

    def _understood(
        self, question: str, before: list[Turn], stop: threading.Event | None, wanted: Wanted
    ) -> Generator[Told, None, Rewritten]:
        turns = [(turn.understood, turn.answer) for turn in before]
        standing, sure = read_follow_up(question, turns, self._read)
        rewriter = None if sure or wanted.get("quoted") else self._desk.rewriter()
        if rewriter is None:
            return Rewritten(standing)
        yield Step(f"reading the question with {rewriter.name}")
        with span("reading a follow-up"):
            return rewriter.rewrite(question, standing, turns, stop)

    def _answered(
        self, question: str, stop: threading.Event | None, wanted: Wanted
    ) -> Generator[Told, None, Answer]:
        with closing(self._desk.stream(question, stop=stop, **wanted)) as events:
            for event in events:
                if isinstance(event, Done):
                    return event.answer
                yield event
        raise AssertionError("a stream ends in Done")

    def _visible(self, turns: list[Turn], within: Within | None) -> list[Turn]:
        """The turns that a question under a limit may take up: the limit may have been another then."""
        if not within:
            return turns
        return turns_within(turns, lambda answer: self._desk.lies_within(answer, within))

    def _read(self, citation: Citation) -> str:
        """The article cited, as far as it is still there."""
        try:
            return self._desk.article(citation.article_id, citation.version).text
        except ArticleNotFoundError:
            return ""


def _with_usage(answer: Answer, read: Usage | None) -> Answer:
    """The answer with what it took to read its question."""
    if read is None:
        return answer
    usage = answer.usage.with_more(read) if answer.usage else read
    return answer.model_copy(update={"usage": usage})
