"""Another package with the name of one of ours is told, not stumbled over."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.shadow import PACKAGES, check_packages

ROOT = Path(__file__).resolve().parent.parent
CHECK = "from bot.shadow import check_packages; check_packages()"


@pytest.fixture
def stray(tmp_path: Path) -> Path:
    """A folder of somebody else's, with a `config.py` as many a program has one."""
    folder = tmp_path / "stray"
    folder.mkdir()
    folder.joinpath("config.py").write_text("DEBUG = True\n", encoding="utf-8")
    return folder


def python(*arguments: str, path: tuple[Path, ...], cwd: Path) -> subprocess.CompletedProcess[str]:
    """A fresh Python with these folders first on its path."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_our_own_packages_pass() -> None:
    check_packages()


@pytest.mark.parametrize("name", PACKAGES)
def test_a_stray_package_is_named_with_its_path_and_not_imported(name: str, tmp_path: Path) -> None:
    package = tmp_path / "stray" / name
    package.mkdir(parents=True)
    package.joinpath("__init__.py").write_text("raise RuntimeError('imported')\n", encoding="utf-8")
    told = python("-c", CHECK, path=(package.parent, ROOT), cwd=tmp_path).stderr
    assert f"{package} has the name of its package {name}" in told
    assert "Newsdesk wants an environment of its own" in told
    assert "RuntimeError" not in told


def test_a_stray_module_is_named_with_its_path(stray: Path, tmp_path: Path) -> None:
    told = python("-c", CHECK, path=(stray, ROOT), cwd=tmp_path).stderr
    assert f"{stray / 'config.py'} has the name of its package config" in told


def test_a_module_loaded_before_is_named_though_ours_is_found_first_now(stray: Path, tmp_path: Path) -> None:
    code = f"import sys, config; sys.path.remove({str(stray)!r}); {CHECK}"
    told = python("-c", code, path=(stray, ROOT), cwd=tmp_path).stderr
    assert f"{stray / 'config.py'} has the name of its package config" in told


def test_a_folder_without_python_in_it_shadows_nothing(tmp_path: Path) -> None:
    plain = tmp_path / "plain" / "config"
    plain.mkdir(parents=True)
    plain.joinpath("settings.toml").touch()
    done = python("-c", CHECK, path=(plain.parent, ROOT), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_missing_package_is_named(tmp_path: Path) -> None:
    bot = tmp_path / "half" / "bot"
    bot.mkdir(parents=True)
    bot.joinpath("__init__.py").touch()
    shutil.copy(ROOT / "bot" / "shadow.py", bot)
    # -S: without the site-packages, which may lead back to the whole checkout.
    told = python("-S", "-c", CHECK, path=(bot.parent,), cwd=tmp_path).stderr
    assert f"package config is missing from {bot.parent}" in told


@pytest.mark.parametrize("where", ["in the folder it is run in", "on PYTHONPATH"])
def test_the_command_says_it_without_a_traceback(where: str, stray: Path, tmp_path: Path) -> None:
    path, cwd = ((ROOT,), stray) if where == "in the folder it is run in" else ((stray, ROOT), tmp_path)
    done = python("-m", "bot", "--version", path=path, cwd=cwd)
    assert done.returncode != 0
    assert f"{stray / 'config.py'} has the name of its package config" in done.stderr
    assert "Traceback" not in done.stderr
