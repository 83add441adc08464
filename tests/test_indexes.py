"""The indexes beside the library: whatever happens to them, asking works and the next ingest mends them."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.desk import Newsdesk
from config.settings import load_settings
from retrieval.article import Article, Passage, version_of
from retrieval.index.nearest import Nearest
from retrieval.index.projections import SEAL, Projections
from retrieval.index.text_index import TextIndex, Words
from retrieval.index.vector_index import ExactIndex
from retrieval.library import Library

SAMPLE = Path(__file__).resolve().parent.parent / "ingestion" / "sample_news"
QUESTION = "What did Lavrov demand?"
DAY = date(2022, 1, 2)
NOW = datetime(2030, 1, 1, tzinfo=UTC)


def truncated(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def overwritten(file: Path) -> None:
    file.write_bytes(random.Random(0).randbytes(file.stat().st_size))


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    for at in range(8, len(data) - 64, 97):
        data[at] ^= 0xFF
    file.write_bytes(data)


@pytest.fixture(scope="module")
def expected(sample_library: Path) -> list[str]:
    """What the question finds in a library that is whole."""
    with Newsdesk(sample_library) as desk:
        found = [hit.passage_id for hit in desk.search(QUESTION, as_of=DAY)]
    assert found
    return found


def found(folder: Path, vectors: str = "auto") -> list[str]:
    with Newsdesk(settings=load_settings(library=folder, vectors=vectors)) as desk:
        answer = desk.ask(QUESTION, as_of=DAY)
        assert answer.citations or answer.nearest
        return [hit.passage_id for hit in desk.search(QUESTION, as_of=DAY)]


def vectors_of(folder: Path) -> list[tuple[int, bytes]]:
    library = Library(folder)
    rows = library.vector_rows()
    library.close()
    return rows


def mended(folder: Path, vectors: str = "auto") -> None:
    """An ingest of what is in already puts the indexes right and embeds nothing."""
    before = vectors_of(folder)
    with Newsdesk(settings=load_settings(library=folder, vectors=vectors)) as desk:
        report = desk.ingest([SAMPLE])
        assert (report.embedded, report.new, report.updated) == (0, 0, 0)
        assert desk.index_faults() == []
        assert all(check.ok for check in desk.doctor())
    assert vectors_of(folder) == before


def test_words_that_are_gone_are_built_anew_for_whoever_asks(own_sample: Path, expected: list[str]) -> None:
    shutil.rmtree(own_sample / "words")
    assert found(own_sample) == expected
    with Newsdesk(own_sample) as desk:
        assert desk.index_faults() == []


@pytest.mark.parametrize("name", ["current", "manifest.json", "codes"])
def test_vectors_that_are_gone_are_built_anew_for_whoever_asks(
    own_sample: Path, expected: list[str], name: str
) -> None:
    (file,) = (own_sample / "vectors").rglob(name)
    file.unlink()
    assert found(own_sample, "quantised") == expected
    with Newsdesk(own_sample) as desk:
        assert desk.index_faults() == []


@pytest.mark.parametrize("suffix", ["meta.json", ".idx", ".pos", ".fast"])
@pytest.mark.parametrize("damage", [truncated, Path.unlink])
def test_words_that_are_damaged(
    own_sample: Path, expected: list[str], suffix: str, damage: Callable[[Path], None]
) -> None:
    for file in (own_sample / "words").glob(f"*{suffix}"):
        damage(file)
    assert found(own_sample) == expected
    mended(own_sample)


@pytest.mark.parametrize("suffix", [".idx", ".pos", ".term", ".fast"])
def test_words_with_a_few_bits_wrong_raise_nothing_unforeseen(own_sample: Path, suffix: str) -> None:
    for file in (own_sample / "words").glob(f"*{suffix}"):
        flipped(file)
    with Newsdesk(own_sample) as desk:
        assert desk.search(QUESTION, as_of=DAY)


def test_words_of_another_library(own_sample: Path, expected: list[str], tmp_path: Path) -> None:
    other = TextIndex(tmp_path / "other")
    other.write(passages=[Words(1, "Lavrov demanded tea.", None, None)])
    shutil.rmtree(own_sample / "words")
    shutil.copytree(tmp_path / "other", own_sample / "words")
    assert found(own_sample) == expected


@pytest.fixture
def own_chroma(own_sample: Path) -> Path:
    """The sample library with its vectors in Chroma."""
    mended(own_sample, "chroma")
    assert not (own_sample / "vectors").exists()
    return own_sample


def test_chroma_that_is_gone(own_chroma: Path, expected: list[str]) -> None:
    shutil.rmtree(own_chroma / "chroma")
    assert found(own_chroma, "chroma") == expected
    mended(own_chroma, "chroma")


@pytest.mark.parametrize("damage", [truncated, overwritten, Path.unlink])
def test_a_chroma_whose_database_is_damaged(
    own_chroma: Path, expected: list[str], damage: Callable[[Path], None]
) -> None:
    damage(own_chroma / "chroma" / "chroma.sqlite3")
    assert found(own_chroma, "chroma") == expected
    mended(own_chroma, "chroma")


def test_chroma_of_another_model(own_chroma: Path, expected: list[str]) -> None:
    from retrieval.index.chroma_index import ChromaIndex

    shutil.rmtree(own_chroma / "chroma")
    other = ChromaIndex(own_chroma / "chroma", "another-model@0")
    other.upsert([1], np.ones((1, 384), np.float32))
    other.close()
    assert found(own_chroma, "chroma") == expected
    mended(own_chroma, "chroma")


def test_reindex_mends_without_embedding(own_sample: Path, expected: list[str]) -> None:
    before = vectors_of(own_sample)
    shutil.rmtree(own_sample / "words")
    shutil.rmtree(own_sample / "vectors")
    with Newsdesk(own_sample) as desk:
        assert desk.reindex().pending == 0
        assert desk.index_faults() == []
    assert vectors_of(own_sample) == before
    assert found(own_sample) == expected


@pytest.mark.parametrize("as_of", [DAY, date(2021, 12, 20), date(2023, 10, 16), date(2025, 1, 1)])
def test_every_index_finds_the_same_and_nothing_later(sample_library: Path, as_of: date) -> None:
    tops = []
    for vectors in ("chroma", "quantised", "exact"):
        with Newsdesk(settings=load_settings(library=sample_library, vectors=vectors)) as desk:
            assert desk.status().vectors == vectors
            hits = desk.search(QUESTION, as_of=as_of, limit=50)
        assert hits
        assert all(hit.published is None or hit.published.date() <= as_of for hit in hits)
        tops.append([hit.passage_id for hit in hits])
    assert tops[0] == tops[1] == tops[2]


# A library large enough that Chroma has to write its graph to disk.

ROWS, WIDTH = 2600, 16


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide")
    vectors = np.random.default_rng(0).normal(size=(ROWS, WIDTH)).astype("<f4")
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    library = Library(folder)
    with library.transaction():
        library.set_meta("model", "random@1")
        for n, vector in enumerate(vectors):
            text = f"Passage number {n}."
            library.put_vectors([(str(n).encode(), vector.tobytes())])
            article = Article(
                id=f"a{n}",
                version=version_of(text),
                text=text,
                published=datetime(2020 + 4 * (n >= ROWS // 2), 1, 1, tzinfo=UTC),
            )
            library.put(article, None, [(Passage(n=0, start=0, end=len(text)), str(n).encode())])
    projections = Projections(library, chroma=True)
    projections.catch_up()
    assert projections.faults(deep=True) == []
    projections.close()
    library.close()
    return folder


def vector_of(library: Library, key: int) -> NDArray[np.float32]:
    return np.frombuffer(dict(library.vector_rows())[key], "<f4")


def nearest(folder: Path, until: datetime, limit: int = 100) -> tuple[list[int], list[int]]:
    """What Chroma and what the exact pass finds near the first passage."""
    library = Library(folder)
    projections = Projections(library, chroma=True)
    vector = vector_of(library, 1)
    by_chroma = Nearest(library, projections, "chroma").at(until).query(vector, limit)
    exactly = ExactIndex(library, until).query(vector, limit)
    projections.close()
    library.close()
    return [key for key, _ in by_chroma], [key for key, _ in exactly]


def test_chroma_agrees_with_the_exact_pass(wide: Path) -> None:
    by_chroma, exactly = nearest(wide, NOW)
    assert by_chroma[0] == exactly[0] == 1
    assert len(set(by_chroma) & set(exactly)) >= 95


def test_where_chroma_has_too_little_of_the_day_every_vector_is_looked_at(wide: Path) -> None:
    by_chroma, exactly = nearest(wide, datetime(2021, 1, 1, tzinfo=UTC), limit=60)
    assert by_chroma == exactly
    assert max(by_chroma) <= ROWS // 2


@pytest.mark.parametrize(
    "name", ["index_metadata.pickle", "data_level0.bin", "header.bin", "length.bin", "link_lists.bin"]
)
@pytest.mark.parametrize("damage", [truncated, Path.unlink])
def test_chromas_graph_is_damaged(
    wide: Path, tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    folder = Path(shutil.copytree(wide, tmp_path / "copy"))
    (file,) = (folder / "chroma").rglob(name)
    damage(file)
    by_chroma, exactly = nearest(folder, NOW)
    assert len(set(by_chroma) & set(exactly)) >= 95
    library = Library(folder)
    projections = Projections(library, chroma=True)
    projections.mend()
    assert projections.faults(deep=True) == []
    projections.close()


def test_what_chroma_writes_of_memory_that_it_does_not_use_is_no_damage(own_chroma: Path) -> None:
    """It keeps room for vectors, filled with whatever was in memory, until there are enough for a graph."""
    (file,) = (own_chroma / "chroma").rglob("data_level0.bin")
    assert file.stat().st_size > 0
    overwritten(file)
    with Newsdesk(settings=load_settings(library=own_chroma, vectors="chroma")) as desk:
        assert desk.index_faults() == []


@pytest.mark.parametrize("kept", [True, False])
def test_a_small_library_whose_chroma_was_left_in_the_middle_is_mended_by_who_asks(
    own_chroma: Path, expected: list[str], kept: bool
) -> None:
    if kept:
        library = Library(own_chroma)
        with library.transaction():
            library.set_meta(SEAL, "")
        library.close()
    else:
        shutil.rmtree(own_chroma / "chroma")
    assert found(own_chroma, "chroma") == expected
    with Newsdesk(settings=load_settings(library=own_chroma, vectors="chroma")) as desk:
        assert desk.index_faults() == []


def test_a_reader_sees_what_another_process_has_written(wide: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(wide, tmp_path / "copy"))
    reading = Library(folder)
    reader = Projections(reading, chroma=True)
    asked = Nearest(reading, reader, "chroma")
    vector = -vector_of(reading, 1)
    assert asked.at(NOW).query(vector, 100)[0][1] < 0.99

    writing = Library(folder)
    writer = Projections(writing, chroma=True)
    with writing.transaction():
        writing.put_vectors([(b"new", vector.astype("<f4").tobytes())])
        article = Article(id="new", version="0", text="A new passage.")
        writing.put(article, None, [(Passage(n=0, start=0, end=14), b"new")])
    writer.catch_up()
    writer.close()

    key, cosine = asked.at(NOW).query(vector, 100)[0]
    assert key == ROWS + 1
    assert cosine > 0.999
    reader.close()


def test_many_deletions_have_chroma_rebuilt(wide: Path, tmp_path: Path) -> None:
    library = Library(Path(shutil.copytree(wide, tmp_path / "copy")))
    projections = Projections(library, chroma=True)
    with library.transaction():
        for n in range(ROWS // 3):
            library.remove(f"a{n}")
    projections.catch_up()
    assert projections.chroma.count() == ROWS - ROWS // 3
    assert not projections.chroma.worn()
    assert projections.faults(deep=True) == []
    key = ROWS // 3 + 1
    assert projections.chroma.query(vector_of(library, key), 1)[0][0] == key
    projections.close()


def test_terms_of_any_kind_are_searched_for_as_words(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "words")
    index.write(passages=[Words(7, 'He said: "AND OR NOT" (sic).', "A title", None)])
    for terms in (["AND"], ["+x", "-y", "title:z", '"', "(", "*", "\\", "a" * 70_000], [""], []):
        assert index.passages(terms, NOW, 10) == []
    assert [key for key, _ in index.passages(["sic"], NOW, 10)] == [7]
    assert index.passages(["sic"], NOW, 1)[0][1] > 0


def test_writing_replaces_and_takes_out(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "words")
    index.write(passages=[Words(1, "river", None, None)], articles=[Words(1, "river", None, None)])
    index.write(passages=[Words(1, "bridge", None, None)])
    assert len(index) == 2
    assert index.passages(["river"], NOW, 10) == []
    assert [key for key, _ in index.articles(["river"], NOW, 10)] == [1]
    index.write(gone_passages=[1, 99], gone_articles=[1])
    assert len(index) == 0


def test_reading_creates_nothing(tmp_path: Path) -> None:
    index = TextIndex(tmp_path / "words")
    index.refresh()
    assert len(index) == 0
    assert not (tmp_path / "words").exists()
