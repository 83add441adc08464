"""`Newsdesk`, the one facade: everything that can be done with a library goes through it."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.facade.article_history import ArticleHistory
from bot.facade.claim_checking import ClaimChecking
from bot.facade.comparing_rows import ComparingRows
from bot.facade.conversing import Conversing
from bot.facade.explaining import Explaining
from bot.facade.listings import Listings
from bot.facade.streaming import Streaming, last
from bot.facade.taking_feedback import TakingFeedback
from bot.facade.taking_in import TakingIn
from bot.status import Check, Freshness, Status
from config.errors import SettingsError
from config.log_ids import as_question
from ingestion.report import OnProgress, Progress
from retrieval.answer import Answer
from retrieval.article import Article, Hit
from retrieval.models.model_export import Manifest

if TYPE_CHECKING:
    from langchain_core.tools import StructuredTool

    from bot.running.stats import Stats
    from retrieval.asking.within import Within
    from retrieval.models.entailment_export import EntailmentManifest
    from retrieval.models.reranker_export import RerankerManifest


class Newsdesk(
    Listings,
    ArticleHistory,
    Explaining,
    Conversing,
    Streaming,
    ClaimChecking,
    TakingIn,
    TakingFeedback,
    ComparingRows,
):
    """A library of news and everything that can be asked of it.

    Use it as a context manager, or call `close`. One instance may be shared
    between threads that ask; one process at a time writes.

    Args:
        library: the library's folder; the configured one if None.
        settings: other settings than the configured ones.

    Raises:
        SettingsError: a setting is not usable.
        LibraryError: the library cannot be opened.
    """

    def ask(
        self,
        question: str,
        *,
        as_of: date | datetime | None = None,
        quoted: bool = False,
        within: Within | None = None,
    ) -> Answer:
        """Answer a question from the library's articles, or say that they do not answer it.

        Where a chat model is set it writes the answer; where it fails, the answer quotes.

        Args:
            question: in a sentence or two.
            as_of: nothing published after this day is used; today if None.
            quoted: quote even where a model is set.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError: the question is empty or far too long.
            LibraryError: the library is empty, or its text index is missing and cannot be built now.
            ModelMismatchError: the library was filled by another model.
            ModelError: the model cannot be used.
        """
        return last(self.stream(question, as_of=as_of, quoted=quoted, within=within))

    @as_question
    def search(
        self,
        question: str,
        *,
        as_of: date | datetime | None = None,
        limit: int = 10,
        within: Within | None = None,
    ) -> list[Hit]:
        """Passages ranked for a question: the best one of each article first, then further ones.

        Args:
            question: words or a question.
            as_of: nothing published after this day is found; today if None.
            limit: how many at most.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError, LibraryError, ModelMismatchError, ModelError: as `ask` does.
        """
        if within:
            return self._under(within).search(question, as_of=as_of, limit=limit)
        from retrieval.finding.search import hits

        query = self._understood(question, as_of)
        self._make_ready()
        return self._retried(lambda: hits(self._search.find(query), limit))

    def as_tool(self, *, within: Within | None = None) -> StructuredTool:
        """This library as a tool for LangChain's agents: a question in, the answer and its sources out.

        Args:
            within: the tool uses and knows of articles within this limit only; of all if None.
        """
        from bot.langchain import news_tool

        return news_tool(self, within)

    def article(self, id: str, version: str | None = None, *, within: Within | None = None) -> Article:
        """One article, in the version named or its latest.

        Args:
            id: its id, its URL, or an unambiguous beginning of its id.
            version: as citations name it.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            ArticleNotFoundError: there is none.
        """
        return self._under(within).article(id, version) if within else self._library.article(id, version)

    def lies_within(self, answer: Answer, within: Within) -> bool:
        """Whether an answer made earlier tells of nothing outside a limit, as the library is now."""
        return not within or self._limited.under(within).tells(answer)

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: date | None = None,
        story: str | None = None,
        limit: int | None = None,
        within: Within | None = None,
    ) -> list[Article]:
        """The articles of an outlet, published since a day, newest first.

        Args:
            outlet: as it is named in the articles.
            since: a day.
            story: the id of any article of the story.
            limit: how many at most.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            ArticleNotFoundError: no article has that id.
        """
        if within:
            return self._under(within).articles(outlet=outlet, since=since, story=story, limit=limit)
        return self._library.articles(outlet=outlet, since=since, story=story, limit=limit)

    def reindex(self, *, on_progress: OnProgress | None = None) -> Status:
        """Build the indexes anew; embed again only if the model has changed.

        Raises:
            LibraryBusyError: another process is writing.
            ModelError: the model cannot be used.
        """
        from ingestion.attributing import state
        from ingestion.reembed import reembed

        tell = on_progress or (lambda progress: None)
        with self._writing():
            if self._library.meta("model") != self._model_id:
                reembed(self._library, self._embedder, self._model_id, tell)
            state(self._library)
            self._library.vacuum()
            total = self._library.count("passages") + self._library.count("versions")
            self._projections.rebuild(_counter(tell, total))
        return self.status()

    def move(self) -> int:
        """Copy the library in the folder's SQLite file into the database that is set; the file stays.

        Returns:
            How many articles there are.

        Raises:
            SettingsError: no database is set.
            LibraryError: there is no file, or the database holds articles already.
            LibraryBusyError: another process is writing.
        """
        if self.settings.database is None:
            raise SettingsError(
                "No database is set that the library could be moved into.",
                "Set NEWSDESK_DATABASE=postgresql://user:password@host/name",
            )
        from retrieval.store.moving import move_library

        with self._writing():
            return move_library(self.path, self.settings.database)

    def status(self, *, within: Within | None = None) -> Status:
        """What the library holds.

        Args:
            within: only articles within this limit are counted; all if None. Its size is that of it all.
        """
        if within:
            return self._under(within).status()
        earliest, latest, outlets = self._library.span()
        return Status(
            library=self.path,
            database=self._library.place if self.settings.database else None,
            articles=self._library.count("articles"),
            versions=self._library.count("versions"),
            passages=self._library.count("passages"),
            outlets=outlets,
            earliest=earliest,
            latest=latest,
            model=(self._library.meta("model") or self.settings.embedder).split("@")[0],
            vectors=self._nearest.kind,
            pending=self._projections.waiting(),
            size_bytes=_size(self.path),
        )

    def freshness(self, *, within: Within | None = None) -> Freshness:
        """How much the library holds and how fresh it is; for monitors, which ask often.

        Args:
            within: as `status` has it.
        """
        if within:
            return self._under(within).freshness()
        from bot.running.feeds_stand import feeds_stand

        return Freshness(
            articles=self._library.count("articles"),
            latest=self._library.span()[1],
            taken_in=self._library.last_taken_in(),
            passages=self._library.count("passages"),
            waiting=self._projections.waiting(),
            size_bytes=_size(self.path),
            feeds=feeds_stand(self._library.feeds(), self._library.now()),
        )

    def stats(self, over: timedelta = timedelta(days=7)) -> Stats:
        """What was taken in, asked and refused of late, for those who run it; nothing is changed.

        Args:
            over: how long a time, in whole days (UTC) back from now; 90 days are kept.

        Raises:
            LibraryError: something cannot be read.
        """
        from bot.running.gathering import gathered

        since = (self._library.now() - over).date()
        return gathered(self.status(), self._library, self._counts, self._feedback, since)

    def doctor(self, *, deep: bool = False) -> list[Check]:
        """Look whether everything that answering needs is there and agrees.

        Args:
            deep: compare every row of the library, and every entry of its indexes, with what it was
                made from: some milliseconds an article.
        """
        from bot.examining.doctor import examine

        return examine(self, deep=deep)

    def model(self) -> Manifest:
        """The embedding model in use, checked against the one that filled the library.

        Raises:
            ModelError, ModelMismatchError: as `ask` does.
        """
        self._check_model()
        return self._embedder.manifest

    def reranker(self) -> RerankerManifest | None:
        """The cross-encoder that ranks what is found once more; None where none is set.

        Raises:
            ModelError: it cannot be used.
        """
        return None if self._reranker is None else self._reranker.manifest

    def nli_model(self) -> EntailmentManifest | None:
        """The model that is asked last whether evidence bears a written sentence out; None where none is set.

        Raises:
            ModelError: it cannot be used.
        """
        return None if self._entailment is None else self._entailment.manifest

    def integrity(self) -> list[str]:
        """What is wrong with the library's file or database; empty where it is whole."""
        return self._library.integrity()

    def index_faults(self) -> list[str]:
        """Where the indexes do not agree with the library; empty where they do."""
        # Chroma writes even to be read, so where nothing may be written it cannot be looked into.
        return self._projections.faults(deep=os.access(self.path, os.W_OK))

    def misplaced(self) -> list[str]:
        """Ids of articles with a passage or version that does not fit their text."""
        return self._library.misplaced()


def ask(question: str, *, as_of: date | datetime | None = None) -> Answer:
    """Ask the configured library one question; see `Newsdesk.ask`."""
    with Newsdesk() as desk:
        return desk.ask(question, as_of=as_of)


def _size(folder: Path) -> int:
    """Bytes of a folder's files; one that a writer takes away meanwhile is passed over."""
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total


def _counter(tell: OnProgress, total: int) -> Callable[[int], None]:
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        tell(Progress("indexing", done, total))

    return step


__all__ = ["Newsdesk", "ask"]
