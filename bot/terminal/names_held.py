"""The names that a library holds, for completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk import Newsdesk

MOST = 20_000
"""People at most, those who speak most: a list that long is looked through between two keys."""


class NamesHeld:
    """Outlets, people and conversations; empty until they are loaded."""

    def __init__(self) -> None:
        self.outlets: tuple[str, ...] = ()
        self.people: tuple[str, ...] = ()
        self.conversations: tuple[tuple[str, str], ...] = ()
        """Id and title."""

    def load(self, desk: Newsdesk) -> None:
        """Read them; errors are those of `Newsdesk.speakers`."""
        self.outlets = desk.outlets()
        self.people = tuple(speaker.name for speaker in desk.speakers()[:MOST])
        self.conversations = tuple((kept.id, kept.title) for kept in desk.conversations())
