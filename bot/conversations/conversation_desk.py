"""What a conversation needs of the desk that answers its questions."""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypedDict, Unpack

if TYPE_CHECKING:
    from retrieval.answer import Answer
    from retrieval.answer_stream import Event
    from retrieval.article import Article
    from retrieval.asking.within import Within
    from retrieval.dialogue.rewriting import Rewriter


class Wanted(TypedDict, total=False):
    """How a question is to be answered; handed on to `Newsdesk.stream` as it is.

    Args:
        as_of: nothing published after this day is used; today if None.
        quoted: quote even where a model is set.
        within: only articles within this limit are used or known of, also of those answered before.
    """

    as_of: date | None
    quoted: bool
    within: Within | None


class Answers(Protocol):
    """Whoever answers questions that stand alone."""

    def stream(
        self, question: str, *, stop: threading.Event | None = None, **wanted: Unpack[Wanted]
    ) -> Generator[Event, None, None]:
        """See `Newsdesk.stream`."""

    def article(self, id: str, version: str | None = None) -> Article:
        """See `Newsdesk.article`."""

    def lies_within(self, answer: Answer, within: Within) -> bool:
        """See `Newsdesk.lies_within`."""

    def rewriter(self) -> Rewriter | None:
        """See `Newsdesk.rewriter`."""
