"""The library: versions, looking up, taking out, and the file it is kept in."""

from __future__ import annotations

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.errors import ArticleNotFoundError, LibraryError, SettingsError
from retrieval.article import Article, Passage, version_of
from retrieval.library import Library
from retrieval.store.connection import FILE
from retrieval.store.schema import SCHEMA
from retrieval.store.sqlite_store import SqliteStore

DAY = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)


def article(id: str, text: str, modified: datetime | None = None) -> Article:
    return Article(
        id=id, version=version_of(text), text=text, title="A title", published=DAY, modified=modified
    )


def put(library: Library, article: Article, canonical: str | None = None) -> None:
    """Store it with one passage, whose vector is named after its text."""
    name = version_of(article.text).encode()
    with library.transaction():
        library.put_vectors([(name, b"\0" * 8)])
        library.put(article, canonical, [(Passage(n=0, start=0, end=len(article.text)), name)])


@pytest.fixture
def library(tmp_path: Path, address: SecretStr | None) -> Iterator[Library]:
    library = Library(tmp_path / "library", address)
    yield library
    library.close()


@pytest.fixture
def file_library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library")


def test_the_version_that_came_last_is_the_latest(library: Library) -> None:
    texts = ["First text.", "Second text.", "First text."]
    for text in texts:
        put(library, article("a", text))
        assert library.article("a").text == text
    assert [v.text for v in library.versions("a")] == ["Second text.", "First text."]
    assert library.article("a", version_of("Second text.")).text == "Second text."


def test_an_older_version_does_not_become_the_latest(library: Library) -> None:
    put(library, article("a", "Newer text.", modified=DAY + timedelta(days=2)))
    put(library, article("a", "Older text.", modified=DAY + timedelta(days=1)))
    assert library.article("a").text == "Newer text."
    assert [v.text for v in library.versions("a")] == ["Older text.", "Newer text."]


def test_instants_are_compared_as_instants(library: Library) -> None:
    east = timezone(timedelta(hours=9))
    put(library, article("a", "Earlier text.", modified=datetime(2024, 5, 2, 8, tzinfo=east)))
    put(library, article("a", "Later text.", modified=datetime(2024, 5, 2, 1, tzinfo=UTC)))
    put(library, article("a", "Earlier text.", modified=datetime(2024, 5, 2, 8, tzinfo=east)))
    assert library.article("a").text == "Later text."


def test_an_unknown_version_is_refused(library: Library) -> None:
    put(library, article("a", "First text."))
    with pytest.raises(ArticleNotFoundError, match="no version 0000"):
        library.article("a", "0000")


def test_an_article_is_found_by_id_url_and_beginning(library: Library) -> None:
    put(library, article("paper.example/2024/strike", "One."), "https://paper.example/2024/strike")
    put(library, article("paper.example/2024/storm", "Two."), "https://paper.example/2024/storm")
    for name in ("paper.example/2024/strike", "https://paper.example/2024/strike", "paper.example/2024/str"):
        assert library.article(name).text == "One."
    with pytest.raises(ArticleNotFoundError) as several:
        library.article("paper.example/2024/st")
    assert "paper.example/2024/storm, paper.example/2024/strike" in several.value.message
    assert several.value.hint


@pytest.mark.parametrize("id", ["", "x" * 100_000, "%", "_", "'; DROP TABLE articles; --", "\0", "\ud800"])
def test_an_id_that_is_none_is_not_found(library: Library, id: str) -> None:
    put(library, article("a", "One."))
    with pytest.raises(ArticleNotFoundError):
        library.article(id)


def test_removing_takes_passages_and_vectors_and_tells_the_indexes(library: Library) -> None:
    put(library, article("a", "Only a has this."))
    put(library, article("a", "Both have this."))
    put(library, article("b", "Both have this."))
    with library.transaction():
        seen = library.pending(100)[-1].key
        assert library.remove("a").text == "Both have this."
    mine, shared = (version_of(text).encode() for text in ("Only a has this.", "Both have this."))
    assert library.missing_vectors([mine, shared]) == {mine}
    assert (library.count("passages"), library.count("versions"), library.count("articles")) == (1, 1, 1)
    told = [(change.kind, change.action) for change in library.pending(100, after=seen)]
    assert sorted(told) == [("article", "delete")] * 2 + [("passage", "delete")] * 2
    with pytest.raises(ArticleNotFoundError):
        library.article("a")
    assert library.integrity() == []
    assert library.misplaced() == []


def test_a_transaction_is_all_or_nothing(library: Library) -> None:
    def broken_off(by: Callable[[], None]) -> None:
        with library.transaction():
            library.put_vectors([(b"1", b"2")])
            by()

    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off(stopped)
    with pytest.raises(LibraryError, match="cannot be written"):
        broken_off(lambda: library.put_vectors([(b"3", None)]))  # type: ignore[list-item]  # a fault of ours
    assert library.count("vectors") == 0


