"""What is shipped: the wheel holds the four packages, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "config", "ingestion", "retrieval")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout with the tools of this environment."""
    folder = tmp_path_factory.mktemp("dist")
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder the wheel is installed into."""
    folder = tmp_path_factory.mktemp("site")
    python("-m", "pip", "install", "--no-deps", "--no-index", "--target", str(folder), str(wheel), cwd=folder)
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder that is no checkout."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


def python(*arguments: str, cwd: Path, site: Path | None = None) -> str:
    """What a fresh Python prints, with the folder `site` first on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_it_holds_the_four_packages_whole_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        held = set(archive.namelist())
    shipped = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    assert {f"{package}/py.typed" for package in PACKAGES} <= held
    assert any(name.startswith("ingestion/sample_news/") for name in held)
    assert {name for name in held if ".dist-info/" not in name} == shipped


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 2_000_000


def test_the_licence_and_the_command_come_along(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (licence,) = [name for name in archive.namelist() if name.endswith("LICENSE")]
        (entry_points,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        assert "The Newsdesk authors" in archive.read(licence).decode()
        assert "newsdesk = bot.cli:main" in archive.read(entry_points).decode()


def test_what_is_imported_is_the_installed_one(site: Path, elsewhere: Path) -> None:
    code = f"import {', '.join(PACKAGES)}; print(*(m.__file__ for m in ({', '.join(PACKAGES)})), sep='\\n')"
    files = python("-c", code, cwd=elsewhere, site=site).splitlines()
    assert files == [str(site / package / "__init__.py") for package in PACKAGES]


def test_the_command_names_its_version_and_helps(site: Path, elsewhere: Path) -> None:
    assert "0.1.0" in python("-m", "bot", "--version", cwd=elsewhere, site=site)
    assert "ingest" in python("-m", "bot", "--help", cwd=elsewhere, site=site)


def test_it_answers_from_the_sample_news(site: Path, elsewhere: Path, tmp_path: Path) -> None:
    newsdesk = ("-m", "bot", "--library", str(tmp_path / "library"))
    python(*newsdesk, "ingest", "--sample", cwd=elsewhere, site=site)
    told = python(*newsdesk, "ask", "what did Lavrov demand?", "--json", cwd=elsewhere, site=site)
    answer = json.loads(told)
    assert answer["kind"] == "quoted"
    assert answer["citations"]
    for citation in answer["citations"]:
        assert citation["quote"] in answer["text"]
