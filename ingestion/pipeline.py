"""From files to a library that answers: read, cut, embed what is new, store, tell the indexes."""

from __future__ import annotations

import gzip
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from config.errors import ModelMismatchError, RefusedError
from config.tracing import span
from ingestion.addresses import is_address
from ingestion.attributing import state
from ingestion.deciding import decide, outdated
from ingestion.discovery import discover, format_of
from ingestion.draft import Draft
from ingestion.file_digest import READING, file_digest
from ingestion.identity import names_of
from ingestion.outlets import Outlets, load_outlets
from ingestion.passages import cut
from ingestion.read import read_file
from ingestion.report import Note, OnProgress, Progress, Refusal, Report
from ingestion.stories import fold
from retrieval.article import Article, Passage
from retrieval.index.projections import Projections
from retrieval.library import Library
from retrieval.models.embedder import Embedder
from retrieval.store.page_log import PageState

if TYPE_CHECKING:
    from ingestion.fetcher import Fetcher
    from ingestion.offers import Gone, Offer, Route

BATCH = 64
"""Articles written in one transaction: what an interrupted ingest loses at most."""

_log = logging.getLogger(__name__)


class _Ready(NamedTuple):
    """An article cut into passages, with what has to be embedded for each.

    Args:
        draft: what it was made of.
        id: of the article, as it was when the draft was read.
        again: whether this ingest had met that article before.
        state: of the page that it is.
    """

    draft: Draft
    id: str
    again: bool
    state: PageState | None
    passages: list[tuple[Passage, bytes]]
    texts: dict[bytes, str]


