"""Vectors in a Chroma server: told by one node at a time; what fails there costs time, never an answer."""

from __future__ import annotations

import logging
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pydantic import SecretStr, ValidationError

from bot.desk import Newsdesk
from config.errors import LibraryBusyError, LibraryError
from config.settings import Settings, load_settings
from retrieval.article import Article, Passage, version_of
from retrieval.index import chroma_server, server_vectors
from retrieval.index.chroma_server import ChromaServer
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.index.server_vectors import LASTS
from retrieval.index.vector_index import ExactIndex
from retrieval.library import Library
from tests.chroma_run import ChromaRun, TokenProxy, chroma_command

pytestmark = pytest.mark.skipif(chroma_command() is None, reason="the command chroma is not there")

ROOT = Path(__file__).resolve().parent.parent
ROWS, WIDTH = 400, 16
NOW = datetime(2030, 1, 1, tzinfo=UTC)
TOKEN = "let-me-in-please"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaRun]:
    with ChromaRun(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture
def server(running: ChromaRun) -> ChromaServer:
    """A collection of the test's own."""
    return ChromaServer(running.url, collection=uuid.uuid4().hex)


def put(library: Library, vectors: NDArray[np.float32], since: int = 0) -> None:
    with library.transaction():
        library.set_meta("model", "random@1")
        for n, vector in enumerate(vectors, start=since):
            text = f"Passage number {n}."
            library.put_vectors([(str(n).encode(), vector.astype("<f4").tobytes())])
            article = Article(id=f"a{n}", version=version_of(text), text=text)
            library.put(article, None, [(Passage(n=0, start=0, end=len(text)), str(n).encode())])


def made(count: int, seed: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, WIDTH)).astype("<f4")
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(tmp_path / "library")
    put(opened, made(ROWS, 0))
    yield opened
    opened.close()


@pytest.fixture
def projections(library: Library, server: ChromaServer) -> Iterator[Projections]:
    opened = Projections(library, chroma=True, server=server)
    yield opened
    opened.close()


def vectors(projections: Projections) -> server_vectors.ServerVectors:
    assert projections.server is not None
    return projections.server


def held(projections: Projections) -> int:
    return vectors(projections)._collection().count()


def found(projections: Projections, library: Library, limit: int = 100) -> set[int]:
    near = Nearest(library, projections, "chroma").at(NOW)
    return {key for key, _ in near.query(made(1, 7)[0], limit)}


def exactly(library: Library, limit: int = 100) -> set[int]:
    return {key for key, _ in ExactIndex(library).query(made(1, 7)[0], limit)}


def test_it_holds_vectors_only_and_agrees_with_the_exact_pass(
    projections: Projections, library: Library
) -> None:
    projections.catch_up()
    assert (held(projections), projections.faults(deep=True)) == (ROWS, [])
    assert len(found(projections, library) & exactly(library)) >= 98
    assert not (library.folder / "chroma").exists()
    told = vectors(projections)._collection()._collection.get(limit=3, include=["documents", "metadatas"])
    assert told["documents"] == told["metadatas"] == [None] * 3
    recorded = vectors(projections)._collection()._collection.metadata
    assert recorded == {"model": "random@1", "dimension": WIDTH, "library": library.meta("library id")}


def test_what_was_taken_out_is_found_no_more(projections: Projections, library: Library) -> None:
    projections.catch_up()
    near = made(1, 7)[0]
    (first, _), *_ = ExactIndex(library).query(near, 1)
    with library.transaction():
        library.remove(f"a{first - 1}")
    # Not told yet, but joined with the library.
    assert first not in {key for key, _ in Nearest(library, projections, "chroma").at(NOW).query(near, 60)}
    projections.catch_up()
    assert held(projections) == ROWS - 1


def test_another_node_finds_what_is_new_before_the_server_is_told(
    projections: Projections, library: Library, server: ChromaServer
) -> None:
    projections.catch_up()
    put(library, made(1, 7), since=ROWS)
    reader = Projections(library, chroma=True, server=server)
    assert ROWS + 1 in found(reader, library, 60)
    assert held(reader) == ROWS
    projections.catch_up()
    assert ROWS + 1 in found(reader, library, 60)
    assert held(reader) == ROWS + 1
    reader.close()


def test_many_records_go_in_portions(projections: Projections, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chroma_server, "REQUEST", 10 * 12 * WIDTH)
    monkeypatch.setattr("retrieval.index.chroma_collection.REQUEST", 10 * 12 * WIDTH)
    projections.catch_up()
    assert vectors(projections)._collection()._batch == 10
    assert held(projections) == ROWS


# Token and TLS


@pytest.fixture
def proxy(running: ChromaRun, tmp_path: Path) -> Iterator[TokenProxy]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not there")
    with TokenProxy(running.port, "X-Chroma-Token", TOKEN, tmp_path) as opened:
        yield opened


