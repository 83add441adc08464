"""Commands that ask, and those about how an answer was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.showing.screen import say, show

if TYPE_CHECKING:
    from bot.chat import Chat

MORE_AT_ONCE = 4
"""Further sentences that `/more` shows at a time."""


class Leave(Exception):  # noqa: N818  # it is no error
    """Raised by the command that leaves."""


def correct(chat: Chat, question: str) -> None:
    """Ask in place of the last question."""
    from bot.conversations.conversation_turns import LAST

    chat.ask(question, fresh=True, replacing=LAST)


def ask_fresh(chat: Chat, question: str) -> None:
    """Ask a question as it is."""
    chat.ask(question, fresh=True)


def more(chat: Chat, _: str) -> None:
    """Show sentences that were weighed and not quoted, the best first, numbered on from the quotations."""
    if chat.last is None:
        say("Ask something first.")
        return
    from bot.terminal.more_view import more_text, more_view

    shown = {(place.article_id, place.start) for place in chat.places.values()}
    weighed = chat.explained().sentences
    left = [one for one in weighed if (one.article_id, one.start) not in shown and not one.chosen]
    if not left:
        say("Nothing further was found.")
        return
    first = max(chat.places, default=0) + 1
    numbered = dict(enumerate(left[:MORE_AT_ONCE], start=first))
    chat.places |= numbered
    show(lambda: more_view(numbered), lambda: more_text(numbered))
    rest = len(left) - len(numbered)
    say(f"/source {first} reads on there{f'; /more shows the next of {rest}' if rest else ''}.", "dim")


def why(chat: Chat, _: str) -> None:
    """Tell how the evidence was found."""
    if chat.last is None:
        say("Ask something first.")
        return
    from bot.terminal.reasons_view import reasons_text, reasons_view

    answer, explained = chat.last, chat.explained()
    show(lambda: reasons_view(answer, explained), lambda: reasons_text(answer, explained))


def show_help(_: Chat, __: str) -> None:
    """List the commands and keys."""
    from bot.terminal.help_view import help_text, help_view

    show(help_view, help_text)


def leave(_: Chat, __: str) -> None:
    """Leave the chat."""
    raise Leave