@dataclass
class _Tally:
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    same: int = 0
    passages: int = 0
    embedded: int = 0
    copies: int = 0
    withdrawn: int = 0
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Ingest:
    """One ingest into a library; the caller holds its write lock.

    Args:
        library: where the articles go.
        projections: the indexes told of them.
        embedder: the model that embeds what is new.
        model: its name and revision, as the library has them recorded.
        max_bytes: largest single-article file read.
        open_fetcher: makes what fetches addresses; called only where there are some.
        outlets: names the outlets of articles that do not; the packaged table if None.
        on_progress: called as it goes.
    """

    def __init__(  # noqa: PLR0913  # the parts it works with, each given once
        self,
        library: Library,
        projections: Projections,
        embedder: Embedder,
        *,
        model: str,
        max_bytes: int,
        open_fetcher: Callable[[], Fetcher],
        outlets: Outlets | None = None,
        on_progress: OnProgress | None = None,
    ) -> None:
        self._library = library
        self._projections = projections
        self._embedder = embedder
        self._model = model
        self._max_bytes = max_bytes
        self._outlets = outlets or load_outlets()
        self._open_fetcher = open_fetcher
        self._on_progress = on_progress or (lambda progress: None)
        self._tally = _Tally()
        self._batch: list[_Ready] = []
        self._batched: set[str] = set()
        self._pages: list[PageState] = []
        self._gone: list[Gone] = []
        self._through: list[tuple[str, str]] = []
        self._at: defaultdict[str, list[str]] = defaultdict(list)
        self._seen: set[str] = set()
        self._done = 0
        self._total = 0

    def run(self, paths: Sequence[str | Path]) -> Report:
        """Take in the articles of files and folders, then those at addresses.

        Args:
            paths: files, folders looked through recursively, and addresses of http or https.

        Returns:
            What went in and what was refused; nothing about an item raises.
        """
        began = time.monotonic()
        with span("ingest.mending"):
            self._projections.mend()
            fold(self._library)
            state(self._library)
        files: list[Path] = []
        addresses = [str(path) for path in paths if is_address(path)]
        for found in discover([path for path in paths if not is_address(path)]):
            if isinstance(found, RefusedError):
                self._refuse(found)
            else:
                files.append(found)
        self._total = sum(_items(path) for path in files)
        try:
            for path in files:
                with span("ingest.file"):
                    self._file(path)
            if addresses:
                with span("ingest.addresses", named=len(addresses)):
                    self._fetch(addresses)
        finally:
            # Also when the user stops it: what was read whole is kept.
            self._write()
            with span("ingest.indexing"):
                self._projections.catch_up(self._told)
        return Report(
            **{
                name: getattr(self._tally, name)
                for name in ("new", "updated", "unchanged", "same", "copies", "withdrawn", "passages")
            },
            embedded=self._tally.embedded,
            refused=tuple(self._tally.refused),
            notes=tuple(self._tally.notes),
            seconds=round(time.monotonic() - began, 3),
        )

    def _file(self, path: Path) -> None:
        item = str(path)
        place = str(path.absolute())
        digest = file_digest(path)
        known = self._library.file_digest(place)
        if known is not None and known[0] == digest:
            self._tally.unchanged += known[1]
            self._step(item, _items(path))
            return
        before = len(self._tally.refused) + len(self._tally.notes)
        items = 0
        for draft in read_file(path, max_bytes=self._max_bytes):
            items += 1
            self._step(item, 1)
            if isinstance(draft, RefusedError):
                self._refuse(draft)
            else:
                self._take(draft)
        if digest and len(self._tally.refused) + len(self._tally.notes) == before:
            self._write()
            with self._library.transaction():
                self._library.set_file(place, digest, items)

    def _fetch(self, addresses: Sequence[str]) -> None:
        """Take in what addresses hold, while further ones are being fetched."""
        from ingestion.web import Web

        with self._open_fetcher() as fetcher:
            web = Web(fetcher, self._library, READING, self._found)
            try:
                for offer in web.offers(addresses):
                    self._offer(offer)
            finally:
                # One article may stand in several feeds, of which only the first led to it.
                for route in web.again:
                    self._through += [(id_, route.named) for id_ in self._at[route.key]]

    def _came(self, id_: str, route: Route) -> None:
        """Note what the user named to have the article; others may have led to it as well."""
        self._through.append((id_, route.named))
        self._at[route.key].append(id_)

    def _offer(self, offer: Offer) -> None:
        from ingestion.offers import Gone, Page, Unchanged

        if isinstance(offer, Page):
            self._step(offer.draft.item, 1)
            self._take(offer.draft, offer.state, offer.route)
        elif isinstance(offer, Unchanged):
            self._step(offer.state.address, 1)
            self._count_known(offer.state.article or "")
            self._came(offer.state.article or "", offer.route)
            if offer.fresh:
                self._pages.append(offer.state)
        elif isinstance(offer, Gone):
            self._step(offer.refusal.item, 1)
            self._gone.append(offer)
            self._refuse(offer.refusal)
        elif isinstance(offer, RefusedError):
            self._step(offer.item, 1)
            self._refuse(offer)

    def _found(self, count: int) -> None:
        self._total += count

    def _take(self, draft: Draft, state: PageState | None = None, route: Route | None = None) -> None:
        try:
            id_ = self._sort(self._outlets.named(draft), state)
            if route is not None:
                self._came(id_, route)
            if state is not None:
                self._pages.append(replace(state, article=id_))
        except RefusedError as refused:
            self._refuse(refused)
        if max(len(self._batch), len(self._pages)) >= BATCH:
            self._write()

    def _sort(self, draft: Draft, state: PageState | None) -> str:
        """Decide whether a draft is new, changed, known or a double, and line it up."""
        names = names_of(draft)
        if names & self._batched:
            self._write()
        found = decide(draft, self._library, seen=self._seen)
        if found.article.id in self._batched:
            self._write()
            found = decide(draft, self._library, seen=self._seen)
        id_ = found.article.id
        self._tally.notes += [Note(item=draft.item, text=note) for note in draft.notes]
        if found.known:
            self._count_known(id_)
        else:
            self._line_up(draft, found.article, state)
            self._batched |= names | {id_}
        self._seen.add(id_)
        return id_

    def _count_known(self, id_: str) -> None:
        if id_ in self._seen:
            self._tally.same += 1
        else:
            self._tally.unchanged += 1
        self._seen.add(id_)

    def _line_up(self, draft: Draft, article: Article, state: PageState | None) -> None:
        found = cut(article.title, article.text, self._embedder.token_counts, language=article.language)
        again = article.id in self._seen
        self._batch.append(_Ready(draft, article.id, again, state, *found))

    def _write(self) -> None:
        """Embed what the batch has that is new, and store it: all of it or nothing."""
        if not (self._batch or self._pages or self._gone or self._through):
            return
        pages, self._pages = self._pages, []
        gone, self._gone = self._gone, []
        through, self._through = self._through, []
        batch, self._batch = self._batch, []
        self._batched.clear()
        texts = {hash_: text for ready in batch for hash_, text in ready.texts.items()}
        with span("ingest.embedding", texts=len(texts)) as traced:
            vectors = self._embedded(texts, {})
            traced.set(embedded=len(vectors))
        with span("ingest.storing", articles=len(batch)), self._library.transaction():
            self._still_the_model()
            # What another process has removed meanwhile took its vectors along.
            vectors |= self._embedded(texts, vectors)
            self._library.put_vectors(vectors.items())
            ids = {ready.id: self._store(ready) for ready in batch}
            for page in pages:
                self._keep_page(page, ids)
            self._library.came_through(
                (named, address) for id_, address in through if (named := ids.get(id_, id_)) is not None
            )
            for left in gone:
                self._withdraw(left)
        with span("ingest.folding"):
            self._tally.copies += fold(self._library)
        with span("ingest.attributing"):
            state(self._library)
        self._tally.embedded += len(vectors)

    def _embedded(self, texts: dict[bytes, str], had: dict[bytes, bytes]) -> dict[bytes, bytes]:
        """The vectors, as they are kept, of the texts that neither the library has nor we had."""
        missing = sorted(self._library.missing_vectors(list(texts)) - had.keys())
        vectors = self._embedder.passages([texts[hash_] for hash_ in missing])
        return {hash_: vector.astype("<f4").tobytes() for hash_, vector in zip(missing, vectors, strict=True)}

    def _still_the_model(self) -> None:
        """See, in the transaction, that no other process has embedded the library by another model."""
        recorded = self._library.meta("model")
        if recorded != self._model:
            raise ModelMismatchError(
                f"The library was filled by the model {recorded} while {self._model} took articles in.",
                "Set NEWSDESK_EMBEDDER to that model, and take them in again.",
            )

    def _store(self, ready: _Ready) -> str | None:
        """Store an article, unless another process has meanwhile; its id, or None where it is refused."""
        try:
            found = decide(ready.draft, self._library, seen={ready.id} if ready.again else frozenset())
        except RefusedError as refused:
            self._refuse(refused)
            return None
        article = found.article
        self._seen.add(article.id)
        if found.known or (ready.state is not None and outdated(ready.state, self._library)):
            self._tally.unchanged += 1
            return article.id
        self._tally.passages += self._library.put(article, found.canonical, ready.passages)
        self._library.set_credits(article.id, article.version, ready.draft.credits)
        if found.first:
            self._tally.new += 1
        else:
            self._tally.updated += 1
        return article.id

    def _keep_page(self, page: PageState, ids: dict[str, str | None]) -> None:
        """Record a page, under the id that its article was stored with, unless it was fetched since."""
        if page.article is not None:
            named = ids.get(page.article, page.article)
            if named is None:
                return
            page = replace(page, article=named)
        if outdated(page, self._library):
            return
        self._library.set_page(page)
        if page.article is not None:
            self._library.restore(page.article)

    def _withdraw(self, gone: Gone) -> None:
        from ingestion.withdrawing import withdraw

        if withdraw(self._library, gone):
            self._tally.withdrawn += 1
            text = f"withdrawn: its page is gone ({gone.status}); the article no longer answers"
            self._tally.notes.append(Note(item=gone.refusal.item, text=text))

    def _refuse(self, refused: RefusedError) -> None:
        _log.warning("refused %s: %s", refused.item, refused.reason)
        self._tally.refused.append(Refusal(item=refused.item, reason=refused.reason, hint=refused.hint))

    def _step(self, item: str, count: int) -> None:
        self._done += count
        self._total = max(self._total, self._done)
        self._on_progress(Progress("embedding", self._done, self._total, item))

    def _told(self, changes: int) -> None:
        self._on_progress(Progress("indexing", changes, None))


def _items(path: Path) -> int:
    """How many items a file holds, for a progress bar: its lines if it has one article a line."""
    if format_of(path) != "jsonl":
        return 1
    try:
        return sum(block.count(b"\n") for block in _blocks(path)) or 1
    except (OSError, EOFError):
        return 1


def _blocks(path: Path) -> Iterator[bytes]:
    opener = gzip.open if path.name.lower().endswith(".gz") else Path.open
    with opener(path, "rb") as file:
        while block := file.read(1 << 20):
            yield block
