"""The desk over what a limit allows: the same model and indexes, a library that holds nothing else."""

# ruff: noqa: SLF001  # a limited desk is the desk itself, seen through a limit

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn, Self, TypeVar, cast

from bot.conversations.turns_within import turns_within
from bot.desk import Newsdesk
from bot.facade.parts import Parts
from config.errors import LibraryError, RefusedError
from ingestion.addresses import checked
from retrieval.answer import Answer
from retrieval.answer_within import lies_within
from retrieval.asking.within import Within
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.index.text_index import TextIndex
from retrieval.index.text_within import TextWithin
from retrieval.index.vector_index import NearestPassages
from retrieval.library_within import LibraryWithin
from retrieval.models.embedder import Embedder
from retrieval.models.remembering import Remembering
from retrieval.outlets.families import Families

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Kept, Turn
    from bot.conversations.conversation_store import ConversationStore
    from bot.feedback.feedback import Feedback, Verdict
    from bot.feedback.feedback_store import FeedbackStore
    from bot.running.daily_counts import DailyCounts
    from retrieval.drafting.writing import Writer
    from retrieval.models.reranker import Reranker

T = TypeVar("T")

SEEN = frozenset(
    (
        *(
            "ask",
            "aask",
            "stream",
            "astream",
            "search",
            "explain",
        ),
        *(
            "article",
            "articles",
            "outlets",
            "statements",
            "speakers",
            "nearest_speakers",
        ),
        *(
            "timeline",
            "versions",
            "withdrawal",
            "history",
            "changes",
            "story",
        ),
        *(
            "claims",
            "check_claims",
            "claim_checks",
            "status",
            "freshness",
            "feeds",
        ),
        *(
            "conversations",
            "turns",
            "export_conversation",
            "feedback",
            "export_feedback",
            "as_tool",
        ),
        *(
            "rewriter",
            "model",
            "reranker",
            "nli_model",
            "now",
            "close",
        ),
    )
)
"""What a desk under a limit does; everything else of a desk it refuses."""

MOST = 32
"""Limits whose desks are kept, the latest used; a channel has one, so has a chat."""


class LimitedDesk(Newsdesk):
    """A desk that knows of nothing outside a limit, for as long as the library stays as it is.

    Args:
        whole: the desk over all of the library.
        within: the limit.
    """

    _library: LibraryWithin

    def __init__(self, whole: Parts, within: Within) -> None:
        self.settings = whole.settings
        self.path = whole.path
        self._whole = whole
        self._opening = whole._opening
        self._library = LibraryWithin(whole._library, _addressed(within))

    def close(self) -> None:
        """Let go of what it opened itself."""
        self._library.close()
        self._let_go()

    def tells(self, answer: Answer) -> bool:
        """Whether an answer, made under whatever limit, tells of nothing outside this one."""
        return lies_within(answer, self._library)

    def conversations(self, *, within: Within | None = None) -> list[Kept]:
        """What may be told of the conversations: each by the first of its questions that may be."""
        return [self._retold(kept, turns) for kept in self._all_kept() if (turns := self.turns(kept.id))]

    def turns(self, id: str, *, within: Within | None = None) -> list[Turn]:
        """The turns that may be told; raises as `Newsdesk.turns` does."""
        return turns_within(super().turns(id), self.tells)

    def export_conversation(self, id: str, *, within: Within | None = None) -> str:
        """The conversation as far as it may be told, as Markdown; raises as `Newsdesk.turns` does."""
        from bot.conversations.conversation_markdown import markdown

        turns = self.turns(id)
        return markdown(self._retold(self._conversations.get(id), turns), turns)

    def feedback(
        self, verdict: Verdict | None = None, since: date | None = None, *, within: Within | None = None
    ) -> list[Feedback]:
        """The feedback on answers that may be told."""
        return [one for one in super().feedback(verdict, since) if one.answer and self.tells(one.answer)]

    def _all_kept(self) -> list[Kept]:
        return super().conversations()

    def _retold(self, kept: Kept, turns: Sequence[Turn]) -> Kept:
        title = turns[0].question if turns else "nothing that may be told"
        return kept.model_copy(update={"title": title, "turns": len(turns)})

    def _under(self, within: Within) -> Self:
        # The view would be made anew from all there is, and could show what this one hides.
        raise LibraryError("A desk under a limit takes no other.", "Ask the desk over the whole library.")

    def _make_ready(self) -> None:
        self._whole._make_ready()

    def _retried(self, act: Callable[[], T]) -> T:
        # The indexes are compared with all of the library, and that as of one moment too.
        with self._whole._library.snapshot():
            return super()._retried(act)

    @cached_property
    def _counts(self) -> DailyCounts:
        return self._whole._counts

    @cached_property
    def _embedder(self) -> Embedder:
        return self._whole._embedder

    @cached_property
    def _remembering(self) -> Remembering:
        return self._whole._remembering

    @cached_property
    def _projections(self) -> Projections:
        return self._whole._projections

    @cached_property
    def _nearest(self) -> Nearest:
        return self._whole._nearest

    @cached_property
    def _families(self) -> Families:
        return self._whole._families

    @cached_property
    def _conversations(self) -> ConversationStore:
        return cast("Newsdesk", self._whole)._conversations

    @cached_property
    def _feedback(self) -> FeedbackStore:
        return cast("Newsdesk", self._whole)._feedback

    @cached_property
    def _reranker(self) -> Reranker | None:
        return self._whole._reranker

    @cached_property
    def _writer(self) -> Writer:
        return self._whole._writer.over(self._library, self._library.within)

    @property
    def _text(self) -> TextIndex:
        return TextWithin(self._projections.text, self._library.admitted)

    def _near(self, until: datetime) -> NearestPassages:
        return self._nearest.at(until, self._library.admitted.passages)


def _refusing(name: str) -> Callable[..., NoReturn]:
    def refused(*_: object, **__: object) -> NoReturn:
        raise LibraryError(
            f"Under a limit there is no `{name}`: it is about the whole library.",
            "Call it on the desk over the whole library.",
        )

    return refused


# What is added to the desk later is not seen through a limit before somebody has thought about it.
for _name in [name for name in dir(Newsdesk) if not name.startswith("_") and name not in SEEN]:
    setattr(LimitedDesk, _name, _refusing(_name))


class LimitedDesks:
    """The limited desks in use, each made anew when the library has changed.

    Args:
        whole: the desk over all of the library.
    """

    def __init__(self, whole: Parts) -> None:
        self._whole = whole
        self._lock = threading.Lock()
        self._desks: OrderedDict[Within, tuple[int, LimitedDesk]] = OrderedDict()

    def under(self, within: Within) -> LimitedDesk:
        """The desk for a limit."""
        state = self._whole._library.state()
        with self._lock:
            known = self._desks.get(within)
            if known is None or known[0] != state:
                known = (state, LimitedDesk(self._whole, within))
            self._desks[within] = known
            self._desks.move_to_end(within)
            while len(self._desks) > MOST:
                # Others may still be asking it; what it opened closes with it.
                self._desks.popitem(last=False)
            return known[1]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            for _, desk in self._desks.values():
                desk.close()
            self._desks.clear()


def _addressed(within: Within) -> Within:
    """The limit with its feeds written as they are kept."""
    return within.model_copy(update={"feeds": tuple(map(_kept, within.feeds))})


def _kept(address: str) -> str:
    try:
        return checked(address)
    except (RefusedError, UnicodeError):
        # No such address was ever fetched.
        return address.encode("utf-8", "replace").decode()
