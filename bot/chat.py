"""Questions one after another: a prompt on a terminal, a line each from a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.conversation_turns import LAST
from bot.dates import day
from bot.failures import tell, tell_unexpected
from bot.screen import say, show, write
from bot.streaming import last
from config.errors import NewsdeskError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from bot.conversation import Conversation
    from bot.conversation_events import Told
    from bot.desk import Newsdesk
    from retrieval.answer_stream import Event

ORIGIN = "chat"
"""Where conversations held here are kept as being held."""

HELP = """\
Ask a question; it may take up those before it ("and Biden?", "why?", "the second one"). Or:
  /ask QUESTION    what was meant by the last question, asked in its place
  /fresh QUESTION  ask without regard to what went before
  /new             start over
  /as-of DATE   use nothing published after that day: 2022-01-02, today, yesterday
  /as-of        use everything again
  /sources      the sources of the last answer
  /help         this
  /quit         leave; so does Ctrl-D. Ctrl-C drops the line or the answer under way."""

LEAVING = {"/quit", "/exit", "exit", "quit"}


class Chat:
    """What a conversation keeps from one line to the next.

    Args:
        desk: answers the questions.
        as_of: nothing published after this day is used; everything is if None.
        conversation: the one to go on with; a new one if None.
    """

    def __init__(
        self, desk: Newsdesk, as_of: date | None = None, conversation: Conversation | None = None
    ) -> None:
        self.desk = desk
        self.as_of = as_of
        self.conversation = conversation or desk.conversation(origin=ORIGIN)
        self.last = next((turn.answer for turn in reversed(self.conversation.turns)), None)
        self.failed = False

    def welcome(self) -> None:
        """Say which conversation is gone on with, if one is."""
        from bot.conversations_view import going_on

        if self.conversation.kept:
            say(going_on(self.conversation.kept), "dim")

    def run(self, lines: Iterator[str]) -> None:
        """Take the lines in turn until they end or one says to leave."""
        for line in lines:
            if line.strip().lower() in LEAVING:
                return
            if line.strip():
                self._survive(line.strip())

    def _survive(self, line: str) -> None:
        """One line; what fails in it is told and does not end the conversation."""
        try:
            self.take(line)
        except NewsdeskError as error:
            self.failed = True
            tell(error.message, error.hint)
        except KeyboardInterrupt:
            if not sys.stdin.isatty():
                raise
            say("Stopped.")
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001  # a conversation outlives any one question
            self.failed = True
            tell_unexpected(error)

    def take(self, line: str) -> None:
        """A command or a question.

        Raises:
            NewsdeskError: the question cannot be answered.
        """
        command, _, rest = line.partition(" ")
        commands: dict[str, Callable[[str], None]] = {
            "/help": lambda _: write(HELP),
            "/sources": lambda _: self._sources(),
            "/as-of": self._set_day,
            "/new": lambda _: self._start_over(),
            "/ask": lambda question: self._ask(question, fresh=True, replacing=LAST),
            "/fresh": lambda question: self._ask(question, fresh=True),
        }
        if command in commands:
            commands[command](rest.strip())
        elif command.startswith("/"):
            self.failed = True
            say(f"There is no command {command}; /help lists them.")
        else:
            self._ask(line)
        sys.stdout.flush()

    def _ask(self, question: str, *, fresh: bool = False, replacing: int | None = None) -> None:
        from bot.live import show_live
        from bot.rendering import answer_text, answer_view

        told = self.conversation.stream(question, as_of=self.as_of, fresh=fresh, replacing=replacing)
        with closing(told), closing(_remarked(told)) as events:
            if self.desk.settings.model and sys.stdout.isatty():
                self.last = show_live(events)
            else:
                answer = self.last = last(events)
                show(lambda: answer_view(answer), lambda: answer_text(answer))
        write("")

    def _start_over(self) -> None:
        self.conversation = self.desk.conversation(origin=ORIGIN)
        self.last = None
        say("A new conversation.", "dim")

    def _sources(self) -> None:
        from bot.rendering import sources_text, sources_view

        sources = self.last.sources if self.last else ()
        if not sources:
            say("No answer with sources yet.")
            return
        show(lambda: sources_view(sources), lambda: sources_text(sources))

    def _set_day(self, word: str) -> None:
        try:
            self.as_of = day(word) if word else None
        except ValueError as error:
            self.failed = True
            say(str(error))
            return
        said = f"Nothing published after {self.as_of}." if self.as_of else "Everything published until now."
        say(said, "dim")


def _remarked(told: Iterator[Told]) -> Generator[Event, None, None]:
    """An answer's events; how the question was understood and the turn's notes are said by the way."""
    from bot.conversation_events import TurnDone
    from bot.conversations_view import understood_as
    from retrieval.dialogue.earlier import Standing

    for event in told:
        if isinstance(event, Standing):
            say(understood_as(event.text), "dim")
            continue
        if isinstance(event, TurnDone):
            for note in event.turn.notes:
                say(note, "dim")
        yield event


def piped_lines() -> Iterator[str]:
    """The lines of stdin."""
    for raw in sys.stdin.buffer:
        yield raw.decode("utf-8-sig", "replace")


def typed_lines(history: Path) -> Iterator[str]:
    """The lines typed at a prompt, until Ctrl-D.

    Args:
        history: file of the lines typed before; without one where it cannot be written.
    """
    session = _session(history)
    while True:
        try:
            yield session.prompt("› ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _session(history: Path) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import FileHistory, History, InMemoryHistory
    from prompt_toolkit.output import create_output

    kept: History = InMemoryHistory()
    try:
        history.parent.mkdir(parents=True, exist_ok=True)
        history.touch(mode=0o600)
        kept = FileHistory(str(history))
    except OSError:
        say(f"Questions are not remembered: {history} cannot be written.", "dim")
    return PromptSession(history=kept, output=create_output(always_prefer_tty=True))