def behind(proxy: TokenProxy, token: str = TOKEN, **other: object) -> ChromaServer:
    facts = {"collection": "behind-a-proxy", "authority": proxy.certificate, **other}
    return ChromaServer(proxy.url, token=SecretStr(token), **facts)  # type: ignore[arg-type]


def test_through_a_proxy_with_a_token_and_tls(library: Library, proxy: TokenProxy) -> None:
    projections = Projections(library, chroma=True, server=behind(proxy))
    projections.catch_up()
    assert (held(projections), projections.faults(deep=True)) == (ROWS, [])
    # What passes is tried again.
    proxy.failing = 2
    assert held(projections) == ROWS
    vectors(projections).rebuild()
    assert held(projections) == ROWS
    projections.close()


def test_at_chromas_own_cloud_no_request_is_too_large(
    library: Library, proxy: TokenProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chroma_server, "CLOUD", ".0.0.1")
    projections = Projections(library, chroma=True, server=behind(proxy, collection="as-in-the-cloud"))
    projections.catch_up()
    assert proxy.upserts == [300, ROWS - 300]
    assert len(vectors(projections)._collection().query(made(1, 7)[0], ROWS)) == 300
    projections.close()


@pytest.mark.parametrize(
    ("token", "other", "told"),
    [
        ("wrong-token", {}, "refuses the token"),
        (TOKEN, {"authority": None}, "has a certificate that is not trusted"),
        (TOKEN, {"tenant": "nobody"}, "cannot be used: Tenant [nobody] not found"),
        (TOKEN, {"header": "Authorization"}, "refuses the token"),
    ],
    ids=["token", "certificate", "tenant", "header"],
)
def test_what_is_set_wrongly_is_said(
    library: Library, proxy: TokenProxy, token: str, other: dict[str, object], told: str
) -> None:
    projections = Projections(library, chroma=True, server=behind(proxy, token, tries=1, **other))
    projections.catch_up()
    with pytest.raises(LibraryError, match="The Chroma server") as refused:
        vectors(projections).rebuild()
    assert told in refused.value.message
    assert TOKEN not in str(refused.value)
    assert found(projections, library) == exactly(library)
    projections.close()


