"""A question without a command: `newsdesk "what did Lavrov demand?"` is read as `newsdesk ask …`."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from difflib import get_close_matches

ASK = "ask"

ALIKE = 0.75
"""Likeness from which a first word is taken for a command that was mistyped."""

_OPENING = """
who whom whose what when where why which how is are was were do does did has have had
can could will would shall should may might must and
"""
OPENING = frozenset(_OPENING.split())
"""Words that a question begins with, however much they look like a command: "what" and "watch"."""


class MistypedError(Exception):
    """The first word is neither a command nor the beginning of a question; the message says so."""


class Grammar:
    """What has to be known of a command line to tell a question from a command.

    Args:
        commands: the names of the commands.
        flags: options before the command that stand alone.
        valued: options before the command that the next word belongs to.
        asking: options of `ask` that the next word belongs to.
    """

    def __init__(
        self,
        commands: Collection[str],
        flags: Collection[str],
        valued: Collection[str],
        asking: Collection[str],
    ) -> None:
        self._commands = commands
        self._flags = flags
        self._valued = valued
        self._asking = asking

    def with_command(self, words: Sequence[str], *, piped: bool) -> list[str]:
        """The words with `ask` put in where they are a question.

        Args:
            words: the command line, without the program's name.
            piped: whether something other than a terminal is on stdin.

        Raises:
            MistypedError: the first word is not a command and begins no question.
        """
        at = 0
        while at < len(words):
            word = words[at]
            if word in self._valued:
                at += 2
            elif word in self._flags or word.partition("=")[0] in self._valued:
                at += 1
            else:
                return self._from(words, at)
        # Nothing but options, which have their own meaning, or nothing at all.
        return [*words, ASK] if piped and not set(words) & set(self._flags) else list(words)

    def _from(self, words: Sequence[str], at: int) -> list[str]:
        asked = [*words[:at], ASK, *words[at:]]
        first = self._first(words[at:])
        if words[at] in self._commands:
            return list(words)
        if words[at].startswith("-") and words[at] != "-":
            if first in self._commands:
                raise MistypedError(
                    f"{words[at]} belongs after the command: newsdesk {first} {words[at]}. "
                    f'To ask about it, write: newsdesk ask {words[at]} "{first}"'
                )
            return asked
        self._refuse_mistyped(words[at], alone=len(words) == at + 1)
        return asked

    def _first(self, words: Sequence[str]) -> str | None:
        """The first word that is no option and no option's value."""
        at = 0
        while at < len(words):
            if not words[at].startswith("-") or words[at] == "-":
                return words[at]
            at += 2 if words[at] in self._asking else 1
        return None

    def _refuse_mistyped(self, word: str, *, alone: bool) -> None:
        """Refuse a first word that looks like a command, or that stands alone and does not ask."""
        bare = word.strip()
        if " " in bare or "?" in bare or bare == "-" or bare.lower() in OPENING:
            return
        near = get_close_matches(bare.lower(), list(self._commands), n=2, cutoff=ALIKE)
        if near:
            meant = " or ".join(f"newsdesk {name}" for name in near)
            raise MistypedError(f"There is no command “{word}”. Did you mean {meant}?")
        if alone:
            raise MistypedError(f'There is no command “{word}”. To ask about it: newsdesk ask "{word}"')


def stdin_is_piped() -> bool:
    """Whether what is asked may come in on stdin."""
    return sys.stdin is not None and not sys.stdin.closed and not sys.stdin.isatty()
