"""The quantised index: as good as exact, whole whatever is killed or damaged, and never trusted unseen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from config.errors import LibraryError
from retrieval.article import Article, Passage, version_of
from retrieval.index import quantised_index, vector_index, vector_projection
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.index.quantised_index import UNDATED, QuantisedIndex
from retrieval.index.quantising import distances, least, signs
from retrieval.index.vector_files import Manifest, VectorFiles
from retrieval.index.vector_index import ExactIndex, Unindexed
from retrieval.index.vector_projection import VectorProjection
from retrieval.library import Library

ROWS, WIDTH = 3000, 100
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LATER = datetime(2030, 1, 1, tzinfo=UTC)


def unit(vectors: NDArray[np.float64]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype("<f4")
    return made


def day(n: int) -> datetime:
    return FIRST + timedelta(days=n)


def put(library: Library, n: int, vector: NDArray[np.float32], published: datetime | None) -> None:
    text = f"Passage number {n}."
    hash_ = vector.tobytes()[:32]
    library.put_vectors([(hash_, vector.tobytes())])
    article = Article(id=f"a{n}", version=version_of(text), text=text, published=published)
    library.put(article, None, [(Passage(n=0, start=0, end=len(text)), hash_)])


def told(library: Library) -> None:
    """Have the indexes beside a library say that they have followed all its changes."""
    Projections(library, quantised=True)._reached(library.last_change())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of one passage a day, with its index."""
    folder = tmp_path_factory.mktemp("whole")
    library = Library(folder)
    with library.transaction():
        library.set_meta("model", "random@1")
        for n, vector in enumerate(unit(np.random.default_rng(0).normal(size=(ROWS, WIDTH)))):
            put(library, n, vector, day(n))
    told(library)
    vectors = VectorProjection(library)
    vectors.build()
    assert vectors.faults(thorough=True) == []
    library.close()
    return folder


@pytest.fixture
def own(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "library"))


def sought(n: int = 1) -> NDArray[np.float32]:
    return unit(np.random.default_rng(n).normal(size=WIDTH))


def both(
    folder: Path,
    vector: NDArray[np.float32],
    limit: int,
    until: datetime = LATER,
    only: NDArray[np.int64] | None = None,
) -> tuple[list[int], list[int]]:
    """What the index finds, with the exact pass behind it, and what the exact pass finds."""
    library = Library(folder)
    projections = Projections(library, quantised=True)
    quantised = Nearest(library, projections, "quantised").at(until).query(vector, limit, only=only)
    exact = Nearest(library, projections, "exact").at(until).query(vector, limit, only=only)
    library.close()
    return [key for key, _ in quantised], [key for key, _ in exact]


@given(data=st.data())
@settings(max_examples=60)
def test_where_all_are_ranked_it_finds_what_the_exact_pass_finds(data: st.DataObject, whole: Path) -> None:
    limit = data.draw(st.integers(1, 40))
    until = day(data.draw(st.integers(-5, ROWS)))
    keys = st.lists(st.integers(1, ROWS + 9), unique=True, max_size=60).map(sorted)
    only = data.draw(st.none() | keys.map(lambda some: np.array(some, np.int64)))
    quantised, exact = both(whole, sought(data.draw(st.integers(0, 9))), limit, until, only)
    assert quantised == exact


def test_of_many_the_nearest_are_among_those_likely_by_signs(
    whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantised_index, "RANKED", 1000)
    pairs = [both(whole, sought(n), 10) for n in range(20)]
    assert sum(len(set(ours) & set(exact)) for ours, exact in pairs) >= 190
    some = np.arange(1, ROWS, 3)
    ours, exact = both(whole, sought(), 10, day(2000), some)
    assert len(set(ours) & set(exact)) >= 9
    assert set(ours) <= set(some.tolist())
    assert max(ours) <= 2001


