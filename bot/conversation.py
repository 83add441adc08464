"""A conversation: each question is made to stand alone by those before it, asked, and kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol

from bot.conversation_record import Kept, Turn
from bot.conversation_store import ConversationStore
from config.errors import ArticleNotFoundError, ConversationNotFoundError, LibraryError
from retrieval.answer import Answer, Citation
from retrieval.article import Article
from retrieval.dialogue.follow_up import Standing, stand_alone


class Asked(Protocol):
    """Whoever answers questions that stand alone."""

    def ask(self, question: str, *, as_of: date | datetime | None = None) -> Answer:
        """See `Newsdesk.ask`."""

    def article(self, id: str, version: str | None = None) -> Article:
        """See `Newsdesk.article`."""


class Conversation:
    """Questions and answers that follow on one another.

    Nothing is kept before the first answer. Where it cannot be kept, the
    conversation goes on all the same, and one turn's notes say so.

    Args:
        desk: answers the questions.
        store: keeps the turns.
        kept: the conversation to go on with; a new one if None.
        origin: where a new one is held, such as "chat".
    """

    def __init__(
        self, desk: Asked, store: ConversationStore, kept: Kept | None = None, origin: str | None = None
    ) -> None:
        self._desk = desk
        self._store = store
        self._kept = kept
        self._origin = kept.origin if kept else origin
        self._keeps = True
        self.turns: list[Turn] = store.turns(kept.id) if kept else []

    @property
    def kept(self) -> Kept | None:
        """It as the store tells of it; None while nothing of it is kept."""
        return self._kept

    @property
    def id(self) -> str | None:
        """Its id; None while nothing of it is kept."""
        return self._kept.id if self._kept else None

    def ask(self, question: str, *, as_of: date | None = None, fresh: bool = False) -> Turn:
        """Ask a question that may take up those before it.

        Args:
            question: as put.
            as_of: nothing published after this day is used; today if None.
            fresh: whether to ask it as it is, whatever went before.

        Raises:
            NewsdeskError: as `Newsdesk.ask` does; the conversation stays as it was.
        """
        question = question.encode("utf-8", "replace").decode()
        before = [(turn.understood, turn.answer) for turn in self.turns]
        standing = Standing(question) if fresh else stand_alone(question, before, self._read)
        answer = self._desk.ask(standing.text, as_of=as_of)
        turn = self._keep(
            Turn(
                n=0,
                asked_at=datetime.now(UTC),
                question=question,
                understood=standing.text,
                why=standing.why,
                as_of=as_of,
                answer=answer,
            )
        )
        self.turns.append(turn)
        return turn

    def correct(self, question: str, *, as_of: date | None = None) -> Turn:
        """Ask in place of the last question what was really meant by it, as it is.

        Raises:
            NewsdeskError: as `ask` does; the conversation stays as it was.
        """
        wrong = self.turns[-1] if self.turns else None
        turn = self.ask(question, as_of=as_of, fresh=True)
        if wrong is not None:
            self.turns.remove(wrong)
            if self._kept and wrong.n:
                self._store.drop(self._kept.id, wrong.n)
        return turn

    def _read(self, citation: Citation) -> str:
        """The article cited, as far as it is still there."""
        try:
            return self._desk.article(citation.article_id, citation.version).text
        except ArticleNotFoundError:
            return ""

    def _keep(self, turn: Turn) -> Turn:
        if not self._keeps:
            return turn
        try:
            if self._kept is None:
                self._kept = self._store.begin(turn.question, self._origin, turn.asked_at)
            try:
                return self._store.add(self._kept.id, turn)
            except ConversationNotFoundError:
                # Deleted meanwhile, by another process: what is asked from now on is another conversation.
                self._kept = self._store.begin(turn.question, self._origin, turn.asked_at)
                return self._store.add(self._kept.id, turn)
        except LibraryError as error:
            self._keeps = False
            return turn.model_copy(update={"notes": (f"This conversation is not kept: {error.message}",)})
