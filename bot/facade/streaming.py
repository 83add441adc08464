"""Answers as they are made: step by step, and for programs that must not wait for them."""

from __future__ import annotations

import threading
from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.facade.parts import Parts
from bot.question_outcome import noted
from bot.relaying import relayed
from config.errors import ModelError
from config.log_ids import as_question_told
from config.tracing import span
from retrieval.answer import Answer
from retrieval.answer_stream import Done, Event, Step, quoted_events

if TYPE_CHECKING:
    from retrieval.asking.within import Within


class Streaming(Parts):
    """A desk's answers as events; `Newsdesk` has all else."""

    @as_question_told
    def stream(
        self,
        question: str,
        *,
        as_of: date | datetime | None = None,
        quoted: bool = False,
        stop: threading.Event | None = None,
        within: Within | None = None,
    ) -> Generator[Event, None, None]:
        """Answer as `ask` does, telling each step, each checked sentence, and at the end the whole answer.

        Closing the generator ends the work, and a model's reply with it.

        Args:
            question: in a sentence or two.
            as_of: nothing published after this day is used; today if None.
            quoted: quote even where a model is set.
            stop: another thread sets it to end the work while the generator is waiting.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError, LibraryError, ModelMismatchError, ModelError: as `ask` does.
            StoppedError: `stop` was set.
        """
        if within:
            # As this very question, which is noted once.
            yield from self._under(within).stream(question, as_of=as_of, quoted=quoted, stop=stop)
            return
        yield from noted(self._events(question, as_of, quoted=quoted, stop=stop), self._count)

    def _events(
        self,
        question: str,
        as_of: date | datetime | None,
        *,
        quoted: bool,
        stop: threading.Event | None,
    ) -> Generator[Event, None, None]:
        with span("reading"):
            query = self._understood(question, as_of)
        yield Step(f"searching {self._library.count('articles'):,} articles")
        with span("making ready"):
            self._make_ready()
        answer = self._retried(lambda: self._answered(query))
        yield from self._told(answer, quoted=quoted or not self.settings.model, stop=stop)

    def _told(self, answer: Answer, *, quoted: bool, stop: threading.Event | None) -> Iterator[Event]:
        if quoted or not answer.citations:
            yield from quoted_events(answer)
            return
        try:
            with self._opening:
                writer = self._writer
        except ModelError as missing:
            note = f"Quoted, not written: {missing}"
            yield from quoted_events(answer.model_copy(update={"notes": (*answer.notes, note)}))
            return
        yield from writer.write(answer, stop)

    async def aask(
        self,
        question: str,
        *,
        as_of: date | datetime | None = None,
        quoted: bool = False,
        within: Within | None = None,
    ) -> Answer:
        """Like `ask`, without holding up the event loop; cancelling it ends the work."""
        told = self.astream(question, as_of=as_of, quoted=quoted, within=within)
        # Else the loop closes it at some later time, perhaps while it is being collected elsewhere.
        async with aclosing(told) as events:
            async for event in events:
                if isinstance(event, Done):
                    return event.answer
        raise AssertionError("a stream ends in Done")

    async def astream(
        self,
        question: str,
        *,
        as_of: date | datetime | None = None,
        quoted: bool = False,
        within: Within | None = None,
    ) -> AsyncGenerator[Event, None]:
        """Like `stream`, without holding up the event loop; cancelling it, or closing it, ends the work."""
        told = relayed(
            lambda stop: self.stream(question, as_of=as_of, quoted=quoted, stop=stop, within=within)
        )
        async with aclosing(told) as events:
            async for event in events:
                yield event


def last(events: Iterator[Event]) -> Answer:
    """The answer at the end of a stream."""
    for event in events:
        if isinstance(event, Done):
            return event.answer
    raise AssertionError("a stream ends in Done")


__all__ = ["Streaming", "last"]