@given(rows=st.integers(1, 300), width=st.integers(1, 200), seed=st.integers(0, 99))
@settings(max_examples=40)
def test_distances_count_the_dimensions_whose_signs_differ(rows: int, width: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(rows, width)).astype(np.float32)
    held = signs(vectors)
    found = distances([np.ascontiguousarray(column) for column in held.T], held[0])
    assert found.tolist() == ((vectors > 0) != (vectors[0] > 0)).sum(axis=1).tolist()
    wanted = 1 + seed % rows
    likely = least(found, wanted, width)
    assert len(likely) >= wanted
    assert max(found[likely]) == sorted(found)[wanted - 1]


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["put", "move", "date", "delete"]), st.integers(1, 12)), max_size=25
    )
)
@settings(max_examples=40)
def test_whatever_is_put_in_and_taken_out(
    steps: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("index")
    index = QuantisedIndex(VectorFiles.create(folder, Manifest("random@1", WIDTH)))
    expected: dict[int, tuple[int, int]] = {}
    for n, (step, key) in enumerate(steps):
        if step == "delete":
            expected.pop(key, None)
            index = index.deleted(np.array([key], np.int64))
            continue
        seed, at = expected.get(key, (n, UNDATED))
        expected[key] = (n if step == "move" else seed, n if step == "date" else at)
        seed, at = expected[key]
        index = index.upserted(np.array([key], np.int64), np.array([at], np.int64), sought(seed)[None])
    opened = QuantisedIndex.open(folder)
    assert sorted(opened.keys.tolist()) == sorted(expected)
    assert opened.manifest.live == len(expected)
    for key, (seed, at) in expected.items():
        assert opened.agrees(key, sought(seed))
        only = np.array([key], np.int64)
        assert opened.query(sought(seed), 1, only=only)[0].tolist() == [key]
        found = opened.query(sought(seed), 1, until=-1, only=only)[0].tolist()
        assert found == ([key] if at == UNDATED else [])


BUILD = """
import os, sys
from pathlib import Path
from retrieval.index import vector_projection
from retrieval.library import Library
vector_projection.BATCH = 500
def told(count):
    print("told", flush=True)
    sys.stdin.readline()
vector_projection.VectorProjection(Library(Path(sys.argv[1]))).build(told)
"""


def killed_while_building(folder: Path) -> None:
    """A process that builds, killed where it stands after two batches."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for _ in range(2):
            assert process.stdout.readline() == "told\n"
            process.stdin.write("\n")
            process.stdin.flush()
        process.send_signal(signal.SIGKILL)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_build_that_is_killed_is_gone_on_with(own: Path) -> None:
    shutil.rmtree(own / "vectors")
    killed_while_building(own)
    library = Library(own)
    with library.transaction():
        put(library, 3, sought(), day(4))
        library.remove("a10")
        put(library, ROWS, sought(5), None)
    Projections(library, quantised=True).catch_up()
    told: list[int] = []
    vectors = VectorProjection(library)
    vectors.build(told.append)
    assert 0 < sum(told) <= ROWS + 1 - 1000
    assert vectors.faults(thorough=True) == []
    library.close()
    ours, exact = both(own, sought(), 30)
    assert ours == exact
    assert ours[0] == 4


def test_while_it_is_built_the_one_before_answers(own: Path) -> None:
    library = Library(own)
    vectors = VectorProjection(library)
    before = vectors.index()

    def told(count: int) -> None:
        assert vectors.index() is before

    vectors.build(told)
    assert vectors.index() is not before
    assert before.query(sought(), 5)[0].tolist() == vectors.index().query(sought(), 5)[0].tolist()
    library.close()


def truncated(file: Path) -> None:
    os.truncate(file, (file.stat().st_size - 1) // 2)


def overwritten(file: Path) -> None:
    file.write_bytes(np.random.default_rng(0).bytes(file.stat().st_size))


@pytest.mark.parametrize("damage", [truncated, overwritten, Path.unlink])
@pytest.mark.parametrize("name", ["current", "manifest.json", "keys", "codes", "signs0"])
def test_damage_is_noticed_and_mended_from_the_library(
    own: Path, name: str, damage: Callable[[Path], None]
) -> None:
    (file,) = (own / "vectors").rglob(name)
    damage(file)
    ours, exact = both(own, sought(), 30)
    assert ours == exact
    some = np.arange(1, 200)
    assert both(own, sought(), 30, day(100), some)[0] == both(own, sought(), 30, day(100), some)[1]
    library = Library(own)
    projections = Projections(library, quantised=True)
    assert projections.vectors.faults()
    projections.vectors.build()
    assert projections.vectors.faults(thorough=True) == []
    library.close()
    assert both(own, sought(), 30)[0] == exact


@pytest.mark.parametrize("deep", [True, False])
def test_what_another_stores_meanwhile_is_told_and_nothing_built_anew(
    own: Path, deep: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, other = Library(own), Library(own)
    projections = Projections(library, quantised=True)
    projections.rebuild_text()
    built: list[object] = []
    monkeypatch.setattr(VectorProjection, "build", built.append)
    monkeypatch.setattr(Projections, "rebuild_text", built.append)
    catch_up = projections.catch_up

    def overtaken() -> int:
        told = catch_up()
        with other.transaction():
            put(other, ROWS + other.count("articles"), sought(other.count("articles")), day(2))
        return told

    monkeypatch.setattr(projections, "catch_up", overtaken)
    projections.mend(deep=deep)
    monkeypatch.undo()
    assert built == []
    assert projections.waiting() > 0
    assert projections.catch_up() > 0
    assert projections.vectors.faults(thorough=True) == []
    library.close()
    other.close()


@given(data=st.data())
@settings(max_examples=40)
def test_the_exact_pass_without_an_index_finds_the_same(data: st.DataObject, whole: Path) -> None:
    limit = data.draw(st.integers(1, 40))
    until = day(data.draw(st.integers(-5, ROWS)))
    keys = st.lists(st.integers(1, ROWS + 9), unique=True, max_size=60).map(sorted)
    only = data.draw(st.none() | keys.map(lambda some: np.array(some, np.int64)))
    vector = sought(data.draw(st.integers(0, 9)))
    library = Library(whole)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vector_index, "READ_ONE_BY_ONE", data.draw(st.sampled_from((0, 4000))))
        patch.setattr(Unindexed, "PART", data.draw(st.sampled_from((700, ROWS))))
        found = Unindexed(library, until).query(vector, limit, only=only)
    exact = Nearest(library, Projections(library), "exact").at(until).query(vector, limit, only=only)
    library.close()
    assert [key for key, _ in found] == [key for key, _ in exact]


def test_an_index_that_lacks_passages_is_not_asked(own: Path) -> None:
    library = Library(own)
    with library.transaction():
        put(library, ROWS, sought(), day(1))
    told(library)
    library.close()
    assert both(own, sought(), 5)[0][0] == ROWS + 1


@pytest.mark.parametrize("noted", [True, False])
def test_an_index_that_is_ahead_of_what_is_read_is_asked_all_the_same(
    own: Path, noted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question reads as of one moment; what is written after may be told before its vectors are sought."""
    reading, writing = Library(own), Library(own)
    reader, writer = Projections(reading, quantised=True), Projections(writing, quantised=True)
    reader.rebuild_text()
    monkeypatch.setattr(Unindexed, "query", lambda *_, **__: pytest.fail("every vector is looked at"))
    if not noted:
        # The index is told, and how far it was is not noted down yet.
        monkeypatch.setattr(Projections, "_reached", lambda projections, key: None)
        monkeypatch.setattr(Library, "pending", once(Library.pending))
    with reading.snapshot():
        before = reading.count("passages")
        with writing.transaction():
            for n in range(9):
                writing.remove(f"a{40 + n}")
            put(writing, ROWS, sought(), day(1))
        writer.catch_up()
        found = Nearest(reading, reader, "quantised").at(LATER).query(sought(), 30)
        assert reading.count("passages") == before
    assert len(found) == 30
    assert ROWS + 1 not in dict(found)
    monkeypatch.undo()
    assert both(own, sought(), 30)[0][0] == ROWS + 1
    reading.close()
    writing.close()


def once(act: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """What it gives the first time, and nothing after."""
    calls: list[int] = []

    def limited(*args: Any, **named: Any) -> list[Any]:
        calls.append(1)
        return act(*args, **named) if len(calls) == 1 else []

    return limited


def test_an_index_of_another_model_is_not_asked(own: Path) -> None:
    library = Library(own)
    with library.transaction():
        library.set_meta("model", "other@1")
    with pytest.raises(LibraryError, match="filled by the model"):
        VectorProjection(library).index()
    library.close()
    ours, exact = both(own, sought(), 5)
    assert ours == exact


def test_a_date_that_is_corrected_counts(own: Path) -> None:
    library = Library(own)
    vector = np.frombuffer(dict(library.vector_rows())[2000], "<f4")
    assert both(own, vector, 1, day(100))[0] != [2000]
    article = library.article("a1999")
    with library.transaction():
        library.put(
            article.model_copy(update={"published": day(50)}),
            None,
            [(Passage(n=0, start=0, end=len(article.text)), vector.tobytes()[:32])],
        )
    Projections(library, quantised=True).catch_up()
    library.close()
    assert both(own, vector, 1, day(100))[0] == [2000]


def test_many_deletions_have_it_built_anew(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quantised_index, "FEWEST_DEAD", 5)
    monkeypatch.setattr(quantised_index, "REBUILD_SHARE", 0.01)
    library = Library(own)
    with library.transaction():
        for n in range(40):
            library.remove(f"a{n}")
    projections = Projections(library, quantised=True)
    projections.catch_up()
    assert projections.vectors.index().manifest.gone == 0
    assert projections.vectors.faults(thorough=True) == []
    library.close()


def test_a_reader_sees_one_state_or_the_next(own: Path) -> None:
    """What a reader finds beside a writer is whole at every moment, and new once it is told."""
    reading, writing = Library(own), Library(own)
    reader = VectorProjection(reading)
    first = reader.index()
    done, wrong = threading.Event(), []

    def read() -> None:
        while not done.is_set():
            index = reader.index()
            keys = index.keys
            if len(np.unique(keys)) != index.manifest.live or len(index.query(sought(), 9)[0]) != 9:
                wrong.append(index.manifest)

    thread = threading.Thread(target=read)
    thread.start()
    projections = Projections(writing, quantised=True)
    for n in range(12):
        with writing.transaction():
            put(writing, n, sought(100 + n), day(n))
            put(writing, ROWS + n, sought(200 + n), day(n))
            writing.remove(f"a{50 + n}")
        projections.catch_up()
    projections.vectors.build()
    done.set()
    thread.join()
    assert wrong == []
    assert first.manifest.live == ROWS
    assert reader.index().manifest.gone == 0
    key = reader.index().query(sought(211), 1)[0][0]
    assert ExactIndex(reading, keys=[int(key)]).query(sought(211), 1)[0][1] > 0.999
    reading.close()
    writing.close()


def test_rows_of_a_writer_that_was_killed_do_not_count(own: Path) -> None:
    library = Library(own)
    vectors = VectorProjection(library)
    folder = own / "vectors" / "1"
    for file in folder.iterdir():
        if file.name != "manifest.json":
            with file.open("ab") as opened:
                opened.write(b"\x01" * 77)
    assert vectors.faults(thorough=True) == []
    with library.transaction():
        put(library, ROWS, sought(), day(1))
    Projections(library, quantised=True).catch_up()
    assert vectors.faults(thorough=True) == []
    assert vectors.index().query(sought(), 1)[0].tolist() == [ROWS + 1]
    library.close()


def test_an_index_that_is_not_kept_up_answers_no_more(own: Path) -> None:
    library = Library(own)
    with library.transaction():
        put(library, ROWS, sought(), day(1))
    Projections(library).catch_up()
    with pytest.raises(LibraryError, match="no vector index"):
        VectorProjection(library).index()
    library.close()


def test_a_missing_index_of_a_large_library_is_not_built_by_whoever_asks(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector_projection, "BUILT_AT_ONCE", 10)
    shutil.rmtree(own / "vectors")
    library = Library(own)
    with library.transaction():
        put(library, ROWS, sought(), day(1))
    projections = Projections(library, quantised=True)
    projections.mend(deep=False)
    assert not (own / "vectors").exists()
    projections.mend()
    assert projections.vectors.faults(thorough=True) == []
    library.close()
