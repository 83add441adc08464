"""One question on the command line: asked, and its answer shown as it was wished for."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bot.facade.streaming import last
from bot.showing.screen import say, show, show_json, write, write_part
from config.log_ids import asking

if TYPE_CHECKING:
    from bot.conversations.conversation_desk import Wanted
    from bot.conversations.conversation_events import Told
    from bot.desk import Newsdesk
    from retrieval.answer import Answer
    from retrieval.answer_stream import Event

ORIGIN = "chat"
"""Where conversations begun by a question are kept as being held: `newsdesk chat` goes on with them too."""

PLACE = "ask"
"""What the log and the statistics call questions of the command `ask`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """How an answer is shown.

    Args:
        as_json: the whole answer as JSON, once it is there.
        plain: as in a pipe, on a terminal too.
        quiet: nothing beside the answer but its notes, on stderr.
    """

    as_json: bool = False
    plain: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class OneShot:
    """A question and how it is to be answered.

    Args:
        question: as put.
        looks: how the answer is shown.
        wanted: what may be used, and whether to quote even where a model is set.
    """

    question: str
    looks: Looks
    wanted: Wanted

    def converse(self, desk: Newsdesk, *, go_on: bool) -> Answer:
        """Ask the library; the question begins a conversation, so that the next one may go on with it.

        Args:
            desk: of the library.
            go_on: go on with the last conversation instead.
        """
        conversation = desk.conversation_at(ORIGIN) if go_on else desk.conversation(origin=ORIGIN)
        if go_on and not conversation.kept:
            say("There is no conversation to go on with; this begins one.", "dim")
        with asking(place=PLACE):
            told = conversation.stream(self.question, **self.wanted)
        with closing(told), closing(self._remarked(told, go_on=go_on)) as events:
            return self.answer(events, live=self._writes(desk))

    def alone(self, desk: Newsdesk) -> Answer:
        """Ask a desk, and keep nothing."""
        with asking(place=PLACE):
            events = desk.stream(self.question, **self.wanted)
        with closing(events):
            return self.answer(events, live=self._writes(desk))

    def _writes(self, desk: Newsdesk) -> bool:
        return bool(desk.settings.model) and not self.wanted.get("quoted")

    def answer(self, events: Iterator[Event], *, live: bool) -> Answer:
        """Show an answer's events.

        Args:
            events: of one answer.
            live: whether a model writes it, so that its sentences come one by one.
        """
        from bot.showing.rendering import answer_text, answer_view

        looks = self.looks
        on_terminal = sys.stdout.isatty()
        if looks.as_json:
            answer = last(events)
            show_json(answer)
        elif live and on_terminal and not (looks.plain or looks.quiet):
            from bot.showing.live import show_live

            answer = show_live(events)
        elif looks.plain or not on_terminal:
            answer = self._as_text(events, steps=live and sys.stderr.isatty() and not looks.quiet)
        else:
            answer = last(events)
            show(
                lambda: answer_view(answer, closing=not looks.quiet),
                lambda: answer_text(answer, closing=not looks.quiet),
            )
        if looks.quiet:
            for note in answer.notes:
                say(note)
        return answer

    def _as_text(self, events: Iterator[Event], *, steps: bool) -> Answer:
        """Write the plain text, each sentence of a model's as soon as it is checked.

        Args:
            events: of one answer.
            steps: whether to say on stderr what is being done.
        """
        from bot.showing.rendering import answer_text
        from retrieval.answer_stream import Done, Piece, Step

        shown = ""
        for event in events:
            if isinstance(event, Piece) and "\n" not in event.text:
                part = f" {event.text}" if shown else event.text
                write_part(part)
                shown += part
            elif isinstance(event, Step) and steps:
                say(f"{event.text} …")
            elif isinstance(event, Done):
                whole = answer_text(event.answer, closing=not self.looks.quiet)
                rest = whole.removeprefix(shown) if shown else whole
                write(rest)
                return event.answer
        raise AssertionError("a stream ends in Done")

    def _remarked(self, told: Iterator[Told], *, go_on: bool) -> Generator[Event, None, None]:
        """An answer's events; in a conversation gone on with, what was understood is said by the way."""
        from bot.conversations.conversation_events import TurnDone
        from bot.showing.conversations_view import understood_as
        from retrieval.dialogue.earlier import Standing

        style = "" if self.looks.plain else "dim"
        for event in told:
            if isinstance(event, Standing):
                say(understood_as(event.text), style)
                continue
            if go_on and isinstance(event, TurnDone):
                # Of a question that stands alone nobody waits to hear that it could not be kept.
                for note in event.turn.notes:
                    say(note, style)
            yield cast("Event", event)
