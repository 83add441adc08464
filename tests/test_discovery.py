from __future__ import annotations

import os
from pathlib import Path

import pytest

from config.errors import RefusedError
from ingestion.discovery import FORMATS, discover, format_of


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def reasons(*paths: str | Path) -> list[tuple[str, str]]:
    return [(found.item, found.reason) for found in discover(paths) if isinstance(found, RefusedError)]


def test_a_folder_is_read_in_order_without_hidden_and_unknown_files(tmp_path: Path) -> None:
    fill(tmp_path, "b.txt", "a/z.md", "a/c.jsonl.gz", ".hidden.txt", ".git/x.txt", "picture.png", "D.HTML")
    found = list(discover([tmp_path]))
    assert found == sorted(tmp_path / name for name in ("b.txt", "a/z.md", "a/c.jsonl.gz", "D.HTML"))


def test_a_file_is_read_once_however_it_is_named(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "a.txt")
    found = list(discover([tmp_path / "b.txt", str(tmp_path / "b.txt"), tmp_path, tmp_path]))
    assert found == [tmp_path / "b.txt", tmp_path / "a.txt"]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    fill(tmp_path, "in/a.txt")
    (tmp_path / "in" / "back").symlink_to(tmp_path)
    assert list(discover([tmp_path])) == [tmp_path / "in" / "a.txt"]


def test_what_leads_to_no_article_is_refused_by_name(tmp_path: Path) -> None:
    fill(tmp_path, "a.png", "empty/b.png", "good.txt")
    (tmp_path / "lost.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path / "missing.txt") == [(str(tmp_path / "missing.txt"), "no such file or folder")]
    assert reasons(tmp_path / "a.png") == [
        (str(tmp_path / "a.png"), "not a kind of file that holds articles")
    ]
    assert reasons(tmp_path / "empty") == [(str(tmp_path / "empty"), "no article files in it")]
    assert reasons(tmp_path / "lost.txt") == [(str(tmp_path / "lost.txt"), "a link that leads nowhere")]
    assert reasons(tmp_path / "pipe.txt") == [(str(tmp_path / "pipe.txt"), "not a regular file")]
    assert list(discover([tmp_path])) == [tmp_path / "good.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_closed_file_and_a_closed_folder_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "closed").chmod(0)
    try:
        assert reasons(tmp_path / "a.txt") == [(str(tmp_path / "a.txt"), "no permission to read it")]
        assert reasons(tmp_path / "closed") == [(str(tmp_path / "closed"), "the folder cannot be opened")]
    finally:
        (tmp_path / "closed").chmod(0o700)


@pytest.mark.parametrize("ending", FORMATS)
def test_every_kind_is_known_compressed_and_in_capitals(ending: str) -> None:
    assert format_of(Path(f"a{ending.upper()}")) == FORMATS[ending]
    assert format_of(Path(f"a{ending}.gz")) == FORMATS[ending]
    assert format_of(Path(f"a{ending}.zip")) is None
