"""The part of the facade that holds conversations."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import TYPE_CHECKING

from bot.facade.streaming import Streaming
from config.errors import ModelError
from retrieval.answer import Answer
from retrieval.article import Article

if TYPE_CHECKING:
    from bot.conversations.conversation import Conversation
    from bot.conversations.conversation_record import Kept, Turn
    from bot.conversations.conversation_store import ConversationStore
    from retrieval.asking.within import Within
    from retrieval.dialogue.rewriting import Rewriter


class Conversing(Streaming):
    """Conversations over the library: held, kept, told again, deleted."""

    @abstractmethod
    def article(self, id: str, version: str | None = None) -> Article:
        """One article."""

    @abstractmethod
    def lies_within(self, answer: Answer, within: Within) -> bool:
        """Whether an answer tells of nothing outside a limit."""

    @cached_property
    def _conversations(self) -> ConversationStore:
        from bot.conversations.conversation_store import ConversationStore

        return ConversationStore(self.path, self.settings.keep_conversations, self.settings.database)

    def rewriter(self) -> Rewriter | None:
        """What has the chat model read follow-up questions; None where none is set, or it is not to."""
        if not (self.settings.model and self.settings.rewrite_follow_ups):
            return None
        from retrieval.dialogue.rewriting import Rewriter

        try:
            with self._opening:
                return Rewriter(self._chat_model)
        except ModelError:
            # The answer, which cannot be written either, tells why.
            return None

    def conversation(self, id: str | None = None, *, origin: str | None = None) -> Conversation:
        """A conversation, in which a question may take up those before it.

        Args:
            id: of the one to go on with, or an unambiguous beginning of it; a new one if None.
            origin: where a new one is held, such as "chat".

        Raises:
            ConversationNotFoundError: there is no such conversation.
            LibraryError: the conversations cannot be read.
        """
        from bot.conversations.conversation import Conversation

        kept = None if id is None else self._conversations.get(id)
        return Conversation(self, self._conversations, kept, origin)

    def conversation_at(self, origin: str) -> Conversation:
        """The latest conversation held at a place, such as a thread of messages; else a new one.

        Raises:
            LibraryError: the conversations cannot be read.
        """
        from bot.conversations.conversation import Conversation

        return Conversation(self, self._conversations, self._conversations.find(origin), origin)

    def keep_answer(self, answer: Answer, origin: str) -> tuple[str, Turn]:
        """Keep an answer that no question of a conversation led to, as a conversation of one turn.

        Args:
            answer: its question counts as the one put.
            origin: where it was given.

        Returns:
            The conversation's id, and the turn.

        Raises:
            LibraryError: it cannot be kept.
        """
        from bot.conversations.conversation_record import Turn

        kept = self._conversations.begin(answer.question, origin)
        asked = answer.question
        turn = Turn(n=0, asked_at=kept.begun, question=asked, understood=asked, answer=answer)
        return kept.id, self._conversations.add(kept.id, turn)

    def conversations(self, *, within: Within | None = None) -> list[Kept]:
        """The conversations kept, the latest first.

        Args:
            within: only what of them may be told under this limit; all if None.

        Raises:
            LibraryError: they cannot be read.
        """
        if within:
            return self._under(within).conversations()
        return self._conversations.all()

    def turns(self, id: str, *, within: Within | None = None) -> list[Turn]:
        """The turns of a conversation, in order; raises as `conversation` does.

        Args:
            id: as `conversation` takes it.
            within: only those that may be told under this limit; all if None.
        """
        if within:
            return self._under(within).turns(id)
        return self._conversations.turns(self._conversations.get(id).id)

    def export_conversation(self, id: str, *, within: Within | None = None) -> str:
        """A conversation as Markdown, with quotations, sources and links; raises as `conversation` does.

        Args:
            id: as `conversation` takes it.
            within: only what of it may be told under this limit; all if None.
        """
        from bot.conversations.conversation_markdown import markdown

        if within:
            return self._under(within).export_conversation(id)
        kept = self._conversations.get(id)
        return markdown(kept, self._conversations.turns(kept.id))

    def delete_conversations_at(self, origin: str) -> int:
        """Forget every conversation whose origin begins so.

        Args:
            origin: not empty, such as "slack:T0123:".

        Returns:
            How many there were.

        Raises:
            LibraryError: the conversations cannot be written.
        """
        return self._conversations.delete_at(origin)

    def delete_conversation(self, id: str) -> Kept:
        """Forget a conversation.

        Raises:
            ConversationNotFoundError: there is none.
            LibraryError: the conversations cannot be written.
        """
        return self._conversations.delete(id)
