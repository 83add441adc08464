"""A written answer on a terminal as it comes: each sentence once it is checked, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from bot.inert import inert
from bot.screen import say, show, terminal

if TYPE_CHECKING:
    from retrieval.answer import Answer
    from retrieval.answer_stream import Event


def show_live(events: Iterator[Event]) -> Answer:
    """Show what a desk's `stream` tells, on stdout; steps in passing on stderr.

    Returns:
        The whole answer.
    """
    from rich.text import Text

    from bot.rendering import answer_text, answer_view, footing_view
    from retrieval.answer_stream import Done, Piece, Step

    console = terminal()
    shown = False
    for event in events:
        if isinstance(event, Step):
            say(f"{event.text} …", "dim")
        elif isinstance(event, Piece) and "\n" not in event.text:
            console.print(Text(inert(event.text), overflow="fold"))
            shown = True
        elif isinstance(event, Done):
            if shown:
                console.print(footing_view(event.answer))
            else:
                show(partial(answer_view, event.answer), partial(answer_text, event.answer))
            return event.answer
    raise AssertionError("a stream ends in Done")