def test_threads_do_not_see_each_other_writing(library: Library) -> None:
    seen: list[int] = []
    with library.transaction():
        library.put_vectors([(b"1", b"2")])
        reader = threading.Thread(target=lambda: seen.append(library.count("vectors")))
        reader.start()
        reader.join()
    reader = threading.Thread(target=lambda: seen.append(library.count("vectors")))
    reader.start()
    reader.join()
    assert seen == [0, 1]


def test_the_state_changes_with_every_commit_of_anyone(library: Library, address: SecretStr | None) -> None:
    before = library.state()
    assert library.state() == before
    put(library, article("a", "One."))
    mine = library.state()
    with closing(Library(library.folder, address)) as other:
        put(other, article("b", "Two."))
    assert len({before, mine, library.state()}) == 3


def test_a_snapshot_is_of_one_moment(library: Library, address: SecretStr | None) -> None:
    put(library, article("a", "First text."))
    before = library.state()
    with closing(Library(library.folder, address)) as other, library.snapshot():
        assert library.article("a").text == "First text."
        put(other, article("a", "Second text."))
        with library.snapshot():
            assert library.article("a").text == "First text."
        # What is worked out in here is not taken for something newer.
        assert library.state() == before
    assert library.article("a").text == "Second text."
    assert library.state() != before


def test_what_is_counted_in_a_snapshot_is_of_its_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, other = Library(tmp_path), Library(tmp_path)
    put(library, article("a", "First text."))
    assert library.count("articles") == 1
    committed, further = SqliteStore._committed, list("bcdefgh")
    left = [len(further)]

    def overtaken(store: SqliteStore) -> int:
        found = committed(store)
        if store is library._store and len(further) > left[0]:
            put(other, article(further.pop(), f"Text {len(further)}."))
        return found

    monkeypatch.setattr(SqliteStore, "_committed", overtaken)
    # One commit in between, then more than are waited for.
    for left[0] in (6, 0):
        with library.snapshot():
            assert library.count("articles") == len(library.articles()) > 1
    assert library.count("articles") == len(library.articles()) == 8
    library.close()
    other.close()


def test_in_a_snapshot_nothing_is_written(library: Library) -> None:
    with library.snapshot(), pytest.raises(LibraryError, match="cannot be written"), library.transaction():
        library.set_meta("model", "another")
    put(library, article("a", "One."))
    assert library.meta("model") is None


def test_the_schema_is_on_record(file_library: Library) -> None:
    with sqlite3.connect(file_library.folder / FILE) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def test_a_newer_schema_is_refused(file_library: Library) -> None:
    folder = file_library.folder
    file_library.close()
    with sqlite3.connect(folder / FILE) as db:
        db.execute("PRAGMA user_version = 999")
    with pytest.raises(LibraryError, match="newer Newsdesk") as refused:
        Library(folder)
    assert refused.value.hint == "Upgrade Newsdesk to use it."


def test_many_open_a_new_library_at_once(tmp_path: Path) -> None:
    failed: list[Exception] = []
    barrier = threading.Barrier(8)

    def opened() -> None:
        barrier.wait()
        try:
            Library(tmp_path / "new").count("articles")
        except LibraryError as error:
            failed.append(error)

    threads = [threading.Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.mark.parametrize("content", [b"a text about databases. " * 50, b"SQLite format 3\0" + b"\7" * 500])
def test_a_file_that_is_no_library_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(LibraryError) as refused:
        Library(tmp_path)
    assert str(tmp_path) in refused.value.message
    assert refused.value.hint


def test_damage_found_later_is_told_too(tmp_path: Path) -> None:
    library = Library(tmp_path)
    for n in range(50):
        put(library, article(f"a{n}", f"Text {n}. " * 200))
    library.close()
    file = tmp_path / FILE
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(LibraryError, match="damaged"):
        Library(tmp_path).articles()


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library(tmp_path / "file")


def test_a_closed_library_says_so(library: Library) -> None:
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.count("articles")


def test_numbers_of_rows_follow_every_commit_and_what_is_being_written(
    library: Library, address: SecretStr | None
) -> None:
    other = Library(library.folder, address)
    assert (library.count("passages"), other.count("passages")) == (0, 0)
    with library.transaction():
        for n, outlet in enumerate(["The Post", None, "Émile", "The Gazette", "The Post"]):
            text = f"Text {n}."
            article = Article(id=f"a{n}", version=version_of(text), text=text, outlet=outlet)
            library.put(article, None, [(Passage(n=0, start=0, end=7), b"h")])
        assert (library.count("passages"), other.count("passages")) == (5, 0)
    assert (library.count("passages"), other.count("passages")) == (5, 5)
    assert other.outlets() == ("The Gazette", "The Post", "Émile")
    with other.transaction():
        other.remove("a1")
    assert (library.count("passages"), library.count("articles")) == (4, 4)
    other.close()


def test_postgresqls_driver_is_asked_for_where_it_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match=r"driver is not installed.*newsdesk\[postgres\]"):
        Library(tmp_path, SecretStr("postgresql://reader:secret@127.0.0.1:9/news"))
