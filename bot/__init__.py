"""Ask the news: `from bot import ask, Newsdesk`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.conversations.conversation_events import TurnDone
    from bot.desk import Newsdesk, ask
    from bot.feedback.feedback import Occasion
    from bot.langchain import NewsRetriever
    from retrieval.answer_stream import Done, Piece, Step
    from retrieval.asking.within import Within
    from retrieval.dialogue.follow_up import Standing

__all__ = [
    "Done",
    "NewsRetriever",
    "Newsdesk",
    "Occasion",
    "Piece",
    "Standing",
    "Step",
    "TurnDone",
    "Within",
    "ask",
]
_HOMES = {
    "Done": "retrieval.answer_stream",
    "NewsRetriever": "bot.langchain",
    "Newsdesk": "bot.desk",
    "Occasion": "bot.feedback.feedback",
    "Piece": "retrieval.answer_stream",
    "Standing": "retrieval.dialogue.follow_up",
    "Step": "retrieval.answer_stream",
    "TurnDone": "bot.conversations.conversation_events",
    "Within": "retrieval.asking.within",
    "ask": "bot.desk",
}


if not TYPE_CHECKING:
    # A type checker is to know the names above and no others.
    def __getattr__(name: str) -> Any:
        # Loaded at first use, so that `newsdesk --help` pays for nothing it does not need.
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from bot.shadow import check_packages

        check_packages()
        return getattr(import_module(_HOMES[name]), name)
