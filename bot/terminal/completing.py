"""What the line begun could become: commands, and names from the library."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document

from bot.showing.inert import one_line
from bot.terminal.command import Command
from bot.terminal.command_table import BY_NAME, COMMANDS
from bot.terminal.names_held import NamesHeld

MOST = 50
_LEAST = 2
"""Letters of a name in a question before it is completed."""


class NewsCompleter(Completer):
    """Completes a line of the chat.

    Args:
        names: what the library holds, as far as it is loaded.
    """

    def __init__(self, names: NamesHeld) -> None:
        self._names = names
        self._paths = PathCompleter(expanduser=True)

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """The completions at the cursor."""
        before = document.text_before_cursor
        word, space, rest = before.partition(" ")
        if not before.startswith("/"):
            yield from self._in_question(before)
        elif not space:
            yield from (
                Completion(f"{one.name} " if one.argument else one.name, -len(word), one.name, one.does)
                for one in COMMANDS
                if one.name.startswith(word.lower())
            )
        elif word in BY_NAME:
            yield from self._of_argument(BY_NAME[word], rest.lstrip(), complete_event)

    def _of_argument(self, command: Command, rest: str, event: CompleteEvent) -> Iterator[Completion]:
        if command.completes == "file":
            yield from self._paths.get_completions(Document(rest), event)
            return
        if command.completes == "outlet":
            rest = rest.rpartition(",")[2].lstrip()
        if command.completes == "conversation":
            for id, title in self._names.conversations[:MOST]:
                if id.startswith(rest):
                    yield Completion(id, -len(rest), id, one_line(title))
            return
        offers: dict[str, Callable[[], Iterable[str]]] = {
            "outlet": lambda: [*self._names.outlets, "off"],
            "person": lambda: self._names.people,
            "day": lambda: [f"{datetime.now(UTC):%Y-%m-}", "today", "yesterday", "off"],
            "model": lambda: ["quoted", "written"],
            "verdict": lambda: ["good", "bad"],
        }
        if command.completes in offers:
            yield from _matching(offers[command.completes](), rest)

    def _in_question(self, before: str) -> Iterator[Completion]:
        """Names of outlets and people whose beginning is the last words of a question."""
        words = before.split(" ")
        for n in (3, 2, 1):
            begun = " ".join(words[-n:])
            if len(begun) >= _LEAST and begun[:1].isupper() and len(words) >= n:
                found = list(_matching([*self._names.people, *self._names.outlets], begun))
                if found:
                    yield from found
                    return


def _matching(names: Iterable[str], begun: str) -> Iterator[Completion]:
    """The names that begin so, or have a word that does."""
    folded = begun.casefold()
    found = 0
    for name in names:
        lower = name.casefold()
        if lower.startswith(folded) or f" {folded}" in f" {lower}":
            shown = one_line(name)
            yield Completion(shown, -len(begun), shown)
            found += 1
            if found == MOST:
                return
