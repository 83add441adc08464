"""A command of the chat, and which one was meant by a word that is none."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bot.chat import Chat

Completes = Literal["", "outlet", "person", "day", "conversation", "file", "model", "verdict"]
"""What its argument is completed from."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, declared once: help, completion and the manual are made of it.

    Args:
        name: with its slash.
        argument: as the help has it, such as "NAME"; in brackets where it may be left out.
        does: what it does, in a few words.
        act: does it, given what stands after the name.
        completes: what its argument is completed from.
    """

    name: str
    argument: str
    does: str
    act: Callable[[Chat, str], None]
    completes: Completes = ""

    @property
    def usage(self) -> str:
        """As in "/source N"."""
        return f"{self.name} {self.argument}".strip()

    @property
    def needs_argument(self) -> bool:
        """Whether it does nothing without one."""
        return bool(self.argument) and not self.argument.startswith("[")


def nearest(word: str, commands: Iterable[Command]) -> Command | None:
    """The command that was probably meant; None where none is near."""
    by_name = {command.name: command for command in commands}
    # A beginning that is only one command's is that one.
    begun = [name for name in by_name if name.startswith(word)]
    close = begun if len(begun) == 1 else difflib.get_close_matches(word, by_name, 1, 0.6)
    return by_name[close[0]] if close else None
