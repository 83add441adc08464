"""Questions one after another: a prompt on a terminal, a line each from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing, nullcontext
from datetime import date
from typing import TYPE_CHECKING

from bot.failures import tell, tell_unexpected
from bot.showing.screen import say, show, write
from bot.terminal.asking import Leave
from bot.terminal.command import nearest
from bot.terminal.command_table import BY_NAME, COMMANDS
from bot.terminal.keys_held import keys_held
from bot.terminal.narrowing import Narrowing
from bot.terminal.stoppable import done_apart, stoppable
from config.errors import NewsdeskError
from config.log_ids import asking

if TYPE_CHECKING:
    import threading

    from bot.conversations.conversation import Conversation
    from bot.conversations.conversation_events import Told
    from bot.desk import Newsdesk
    from bot.terminal.opening import Opening
    from bot.terminal.sourcing import Place
    from config.settings import Settings
    from retrieval.answer import Answer
    from retrieval.explanation import Explanation

ORIGIN = "chat"
"""Where conversations held here are kept as being held."""

LEAVING = {"/exit", "exit", "quit"}
"""Words beside /quit that leave."""


class Chat:
    """What a chat keeps from one line to the next.

    Args:
        opening: the desk that answers.
        as_of: nothing published after this day is used; everything is if None.
    """

    def __init__(self, opening: Opening, as_of: date | None = None) -> None:
        self._opening = opening
        self._conversation: Conversation | None = None
        self._explained: tuple[Answer, Explanation] | None = None
        self.narrowing = Narrowing(as_of=as_of)
        self.quoted = False
        """Whether to quote even where a model could write."""
        self.places: dict[int, Place] = {}
        """What was shown last under which number."""
        self.last: Answer | None = None
        self.failed = False

    @property
    def desk(self) -> Newsdesk:
        """The desk; waits until it is open."""
        return done_apart(self._opening.desk)

    @property
    def conversation(self) -> Conversation:
        """The one that goes on; a new one at first."""
        if self._conversation is None:
            self._conversation = self.desk.conversation(origin=ORIGIN)
        return self._conversation

    def begin(self, id: str | None = None) -> None:
        """Begin a conversation.

        Args:
            id: of the one to go on with; a new one if None.

        Raises:
            ConversationNotFoundError: there is none of that id.
            LibraryError: the conversations cannot be read.
        """
        self.go_on(self.desk.conversation(id, origin=ORIGIN))

    def go_on(self, conversation: Conversation) -> None:
        """Go on with a conversation."""
        self._conversation = conversation
        self._take_up(next((turn.answer for turn in reversed(conversation.turns) if turn.answer), None))

    @property
    def resumed(self) -> bool:
        """Whether it goes on with a conversation, or has begun one."""
        return self._conversation is not None

    def narrowing_in_words(self) -> str:
        """What it is narrowed to; empty where it is not."""
        return self.narrowing.in_words()

    def welcome(self) -> None:
        """Say which conversation is gone on with, if one is."""
        from bot.showing.conversations_view import going_on

        if self.conversation.kept:
            say(going_on(self.conversation.kept), "dim")

    def reopen(self, settings: Settings) -> None:
        """Answer with other settings from now on; the conversation goes on.

        Raises:
            NewsdeskError: they cannot be used; all stays as it was.
        """
        id = self.conversation.id
        self._opening.reopen(settings)
        last, places = self.last, self.places
        self.begin(id)
        self.last, self.places = last, places

    def run(self, lines: Iterable[str]) -> None:
        """Take the lines in turn until they end or one says to leave."""
        for line in lines:
            if line.strip().lower() in LEAVING:
                return
            try:
                if line.strip():
                    self._survive(line.strip())
            except Leave:
                return

    def _survive(self, line: str) -> None:
        """One line; what fails in it is told and does not end the chat."""
        typed = sys.stdin is not None and sys.stdin.isatty()
        try:
            if typed:
                write("")
            with self._opening.asked(), keys_held() if typed else nullcontext():
                self.take(line)
        except NewsdeskError as error:
            self.failed = True
            tell(error.message, error.hint)
        except KeyboardInterrupt:
            if not typed:
                raise
            say("Stopped.")
        except (BrokenPipeError, Leave):
            raise
        except Exception as error:  # noqa: BLE001  # a chat outlives any one question
            self.failed = True
            tell_unexpected(error)

    def take(self, line: str) -> None:
        """A command or a question.

        Raises:
            NewsdeskError: the question cannot be answered.
            Leave: it says to leave.
        """
        if line.startswith("/"):
            self._command(line)
        else:
            self.ask(line)
        sys.stdout.flush()

    def _command(self, line: str) -> None:
        word, *rest = line.split(maxsplit=1)
        command = BY_NAME.get(word.lower())
        if command is None:
            near = nearest(word.lower(), COMMANDS)
            self.failed = True
            say(
                f"There is no command {word}; {f'did you mean {near.name}?' if near else '/help lists them.'}"
            )
        elif command.needs_argument and not rest:
            self.failed = True
            say(f"Write it as {command.usage}: {command.does}.")
        else:
            command.act(self, "".join(rest).strip())

    def ask(self, question: str, *, fresh: bool = False, replacing: int | None = None) -> None:
        """Ask, and show the answer as it comes.

        Raises:
            NewsdeskError: it cannot be answered.
        """

        def told(stop: threading.Event) -> Generator[Told, None, None]:
            narrowing = self.narrowing
            # Only here is the desk waited for: the first question may come before it is open.
            talk = self._conversation or self._opening.desk().conversation(origin=ORIGIN)
            self._conversation = talk
            with asking(place=ORIGIN):
                events = talk.stream(
                    question,
                    fresh=fresh,
                    replacing=replacing,
                    stop=stop,
                    as_of=narrowing.as_of,
                    within=narrowing.within,
                    quoted=self.quoted,
                )
            yield from events

        with closing(stoppable(told)) as events:
            answer = self._shown(events)
        self._take_up(answer)
        write("")

    def _shown(self, events: Iterator[Told]) -> Answer:
        from bot.conversations.conversation_events import last_turn

        if sys.stdout.isatty():
            from bot.showing.live import show_live

            return show_live(_noted(events))
        from bot.showing.rendering import answer_text, answer_view

        turn = last_turn(_remarked(_noted(events)))
        answer = turn.answer
        assert answer is not None  # noqa: S101  # it was only just made
        show(lambda: answer_view(answer), lambda: answer_text(answer))
        return answer

    def explained(self) -> Explanation:
        """How the evidence of the last answer was found; there must be one.

        Raises:
            NewsdeskError: it cannot be searched for again.
        """
        assert self.last is not None  # noqa: S101  # the commands look first
        if self._explained is None or self._explained[0] is not self.last:
            answer, within = self.last, self.narrowing.within
            told = done_apart(
                lambda: self._opening.desk().explain(answer.question, as_of=answer.as_of, within=within)
            )
            self._explained = (answer, told)
        return self._explained[1]

    def _take_up(self, answer: Answer | None) -> None:
        self.last = answer
        self.places = {one.ordinal: one for one in answer.citations} if answer else {}


def _noted(told: Iterator[Told]) -> Iterator[Told]:
    """The same events; the notes of the turn are said before its end is shown."""
    from bot.conversations.conversation_events import TurnDone

    for event in told:
        if isinstance(event, TurnDone):
            for note in event.turn.notes:
                say(note, "dim")
        yield event


def _remarked(told: Iterator[Told]) -> Iterator[Told]:
    """The same events; how the question was understood is said by the way."""
    from bot.showing.conversations_view import understood_as
    from retrieval.dialogue.earlier import Standing

    for event in told:
        if isinstance(event, Standing):
            say(understood_as(event.text), "dim")
        yield event


def piped_lines() -> Iterator[str]:
    """The lines of stdin."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", "replace")
