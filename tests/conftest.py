"""What every test stands on: no real folder of the user's is touched, one prepared model is shared."""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pydantic import SecretStr

from bot.desk import Newsdesk
from config.settings import default_settings
from retrieval.library import Library
from retrieval.models.embedder import Embedder, open_embedder
from retrieval.store.moving import move_library
from tests.library_copy import copied_library
from tests.postgres import Postgres, programs

ROOT = Path(__file__).resolve().parent.parent

# The same examples on every run and however slow the machine: a failure is the change's, not chance's.
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One process more than there are cores: a third of the time is waiting for others."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


def pytest_collection_finish() -> None:
    """Spare the collector what is loaded by now and stays, and have it come seldom: a tenth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session", autouse=True)
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where prepared models lie: a model is prepared once a checkout, not once a run or a test."""
    folder = ROOT / ".cache" / "models"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEWSDESK_MODEL_CACHE", str(folder))
        # For fixtures that outlive a test; each test then gets a folder of its own.
        _settle_in(tmp_path_factory.mktemp("session"), patch)
        yield folder
    default_settings.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def shared_model(model_cache: Path) -> Iterator[None]:
    """The model as it is, loaded once for all desks of a test process: each load takes a while."""
    loaded = cache(open_embedder)

    def opened(name: str, cache: Path, **more: Any) -> Embedder:
        return (loaded if cache == model_cache else open_embedder)(name, cache, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.facade.parts.open_embedder", opened)
        yield


@pytest.fixture(autouse=True)
def own_folders(model_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A library, a settings file and a log of each test's own."""
    _settle_in(tmp_path / "newsdesk", monkeypatch)
    yield
    default_settings.cache_clear()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The data sets kept beside the checkout; a test that needs them is skipped without."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"{folder} is not there")
    return folder


def _settle_in(home: Path, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("NEWSDESK_LIBRARY", str(home / "library"))
    patch.setenv("NEWSDESK_CONFIG", str(home / "config.toml"))
    patch.setenv("NEWSDESK_LOG_FILE", str(home / "newsdesk.log"))
    default_settings.cache_clear()


@pytest.fixture(scope="session")
def sample_library(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles, taken in once; for tests that only read."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    with Newsdesk(folder) as desk:
        desk.ingest([ROOT / "ingestion" / "sample_news"])
    return folder


@pytest.fixture(scope="session")
def sample_database(postgres: Postgres, sample_library: Path) -> SecretStr:
    """The sample library in a database that nobody is connected to, to make copies of."""
    address = postgres.new()
    move_library(sample_library, address)
    return address


@pytest.fixture
def own_sample(sample_library: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change or break, without what others have asked it."""
    copy = copied_library(sample_library, tmp_path / "library")
    for kept in ("conversations", "feedback", "slack*", "counts"):
        for file in copy.glob(f"{kept}.sqlite3*"):
            file.unlink()
    # Where another test of this process has it open still, what was written last stands beside the file.
    with closing(sqlite3.connect(copy / "newsdesk.sqlite3")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return copy


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; a test that needs it is skipped where none is installed."""
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL is not installed")
    server = Postgres(where)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def new_library_database(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> SecretStr:
    """A database with a library's empty tables, to make copies of."""
    address = postgres.new()
    Library(tmp_path_factory.mktemp("tables"), address).close()
    return address


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> Iterator[SecretStr | None]:
    """Where a library is kept: None for a file in its folder, then a database of this test's own."""
    if request.param == "sqlite":
        yield None
        return
    server: Postgres = request.getfixturevalue("postgres")
    own = server.new(request.getfixturevalue("new_library_database"))
    yield own
    server.drop(own)
