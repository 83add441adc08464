"""Commands that narrow what is answered from: days and outlets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.showing.dates import day
from bot.showing.screen import say

if TYPE_CHECKING:
    from bot.chat import Chat
    from bot.terminal.narrowing import Narrowing

OFF = {"off", "none", "all"}


def since(chat: Chat, word: str) -> None:
    """Set, show or lift the first day of publication."""
    _set_day(chat, "since", word)


def until(chat: Chat, word: str) -> None:
    """Set, show or lift the last day of publication."""
    _set_day(chat, "until", word)


def as_of(chat: Chat, word: str) -> None:
    """Set, show or lift the day from which it is asked."""
    _set_day(chat, "as_of", word)


def outlet(chat: Chat, names: str) -> None:
    """Set, show or lift the outlets; several stand between commas."""
    if names.lower() in OFF:
        chat.narrowing = replace(chat.narrowing, outlets=())
    elif names:
        wanted = tuple(filter(None, map(str.strip, names.split(","))))
        unheld = next((name for name in wanted if not _held(chat, name)), None)
        if unheld is not None:
            chat.failed = True
            say(_unheld(chat, unheld))
            return
        chat.narrowing = replace(chat.narrowing, outlets=wanted)
    else:
        say(f"Outlets held: {', '.join(chat.desk.outlets())}.")
    _tell(chat)


def _set_day(chat: Chat, which: Literal["since", "until", "as_of"], word: str) -> None:
    try:
        if word:
            chat.narrowing = _with_day(chat, which, None if word.lower() in OFF else day(word))
    except ValueError as error:
        chat.failed = True
        say(str(error))
        return
    _tell(chat)


def _with_day(chat: Chat, which: str, on: date | None) -> Narrowing:
    before = chat.narrowing
    narrowed = {
        "since": replace(before, since=on),
        "until": replace(before, until=on),
        "as_of": replace(before, as_of=on),
    }[which]
    first, last = narrowed.since, narrowed.until
    if first and last and last < first:
        raise ValueError(f"No day is since {first} and until {last}; /{which} off lifts the one set.")
    return narrowed


def _tell(chat: Chat) -> None:
    as_of, only = chat.narrowing.as_of, replace(chat.narrowing, as_of=None).in_words()
    said = [f"Only {only}."] if only else []
    said += [f"Nothing published after {as_of}."] if as_of else []
    say(" ".join(said) or "Everything published until now.", "dim")


def _held(chat: Chat, name: str) -> bool:
    from retrieval.asking.within import Within

    return bool(chat.desk.articles(limit=1, within=Within(outlets=(name,))))


def _unheld(chat: Chat, name: str) -> str:
    import difflib

    by_folded = {held.casefold(): held for held in chat.desk.outlets()}
    near = difflib.get_close_matches(name.casefold(), by_folded, 3, 0.5)
    advice = f"Nearest: {', '.join(by_folded[one] for one in near)}." if near else "/outlet lists those held."
    return f"The library holds nothing of “{name}”. {advice}"