@pytest.mark.parametrize(
    "url", ["chroma.example", "https://me:secret@chroma.example", "ftp://chroma.example"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(ValidationError):
        Settings(chroma_url=url)


# Faults


def test_the_doctor_tells_whether_it_answers(running: ChromaRun, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and never listens
        dead = f"http://127.0.0.1:{taken.getsockname()[1]}"
        for url, ok, told in ((running.url, True, "answers"), (dead, False, "cannot be reached")):
            with Newsdesk(tmp_path / "library", settings=load_settings(chroma_url=url)) as desk:
                (check,) = [one for one in desk.doctor() if one.name == "Chroma server"]
            assert (check.ok, f"{url} {told}" in check.detail) == (ok, True)
    assert "NEWSDESK_CHROMA_URL" in check.mend


def test_a_server_that_is_down_costs_no_article_and_no_answer(
    library: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_vectors, "RESTS", 0.0)
    with ChromaRun(tmp_path / "server") as running:
        projections = Projections(library, chroma=True, server=ChromaServer(running.url, tries=1))
        projections.catch_up()
        running.stop()
        put(library, made(3, 1), since=ROWS)
        with caplog.at_level(logging.WARNING):
            projections.catch_up()
        assert [record.message.partition(running.url)[2] for record in caplog.records] == [
            " cannot be reached. The articles are in; it is told of them later. "
            "Check NEWSDESK_CHROMA_URL, and that the server runs."
        ]
        assert found(projections, library) == exactly(library)
        # Its own indexes were told all the same.
        assert projections.waiting() == 0
        assert vectors(projections).waiting == 6
        running.start()
        projections.catch_up()
        assert held(projections) == ROWS + 3
        # A server that has lost what it held is filled anew.
        running.stop()
        shutil.rmtree(running.folder)
        running.start()
        projections.close()
        assert found(projections, library) == exactly(library)
        projections.mend()
        assert (held(projections), projections.faults(deep=True)) == (ROWS + 3, [])
        projections.close()


def test_a_server_that_lacks_some_is_not_believed(projections: Projections, library: Library) -> None:
    projections.catch_up()
    vectors(projections)._collection().delete(list(range(1, 200)))
    assert projections.faults(deep=True) == [f"Chroma holds {ROWS - 199} of {ROWS} vectors"]
    assert found(projections, library) == exactly(library)
    projections.mend()
    assert projections.faults(deep=True) == []


def test_a_server_that_is_ahead_of_what_is_read_is_asked_all_the_same(
    projections: Projections, library: Library, server: ChromaServer
) -> None:
    projections.catch_up()
    reading = Library(library.folder)
    reader = Projections(reading, chroma=True, server=server)
    with reading.snapshot():
        before = reading.count("passages")
        with library.transaction():
            for n in range(9):
                library.remove(f"a{n}")
        projections.catch_up()
        # Without asking the server it would be empty.
        assert len(vectors(reader).near(made(1, 7)[0], 60)) == 60
        assert reading.count("passages") == before
    reader.close()
    reading.close()


def test_another_librarys_collection_is_left_alone(
    projections: Projections, server: ChromaServer, tmp_path: Path
) -> None:
    projections.catch_up()
    other = Library(tmp_path / "other")
    put(other, made(5, 3))
    others = Projections(other, chroma=True, server=server)
    others.mend()
    assert vectors(others).waiting == 5
    with pytest.raises(LibraryError, match="of another library"):
        others.rebuild()
    assert held(projections) == ROWS
    assert found(others, other) == exactly(other)
    others.close()
    other.close()


def test_another_models_vectors_are_not_used(projections: Projections, library: Library) -> None:
    projections.catch_up()
    projections.close()
    with library.transaction():
        library.set_meta("model", "random@2")
    assert found(projections, library) == exactly(library)
    (fault,) = projections.faults(deep=True)
    assert fault.endswith("was filled by the model random@1")
    projections.rebuild()
    assert projections.faults(deep=True) == []


# Several that tell it


def test_one_filled_by_another_model_is_filled_anew(
    projections: Projections, library: Library, server: ChromaServer
) -> None:
    projections.catch_up()
    projections.close()
    with library.transaction():
        library.set_meta("model", "random@2")
        library.remove("a0")
    again = Projections(library, chroma=True, server=server)
    again.mend()
    assert (held(again), again.faults(deep=True)) == (ROWS - 1, [])
    assert vectors(again)._collection()._collection.metadata["model"] == "random@2"
    again.close()


def test_what_an_empty_library_leaves_there_stands_in_no_ones_way(
    tmp_path: Path, server: ChromaServer
) -> None:
    empty = Library(tmp_path / "empty")
    for count in (0, 5):
        put(empty, made(count, 1))
        one = Projections(empty, chroma=True, server=server)
        one.mend()
        assert one.faults(deep=True) == []
        one.close()
    empty.close()


def test_one_at_a_time(projections: Projections, library: Library, server: ChromaServer) -> None:
    second = Projections(library, chroma=True, server=server)
    with vectors(projections)._alone():
        second.catch_up()
        assert vectors(second).waiting > 0
        with pytest.raises(LibraryBusyError, match="Another Newsdesk is telling the Chroma server"):
            second.rebuild()
    second.catch_up()
    assert (vectors(second).waiting, held(second)) == (0, ROWS)
    second.close()


KILLED = """
import os, signal, sys
from pathlib import Path
from retrieval.index.chroma_collection import ChromaCollection
from retrieval.index.chroma_server import ChromaServer
from retrieval.index.server_vectors import ServerVectors
from retrieval.library import Library

def kill(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

folder, url, name, where = sys.argv[1:]
if where == "filled":
    ChromaCollection.replace = kill
elif where == "half in place":
    ChromaCollection._rename = kill
elif where == "told":
    ServerVectors._record = kill
ServerVectors(Library(Path(folder)), ChromaServer(url, collection=name)).mend()
"""


@pytest.mark.parametrize("where", ["filled", "half in place", "told"])
def test_who_is_killed_is_followed_by_another_when_its_lease_has_run_out(
    projections: Projections,
    library: Library,
    server: ChromaServer,
    where: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if where == "told":
        projections.catch_up()
        put(library, made(3, 1), since=ROWS)
    command = [sys.executable, "-c", KILLED, str(library.folder), server.url, server.collection, where]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr
    projections.catch_up()
    assert vectors(projections).waiting > 0
    assert found(projections, library) >= exactly(library, 50)
    later = library.now() + LASTS + timedelta(seconds=1)
    monkeypatch.setattr(Library, "now", lambda self: later)
    projections.mend()
    assert (vectors(projections).waiting, held(projections)) == (0, library.count("passages"))
    assert projections.faults(deep=True) == []


# The whole desk


def test_a_desk_with_a_server(own_sample: Path, running: ChromaRun) -> None:
    question, day = "What did Lavrov demand?", datetime(2022, 1, 2, tzinfo=UTC)
    with Newsdesk(settings=load_settings(library=own_sample, vectors="exact")) as desk:
        expected = [hit.passage_id for hit in desk.search(question, as_of=day)]
    settings = load_settings(
        library=own_sample, vectors="chroma", chroma_url=running.url, chroma_collection="sample-news"
    )
    with Newsdesk(settings=settings) as desk:
        assert [hit.passage_id for hit in desk.search(question, as_of=day)] == expected
        status = desk.reindex()
        assert (status.vectors, status.pending) == ("chroma", 0)
        assert [hit.passage_id for hit in desk.search(question, as_of=day)] == expected
        assert desk.index_faults() == []
        assert desk.ingest([ROOT / "ingestion" / "sample_news"]).embedded == 0
