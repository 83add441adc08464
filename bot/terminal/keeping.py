"""Commands about what is kept: conversations and feedback."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from bot.showing.inert import one_line
from bot.showing.screen import say, show

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.conversations.conversation_record import Kept
    from bot.feedback.feedback import Verdict

MOST_LISTED = 15


def start_over(chat: Chat, _: str) -> None:
    """Begin a new conversation."""
    chat.begin()
    say("A new conversation.", "dim")


def history(chat: Chat, word: str) -> None:
    """List the questions of this conversation and the other conversations, or go on with one of those."""
    others = [one for one in chat.desk.conversations() if one.id != chat.conversation.id]
    if word:
        _resume(chat, others, word)
        return
    from bot.terminal.history_view import history_text, history_view

    turns = chat.conversation.turns
    if not (turns or others):
        say("Nothing has been asked yet.")
        return
    listed = others[:MOST_LISTED]
    show(lambda: history_view(turns, listed), lambda: history_text(turns, listed))
    if others:
        say("/history N goes on with one of them.", "dim")


def save(chat: Chat, name: str) -> None:
    """Write the conversation to a Markdown file; one that is there is only written over after asking."""
    from bot.conversations.conversation_markdown import markdown

    turns = chat.conversation.turns
    if not turns:
        say("There is nothing to save yet.")
        return
    document = markdown(chat.conversation.kept or _unkept(chat), turns)
    file = Path(name).expanduser()
    if file.exists() and not _may_replace(file):
        chat.failed = True
        say(f"{name} is there already; nothing was written.")
        return
    from bot.backups.whole_file import write_whole

    try:
        write_whole(file, document.encode())
    except OSError as error:
        chat.failed = True
        say(f"{name} cannot be written: {error.strerror}. Name a file in a folder of yours.")
        return
    say(f"Wrote {name}.", "dim")


def feedback(chat: Chat, rest: str) -> None:
    """Keep what the reader says of the last answer."""
    verdict, _, words = rest.partition(" ")
    if verdict not in {"good", "bad"}:
        chat.failed = True
        say("Say /feedback good or /feedback bad, and why if you like.")
        return
    if chat.last is None:
        say("There is no answer yet.")
        return
    from bot.feedback.feedback import Occasion

    asked = chat.conversation.turns[-1] if chat.conversation.turns else None
    about = f"chat:{chat.conversation.id}:{asked.n}" if asked and chat.conversation.id else ""
    on = Occasion("chat", question=asked.question if asked else "", about=about)
    chat.desk.give_feedback(chat.last, cast("Verdict", verdict), words=words, on=on)
    say("Thank you; it is kept. newsdesk feedback lists it.", "dim")


def _resume(chat: Chat, others: list[Kept], word: str) -> None:
    number = int(word) if word.isdecimal() and len(word) < 3 else 0
    chat.begin(others[number - 1].id if 0 < number <= len(others) else word)
    chat.welcome()
    if chat.conversation.turns:
        say(f"last asked: {one_line(chat.conversation.turns[-1].question)}", "dim")


def _unkept(chat: Chat) -> Kept:
    """The facts of a conversation that could not be kept."""
    from bot.conversations.conversation_record import Kept

    turns = chat.conversation.turns
    first, last = turns[0], turns[-1]
    return Kept(id="not kept", begun=first.asked_at, latest=last.asked_at, title=one_line(first.question))


def _may_replace(file: Path) -> bool:
    if file.is_dir() or not sys.stdin.isatty():
        return False
    from prompt_toolkit.shortcuts import confirm

    try:
        return confirm(f"{file} is there already. Write over it?")
    except (KeyboardInterrupt, EOFError):
        return False
