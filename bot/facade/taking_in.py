"""The part of the facade that takes articles in, follows feeds, and takes articles out again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.facade.parts import Parts
from ingestion.addresses import is_address
from ingestion.following import USUAL, add_feed, remove_feed
from ingestion.report import OnProgress, Progress, Report
from retrieval.article import Article

if TYPE_CHECKING:
    from ingestion.outlets import Outlets
    from ingestion.preview import Preview
    from ingestion.watching import Round
    from retrieval.asking.within import Within
    from retrieval.store.feed_list import Feed


class TakingIn(Parts):
    """Articles taken in from files, addresses and feeds, and taken out."""

    def ingest(
        self, paths: Sequence[str | Path], *, ray: str | None = None, on_progress: OnProgress | None = None
    ) -> Report:
        """Take in the articles of files, folders and addresses.

        Args:
            paths: .txt, .md, .html, .json, .jsonl, .pdf, .warc files, also with .gz, folders of
                them, and addresses of pages, feeds, sitemaps, sites and such files.
            ray: address of a Ray cluster that embeds what the files hold, or "local".
            on_progress: called as it goes.

        Returns:
            Counts, and each item refused with its reason; a bad item never raises.

        Raises:
            LibraryBusyError: another process is writing.
            ModelMismatchError: the library was filled by another model.
            ModelError: the model cannot be used.
            SettingsError: the user's table of outlets cannot be read.
            ClusterError: Ray cannot be reached, or failed.
        """
        paths = [paths] if isinstance(paths, str | Path) else paths
        with self._writing():
            return self._counted(lambda: self._take_in(paths, on_progress, ray), "ingest")

    def _take_in(
        self, paths: Sequence[str | Path], on_progress: OnProgress | None = None, ray: str | None = None
    ) -> Report:
        from ingestion.pipeline import Ingest

        if on_progress is not None and not self._prepared:
            on_progress(Progress("preparing model", 0, None, self.settings.embedder))
        self._check_model(claim=True)
        ahead = self._embed_on_ray(ray, paths, on_progress) if ray else 0
        ingest = Ingest(
            self._library,
            self._projections,
            self._embedder,
            model=self._model_id,
            max_bytes=self.settings.max_file_mb * 1_000_000,
            outlets=self._outlets(),
            open_fetcher=self._fetcher,
            on_progress=on_progress,
        )
        report = ingest.run(paths)
        return report.model_copy(update={"embedded": report.embedded + ahead})

    def _embed_on_ray(self, address: str, paths: Sequence[str | Path], on_progress: OnProgress | None) -> int:
        from ingestion.ray_embedding import Model, embed_on_ray

        def stored(count: int) -> None:
            if on_progress is not None:
                on_progress(Progress("embedding", count, None, address))

        settings = self.settings
        return embed_on_ray(
            address,
            self._library,
            [path for path in paths if not is_address(path)],
            Model(settings.embedder, settings.passage_prompt, self._embedder.manifest.revision),
            max_bytes=settings.max_file_mb * 1_000_000,
            on_stored=stored,
        )

    def _outlets(self) -> Outlets:
        from ingestion.outlets import load_outlets

        return load_outlets(self.settings.outlets)

    def preview(self, paths: Sequence[str | Path]) -> Preview:
        """What `ingest` would take from these; listings are fetched, and nothing is stored."""
        from ingestion.preview import preview

        return preview(
            self._library,
            [paths] if isinstance(paths, str | Path) else paths,
            max_bytes=self.settings.max_file_mb * 1_000_000,
            open_fetcher=self._fetcher,
        )

    def feeds(self, *, within: Within | None = None) -> list[Feed]:
        """The addresses followed, in the order in which they were added.

        Args:
            within: only those that it names, or that brought in what lies within it; all if None.
        """
        return self._under(within).feeds() if within else self._library.feeds()

    def add_feed(self, address: str, *, every: timedelta = USUAL) -> Feed:
        """Follow a feed, a sitemap, a site or a page from now on; `check_feeds` looks at it.

        Args:
            address: of http or https.
            every: the time between two looks.

        Raises:
            FeedError: it is no such address, it is followed already, or `every` is out of bounds.
        """
        return add_feed(self._library, address, every)

    def remove_feed(self, address: str) -> None:
        """Follow an address no longer; articles taken in from it stay.

        Raises:
            FeedError: it is not followed.
        """
        remove_feed(self._library, address)

    def check_feeds(self, now: datetime | None = None) -> Round | None:
        """Take in the feeds that are due; where several processes follow them, a share of those.

        Args:
            now: the instant at which they are due; the present one if None.

        Returns:
            What came of them; None where none is due, or all that are have been taken by others.

        Raises:
            FeedError: no feed is followed.
            LibraryBusyError, ModelMismatchError, ModelError, SettingsError: as `ingest` does.
        """
        from ingestion.watching import any_due, check_due

        at = now or self.now()
        if not any_due(self._library, at):
            return None
        # In this order: feeds are never held by a process that only waits for its turn to write.
        with self._writing():
            return check_due(self._library, self._take_in_feeds, at, self._projections.node)

    def _take_in_feeds(self, addresses: Sequence[str]) -> Report:
        return self._counted(lambda: self._take_in(addresses), "watch")

    def _counted(self, take_in: Callable[[], Report], place: str) -> Report:
        """What an ingest did, which is counted and noted in the log; also where it failed."""
        from bot.running.ingest_noted import noted

        with self._opening:
            counts = self._counts
        return noted(take_in, place, counts)

    def now(self) -> datetime:
        """The time, in UTC, by the library's own clock, which is one for all who share it."""
        return self._library.now()

    def remove(self, id: str) -> Article:
        """Take an article out of the library, with all its versions.

        Returns:
            What was removed.

        Raises:
            ArticleNotFoundError: there is none.
            LibraryBusyError: another process is writing.
        """
        with self._writing():
            with self._library.transaction():
                article = self._library.remove(id)
            self._projections.catch_up()
        return article
