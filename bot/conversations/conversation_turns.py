"""The turns of one conversation: in memory, and in the store as far as they can be kept."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversations.conversation_record import Kept, Turn
from bot.conversations.conversation_store import ConversationStore
from config.errors import ConversationNotFoundError, LibraryError

LAST = -1
"""In place of a turn's number: the last one, or a new one where there is none yet."""


class Turns:
    """The turns so far, and where they are kept.

    Nothing is kept before the first one. Where one cannot be kept, its notes
    say so, and nothing is kept from then on.

    Args:
        store: keeps them.
        kept: the conversation to go on with; a new one if None.
        origin: where a new one is held.
    """

    def __init__(self, store: ConversationStore, kept: Kept | None, origin: str | None) -> None:
        self._store = store
        self._origin = kept.origin if kept else origin
        self._keeps = True
        self.kept = kept
        self.all: list[Turn] = store.turns(kept.id) if kept else []

    def before(self, n: int | None) -> list[Turn]:
        """Those before a turn; all of them before a new one.

        Args:
            n: its number, or `LAST`; None for a new one.

        Raises:
            ConversationNotFoundError: there is no such turn.
        """
        return self.all[: self._place(n)]

    def put(self, turn: Turn, n: int | None) -> Turn:
        """Keep a turn.

        Args:
            turn: without a number yet.
            n: as for `before`; what had this place is forgotten.

        Returns:
            It with its number.

        Raises:
            ConversationNotFoundError: there is no such turn.
        """
        place = self._place(n)
        number = (
            self.all[place].n if place < len(self.all) else max((one.n for one in self.all), default=0) + 1
        )
        turn = turn.model_copy(update={"n": number})
        kept = self._keep(turn, self._added if place == len(self.all) else self._replaced)
        self.all[place : place + 1] = [kept]
        return kept

    def forget(self, n: int) -> Turn | None:
        """Forget a turn, and with the last of them the conversation.

        Returns:
            What was forgotten; None where there was no such turn.

        Raises:
            LibraryError: the store cannot be written; the turn stays.
        """
        turn = next((one for one in self.all if one.n == n > 0), None)
        if turn is None:
            return None
        if self.kept and not self._store.drop(self.kept.id, n):
            self.kept = None
        self.all.remove(turn)
        return turn

    def _place(self, n: int | None) -> int:
        if n is None:
            return len(self.all)
        if n == LAST:
            return max(len(self.all) - 1, 0)
        for place, turn in enumerate(self.all):
            if turn.n == n > 0:
                return place
        raise ConversationNotFoundError(
            f"There is no question {n} in this conversation.", "See them with: newsdesk conversations show ID"
        )

    def _keep(self, turn: Turn, keep: Callable[[Kept, Turn], Turn]) -> Turn:
        if not self._keeps:
            return turn
        try:
            if self.kept is None:
                return self._begun(turn)
            try:
                return keep(self.kept, turn)
            except ConversationNotFoundError:
                # Deleted meanwhile, by another process: what is asked from now on is another conversation.
                self.all = [one.model_copy(update={"n": 0}) for one in self.all]
                return self._begun(turn)
        except LibraryError as error:
            self._keeps = False
            return turn.model_copy(update={"notes": (f"This conversation is not kept: {error.message}",)})

    def _begun(self, turn: Turn) -> Turn:
        self.kept = self._store.begin(turn.question, self._origin, turn.asked_at)
        return self._store.add(self.kept.id, turn)

    def _added(self, kept: Kept, turn: Turn) -> Turn:
        return self._store.add(kept.id, turn)

    def _replaced(self, kept: Kept, turn: Turn) -> Turn:
        self._store.replace(kept.id, turn)
        return turn
