"""What a desk works with: the library, the model, the indexes, the write lock, each made at its first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self, TypeVar, cast

from filelock import FileLock, Timeout

from config.errors import (
    EmptyLibraryError,
    LibraryBusyError,
    LibraryError,
    ModelMismatchError,
    NewsdeskError,
)
from config.settings import Settings, default_settings, load_settings
from ingestion.limits import limits_of
from retrieval.answer import Answer, Source
from retrieval.index.chroma_server import server_of
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.library import Library
from retrieval.models.embedder import Embedder, open_embedder
from retrieval.models.model_export import is_prepared
from retrieval.models.remembering import Remembering
from retrieval.outlets.families import Families
from retrieval.store.refusals import refusal

if TYPE_CHECKING:
    from bot.facade.limited_desk import LimitedDesks
    from bot.question_outcome import Outcome
    from bot.running.daily_counts import DailyCounts
    from ingestion.fetcher import Fetcher
    from retrieval.answering import Means
    from retrieval.asking.question import Held, Query
    from retrieval.asking.within import Within
    from retrieval.drafting.chat_model import ChatModel
    from retrieval.drafting.writing import Writer
    from retrieval.finding.search import Found, Search
    from retrieval.index.text_index import TextIndex
    from retrieval.index.vector_index import NearestPassages
    from retrieval.models.entailment import OnnxEntailment, TorchEntailment
    from retrieval.models.reranker import Reranker
    from retrieval.timelines.timeline_building import TimelineBuilder

LOCK = "write.lock"

T = TypeVar("T")


class Parts:
    """The parts of a desk, and the rules by which they are used together.

    Args:
        library: the library's folder; the configured one if None.
        settings: other settings than the configured ones.

    Raises:
        SettingsError: a setting is not usable.
        LibraryError: the library cannot be opened.
    """

    def __init__(self, library: str | Path | None = None, *, settings: Settings | None = None) -> None:
        self.settings = settings or (default_settings() if library is None else load_settings())
        self.path = Path(library).expanduser() if library is not None else self.settings.library.expanduser()
        self._library = Library(self.path, self.settings.database)
        self._opening = RLock()
        self._whole_at = (-1, 0)
        """The library's state, and how much the text index held, when that was last seen to have all."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every file; the instance is not used after it."""
        if "_counts" in self.__dict__:
            self._counts.close()
        if "_limited" in self.__dict__:
            self._limited.close()
        if "_projections" in self.__dict__:
            self._projections.close()
        self._library.close()
        self._let_go()

    def _let_go(self) -> None:
        # They know each other: a model's memory would wait for the collector, which comes seldom. What
        # a question still under way has counted is written at the end.
        for name in self.__dict__.keys() - {"_counts"}:
            if isinstance(getattr(type(self), name, None), cached_property):
                self.__dict__.pop(name, None)

    @cached_property
    def _counts(self) -> DailyCounts:
        from bot.running.daily_counts import DailyCounts

        return DailyCounts(self.path, self.settings.database)

    def _count(self, outcome: Outcome) -> None:
        with self._opening:
            counts = self._counts
        counts.question(*outcome)

    def _under(self, within: Within) -> Self:
        """The desk over what a limit allows: whatever is asked of it knows of nothing else."""
        return cast("Self", self._limited.under(within))

    @cached_property
    def _limited(self) -> LimitedDesks:
        from bot.facade.limited_desk import LimitedDesks

        return LimitedDesks(self)

    @cached_property
    def _embedder(self) -> Embedder:
        settings = self.settings
        return open_embedder(
            settings.embedder,
            settings.model_cache,
            threads=settings.threads,
            query_prompt=settings.query_prompt,
            passage_prompt=settings.passage_prompt,
        )

    @cached_property
    def _remembering(self) -> Remembering:
        """The model for sentences, which the parts of a question, and one question after another, share."""
        return Remembering(self._embedder)

    def _fetcher(self) -> Fetcher:
        from ingestion.fetcher import Fetcher

        return Fetcher(limits_of(self.settings))

    @property
    def _prepared(self) -> bool:
        return is_prepared(self.settings.embedder, self.settings.model_cache)

    @cached_property
    def _model_id(self) -> str:
        manifest = self._embedder.manifest
        prompt = f"+{manifest.passage_prompt}" if manifest.passage_prompt else ""
        return f"{manifest.name}@{manifest.revision}{prompt}"

    @cached_property
    def _projections(self) -> Projections:
        server, wanted = server_of(self.settings), self._vectors
        # What a server keeps needs no index here.
        quantised = wanted == "quantised" or (wanted == "auto" and server is None)
        own = server is None and wanted == "chroma"
        return Projections(self._library, chroma=own, quantised=quantised, server=server)

    @property
    def _vectors(self) -> Literal["auto", "quantised", "chroma", "exact"]:
        settings = self.settings
        if settings.vectors == "chroma" and settings.database is not None and settings.chroma_url is None:
            # A folder of Chroma's is one node's, but would be noted in the library, which is everybody's.
            return "auto"
        return settings.vectors

    @property
    def _text(self) -> TextIndex:
        return self._projections.text

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest(self._library, self._projections, self._vectors)

    @cached_property
    def _families(self) -> Families:
        return Families(self.settings.families)

    def _held(self) -> Held:
        from retrieval.asking.question import Held

        return Held(outlets=self._library.outlets(), dated=self._event_day, names=self._names_of)

    def _understood(self, question: str, as_of: date | datetime | None) -> Query:
        """A question as it is read; raises as `understand` does."""
        # Reading, finding and weighing are half of what a command loads, and many only list or take in.
        from retrieval.asking.question import understand

        return understand(question, as_of, self._held())

    def _names_of(self, key: str, /) -> list[str]:
        return self._library.names_of([key])

    def _event_day(self, event: str, /, until: datetime) -> date | None:
        from retrieval.days.event_day import event_day

        self._make_ready()
        return self._retried(lambda: event_day(event, until, self._library, self._text))

    def _answered(self, query: Query) -> Answer:
        from retrieval.answering import answer

        return answer(query, self._means)

    @property
    def _means(self) -> Means:
        from retrieval.answering import Means

        return Means(self._search, self._remembering, self._text, self._library, self._families)

    @cached_property
    def _reranker(self) -> Reranker | None:
        settings = self.settings
        if not settings.reranker:
            return None
        from retrieval.models.reranker import open_reranker

        return open_reranker(settings.reranker, settings.model_cache, threads=settings.threads)

    @cached_property
    def _chat_model(self) -> ChatModel:
        from retrieval.drafting.chat_model import open_chat_model

        return open_chat_model(self.settings)

    @cached_property
    def _entailment(self) -> OnnxEntailment | TorchEntailment | None:
        settings = self.settings
        if not settings.nli_model:
            return None
        from retrieval.models.entailment import open_entailment

        return open_entailment(settings.nli_model, settings.model_cache, threads=settings.threads)

    @cached_property
    def _writer(self) -> Writer:
        from retrieval.drafting.answer_cache import AnswerCache
        from retrieval.drafting.sentence_check import SupportCheck
        from retrieval.drafting.writing import Writer

        return Writer(
            self._chat_model,
            SupportCheck(self._embedder, self._entailment),
            self._library,
            self._voices,
            AnswerCache(self.path, address=self.settings.database),
        )

    def _voices(self, sources: Iterable[Source]) -> int:
        return self._families.voices(s.origin or s.outlet or s.article_id for s in sources)

    @cached_property
    def _search(self) -> Search:
        from retrieval.finding.search import Search

        return Search(self._library, self._text, self._near, self._embedder, self._reranking())

    def _near(self, until: datetime) -> NearestPassages:
        return self._nearest.at(until)

    def _reranking(self) -> Callable[[Found], Found] | None:
        if self._reranker is None:
            return None
        from retrieval.finding.reranking import reranked

        return partial(reranked, reranker=self._reranker, top=self.settings.rerank_top)

    @property
    def _timelines(self) -> TimelineBuilder:
        from retrieval.timelines.timeline_building import TimelineBuilder

        return TimelineBuilder(self._search, self._embedder, self._text, self._families)

    def _make_ready(self) -> None:
        """See that there is something to answer from, and that words and vectors are of one state."""
        if not self._library.count("passages"):
            from bot.backups.moved_aside import moved_aside

            # A restore that was killed in its last step has moved one aside, and put nothing in its place.
            before = moved_aside(self.path)
            raise EmptyLibraryError(
                f"The library {self.path} is empty.",
                f"What a restore moved aside is in {before}; rename it, or restore again with --replace."
                if before
                else "Take articles in first: newsdesk ingest PATH, or try newsdesk ingest --sample",
            )
        with self._opening:
            self._check_model()
            _ = self._search
        projections = self._projections
        projections.text.refresh()
        state = (self._library.state(), len(projections.text))
        if state == self._whole_at:
            return
        if not projections.waiting() and not projections.faults():
            self._whole_at = state
            return
        # A process that writes now is about to tell the indexes; one that died never will.
        try:
            with self._writing():
                projections.mend(deep=False)
        except NewsdeskError as error:
            if not len(projections.text) and not projections.stand_in():
                raise LibraryError(
                    f"The library {self.path} has no text index, and it cannot be built now: {error.message}",
                    error.hint,
                ) from error

    def _retried(self, act: Callable[[], T]) -> T:
        """Do it as of one moment, and once more if the text index was damaged and could be built anew."""
        try:
            with self._library.snapshot():
                return act()
        except LibraryBusyError:
            raise
        except LibraryError as damaged:
            # Whoever has closed it is at fault, and no index.
            if self._library.closed:
                raise
            try:
                with self._writing():
                    self._projections.rebuild_text()
            except NewsdeskError:
                raise damaged from None
            with self._library.snapshot():
                return act()

    def _check_model(self, *, claim: bool = False) -> None:
        """Compare the model that filled the library with the one configured.

        Args:
            claim: record the configured one where there is none yet.
        """
        recorded = self._library.meta("model")
        # A library without passages is no model's yet, whatever an ingest that took nothing in has recorded.
        if recorded is None or (claim and not self._library.count("passages")):
            if not claim:
                return
            with self._library.transaction():
                # Another process may have claimed it, and taken articles in, meanwhile.
                if not self._library.count("passages"):
                    self._library.set_meta("model", self._model_id)
                recorded = self._library.meta("model") or ""
        if recorded != self._model_id:
            raise ModelMismatchError(
                f"The library {self.path} was filled by the model {recorded}, "
                f"the settings say {self._model_id}.",
                "Run `newsdesk reindex` to embed it again, "
                f"or set NEWSDESK_EMBEDDER={recorded.split('@')[0]}.",
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = FileLock(self.path / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as busy:
            raise LibraryBusyError(
                f"Another Newsdesk is writing to the library {self.path}.",
                "Wait until it has finished, or stop it.",
            ) from busy
        except OSError as error:
            raise refusal(error, f"The library {self.path}", self.path) or LibraryError(
                f"The library {self.path} cannot be written: {error}.", "Check that the folder is yours."
            ) from error
        try:
            with self._opening:
                projections = self._projections
            projections.writing = True
            try:
                yield
            finally:
                projections.writing = False
        finally:
            lock.release()
