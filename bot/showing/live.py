"""An answer on a terminal as it comes: the step it is at, each sentence once it is checked, the rest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from bot.showing.inert import inert
from bot.showing.screen import say, show, terminal
from bot.showing.spinner import Spinner

if TYPE_CHECKING:
    from rich.console import Console

    from bot.conversations.conversation_events import Told
    from retrieval.answer import Answer
    from retrieval.answer_stream import Event


def show_live(events: Iterable[Event | Told]) -> Answer:
    """Show what a desk's `stream`, or a conversation's, tells, on stdout.

    Returns:
        The whole answer.
    """
    from retrieval.answer_stream import Done, Step

    console = terminal()
    shown = False
    with Spinner(console) as spinner:
        for event in events:
            if isinstance(event, Step):
                spinner.tell(event.text)
                continue
            spinner.away()
            if isinstance(event, Done):
                _show_end(event.answer, console, shown=shown)
                return event.answer
            shown = _show_by_the_way(event, console) or shown
            spinner.back()
    raise AssertionError("a stream ends in Done")


def _show_by_the_way(event: Event | Told, console: Console) -> bool:
    """Show a sentence, or how the question was understood; whether it was a sentence."""
    from rich.text import Text

    from bot.showing.conversations_view import understood_as
    from retrieval.answer_stream import Piece
    from retrieval.dialogue.earlier import Standing

    if isinstance(event, Standing):
        say(understood_as(event.text), "dim")
    # A quotation is of several lines, and shown with what stands around it.
    if not isinstance(event, Piece) or "\n" in event.text:
        return False
    console.print(Text(inert(event.text), overflow="fold"))
    return True


def _show_end(answer: Answer, console: Console, *, shown: bool) -> None:
    from bot.showing.rendering import answer_text, answer_view, footing_view

    if not shown:
        show(partial(answer_view, answer), partial(answer_text, answer))
        return
    from rich.text import Text

    console.print(Text(), footing_view(answer))
