"""The index of words: passages and whole articles in Tantivy, ranked by BM25.

A projection of the library: it stores no text and can be rebuilt at any time.
"""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import tantivy

from config.errors import LibraryError
from retrieval.index.native import aside, guarded, swap
from retrieval.index.text_contents import TextContents
from retrieval.terms import ANALYZER, analyzer, terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TITLE_WEIGHT = 1.5
"""How much a word in the headline counts against one in the text.

On RealTimeQA's 127 development questions 0.7, 1.5 and 3 gave, with all else
fitted to each, MRR .881, .892 and .880 in cross-validation.
"""

NAMED_ONE_BY_ONE = 4000
"""Keys up to which a limited search names each; else it first sifts `OVERFETCH` times the hits.

To name 26,000 takes 18 ms, to sift 5.
"""

OVERFETCH = 20

UNDATED = 0
_LAST_DAY = date.max.toordinal() + 1
_WRITER_BYTES = 50_000_000
_FILLING_BYTES, _FILLING_THREADS = 200_000_000, 4
"""For all threads together; a new index of many is made several times faster with room to gather them."""


class Words(NamedTuple):
    """What is put into the index: one passage, or one whole version of an article."""

    key: int
    text: str
    title: str | None
    dated: datetime | None


class TextIndex:
    """BM25 over passages and over articles. Whoever only reads creates and changes no file.

    Args:
        folder: the index's folder; one that is missing or unreadable counts as empty, and `write` creates it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._filling: tantivy.IndexWriter | None = None
        self._stands_in = False
        self._index, self._stored = self._open()

    def _open(self) -> tuple[tantivy.Index, bool]:
        """The index, and whether it is the one in the folder and not a stand-in."""
        stored = (self._folder / "meta.json").is_file()
        # A process that is killed while it replaces the folder leaves the one that answered before aside.
        folder = self._folder if stored or self._folder.exists() else aside(self._folder)
        found = (folder / "meta.json").is_file()
        try:
            # From files that are damaged, or of another schema, Tantivy raises of many kinds.
            with guarded(f"The text index {folder}"):
                index = tantivy.Index(self._schema, path=str(self._readable(folder)) if found else None)
                _ = index.searcher().num_docs
        except LibraryError:
            # The caller compares counts and fills it again.
            stored, index = False, tantivy.Index(self._schema)
        index.register_tokenizer(ANALYZER, analyzer())
        return index, stored

    def _readable(self, folder: Path) -> Path:
        """The folder, or a copy of it where nothing may be written: Tantivy takes a lock even to read."""
        if all(os.access(path, os.W_OK) for path in (folder, *folder.glob(".*.lock"))):
            return folder
        self._copy = TemporaryDirectory(prefix="newsdesk-words-")
        for file in folder.iterdir():
            if file.suffix != ".lock":
                shutil.copyfile(file, Path(self._copy.name) / file.name)
        return Path(self._copy.name)

    def __len__(self) -> int:
        """Passages and versions together."""
        return int(self._index.searcher().num_docs)

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._folder

    @property
    def in_place(self) -> bool:
        """Whether what answers is the one in its folder."""
        return self._stored

    @property
    def contents(self) -> TextContents:
        """What it holds now, entry by entry."""
        return TextContents(self._index)

    def refresh(self) -> None:
        """See what another process has written since."""
        try:
            if self._stored and (self._folder / "meta.json").is_file():
                with guarded(f"The text index {self._folder}"):
                    self._index.reload()
                return
        except LibraryError:
            pass
        index, stored = self._open()
        # What stands in is better than nothing.
        if stored or index.searcher().num_docs or not self._stands_in:
            self._index, self._stored, self._stands_in = index, stored, False

    def stand_in(self, fill: Callable[[TextIndex], None]) -> None:
        """Have an index in memory answer until there is one in the folder, which cannot be written now."""
        self._index, self._stored, self._stands_in = tantivy.Index(self._schema), False, True
        self._index.register_tokenizer(ANALYZER, analyzer())
        with guarded("The text index in memory"):
            self._filling = self._index.writer(_WRITER_BYTES, 1)
            fill(self)
            self._filling.commit()
            self._filling.wait_merging_threads()
            self._filling = None
            self._index.reload()

    def rebuild(self, fill: Callable[[TextIndex], None]) -> None:
        """Replace it by one filled anew beside it, so that readers find the old one until then."""
        beside = self._folder.with_name(self._folder.name + ".new")
        shutil.rmtree(beside, ignore_errors=True)
        try:
            fresh = TextIndex(beside)
            with fresh._filled_at_once():
                fill(fresh)
            swap(beside, self._folder)
        except BaseException:
            # On a full disk above all it must not stay.
            shutil.rmtree(beside, ignore_errors=True)
            raise
        self._index, self._stored = self._open()

    @contextmanager
    def _filled_at_once(self) -> Iterator[None]:
        """Put all that is written inside into a new index by one writer, and on disk at the end."""
        with guarded(f"The text index {self._folder}"):
            self._create()
            self._filling = self._index.writer(_FILLING_BYTES, min(_FILLING_THREADS, os.cpu_count() or 1))
            yield
            self._filling.commit()
            self._filling.wait_merging_threads()
            self._filling = None

    def write(
        self,
        passages: Iterable[Words] = (),
        articles: Iterable[Words] = (),
        gone_passages: Iterable[int] = (),
        gone_articles: Iterable[int] = (),
    ) -> None:
        """Put in, replace and take out, all at once; on return it is on disk.

        Raises:
            LibraryError: its files are damaged, or cannot be written; `rebuild` replaces them.
        """
        with guarded(f"The text index {self._folder}"):
            if self._filling is not None:
                _add(self._filling, passages, articles)
                return
            self._create()
            self._write(passages, articles, gone_passages, gone_articles)
            self._index.reload()

    def _create(self) -> None:
        if not self._stored:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            self._index = tantivy.Index(self._schema, path=str(self._folder))
            self._index.register_tokenizer(ANALYZER, analyzer())
            self._stored = True

    def _write(
        self,
        passages: Iterable[Words],
        articles: Iterable[Words],
        gone_passages: Iterable[int],
        gone_articles: Iterable[int],
    ) -> None:
        writer = self._index.writer(_WRITER_BYTES, 1)
        for field, gone in (("passage", gone_passages), ("article", gone_articles)):
            for key in gone:
                writer.delete_documents_by_term(field, key)
        passages, articles = list(passages), list(articles)
        for field, rows in (("passage", passages), ("article", articles)):
            for row in rows:
                writer.delete_documents_by_term(field, row.key)
        _add(writer, passages, articles)
        writer.commit()
        writer.wait_merging_threads()

    def passages(
        self, query: Sequence[str], until: datetime, limit: int, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Keys and BM25 scores of the best passages not dated after ``until``, of those in ``only``."""
        return self._search("passage", query, until, limit, only)

    def articles(
        self, query: Sequence[str], until: datetime, limit: int, only: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """Keys and BM25 scores of the best versions not dated after ``until``, of those in ``only``."""
        return self._search("article", query, until, limit, only)

    def speaking_of(
        self,
        days: Iterable[date],
        until: datetime,
        limit: int = 1000,
        only: NDArray[np.int64] | None = None,
    ) -> list[int]:
        """Keys of passages, not dated after ``until``, in which one of these days is written out.

        Where ``only`` is given, of those in it.
        """
        ways = []
        for day in days:
            for written in (f"{day:%B} {day.day}", f"{day:%b} {day.day}", f"{day.day} {day:%B}"):
                phrase = tantivy.Query.phrase_query(self._schema, "text", list(terms(written)))
                ways.append((tantivy.Occur.Should, phrase))
        spoken = tantivy.Query.boolean_query(ways)
        return [key for key, _ in self._of_these("passage", spoken, until, limit, only)]

    def rarity(self, query: Iterable[str]) -> dict[str, float]:
        """Inverse document frequency of terms over articles: ln((N + 1) / (n + 0.5)), never below 0.1."""
        searcher = self._index.searcher()
        total = max(1, searcher.doc_freq("kind", "article"))
        return {
            term: max(0.1, math.log((total + 1) / (searcher.doc_freq("article_text", term) + 0.5)))
            for term in query
        }

    def _search(
        self,
        field: str,
        query: Sequence[str],
        until: datetime,
        limit: int,
        only: NDArray[np.int64] | None,
    ) -> list[tuple[int, float]]:
        if not query:
            return []
        prefix = "" if field == "passage" else "article_"
        should = []
        for term in dict.fromkeys(query):
            title = tantivy.Query.term_query(self._schema, f"{prefix}title", term)
            should.append((tantivy.Occur.Should, tantivy.Query.boost_query(title, TITLE_WEIGHT)))
            should.append(
                (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, f"{prefix}text", term))
            )
        return self._of_these(field, tantivy.Query.boolean_query(should), until, limit, only)

    def _of_these(
        self,
        field: str,
        matching: tantivy.Query,
        until: datetime,
        limit: int,
        only: NDArray[np.int64] | None,
    ) -> list[tuple[int, float]]:
        if only is None:
            return self._hits(field, matching, until, limit)
        if not len(only):
            return []
        if len(only) > NAMED_ONE_BY_ONE:
            wanted = set(only.tolist())
            hits = self._hits(field, matching, until, limit * OVERFETCH)
            kept = [(key, score) for key, score in hits if key in wanted][:limit]
            if len(kept) == limit or len(hits) < limit * OVERFETCH:
                return kept
        named = tantivy.Query.const_score_query(
            tantivy.Query.term_set_query(self._schema, field, only.tolist()), 0.0
        )
        both = [(tantivy.Occur.Must, matching), (tantivy.Occur.Must, named)]
        return self._hits(field, tantivy.Query.boolean_query(both), until, limit)

    def _hits(
        self, field: str, matching: tantivy.Query, until: datetime, limit: int
    ) -> list[tuple[int, float]]:
        with guarded(f"The text index {self._folder}"):
            searcher = self._index.searcher()
            later = self._dated(day_number(until) + 1, _LAST_DAY)
            # To sift out nothing takes half as long again in a library of a million passages.
            if searcher.search(later, 1).hits:
                readable = self._dated(UNDATED, day_number(until))
                both = [(tantivy.Occur.Must, matching), (tantivy.Occur.Must, readable)]
                matching = tantivy.Query.boolean_query(both)
            hits = searcher.search(matching, limit).hits
            keys = searcher.fast_field_values(field, [address for _, address in hits])
        # Every hit has the field it was found by.
        return [(int(key or 0), float(score)) for key, (score, _) in zip(keys, hits, strict=True)]

    def _dated(self, first: int, last: int) -> tantivy.Query:
        """What is of these days, at no score."""
        days = tantivy.Query.range_query(
            self._schema, "day", tantivy.FieldType.Integer, first, last, True, True
        )
        return tantivy.Query.const_score_query(days, 0.0)


def _add(writer: tantivy.IndexWriter, passages: Iterable[Words], articles: Iterable[Words]) -> None:
    for field, prefix, rows in (("passage", "", passages), ("article", "article_", articles)):
        for row in rows:
            document = tantivy.Document()
            document.add_integer(field, row.key)
            document.add_text("kind", field)
            document.add_integer("day", day_number(row.dated))
            document.add_text(f"{prefix}text", row.text)
            if row.title:
                document.add_text(f"{prefix}title", row.title)
            writer.add_document(document)


def day_number(moment: datetime | None) -> int:
    """Days since the year 1, in UTC; 0 for what has no date."""
    return UNDATED if moment is None else moment.astimezone(UTC).toordinal()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in ("passage", "article", "day"):
        builder.add_integer_field(field, stored=False, indexed=True, fast=True)
    for field in ("title", "text", "article_title", "article_text"):
        builder.add_text_field(field, stored=False, tokenizer_name=ANALYZER)
    builder.add_text_field("kind", stored=False, tokenizer_name="raw")
    return builder.build()
