"""The first question of all, on a terminal and over an empty library: the sample news is offered."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120


def asked(library: Path, *words: str) -> pexpect.spawn[str]:
    """The program on a terminal of its own."""
    command = ["-m", "bot", "--library", str(library), *words]
    return pexpect.spawn(
        sys.executable,
        command,
        cwd=str(ROOT),
        env={**os.environ, "TERM": "dumb"},
        encoding="utf-8",
        timeout=PATIENCE,
        dimensions=(40, 80),
    )


def test_the_sample_news_is_taken_in_and_the_question_answered(tmp_path: Path) -> None:
    run = asked(tmp_path / "library", "what did Lavrov demand?", "--as-of", "2022-01-02", "--plain")
    run.expect("is empty")
    run.expect_exact("Take in the sample news now? [Y/n]: ")
    run.sendline("")
    run.expect_exact("46 new")
    run.expect_exact("newsdesk ingest PATH|ADDRESS")
    run.expect("guarantees")
    run.expect_exact("confidence")
    run.expect(pexpect.EOF)
    run.close()
    assert run.exitstatus == 0


@pytest.mark.parametrize("words", [("what did Lavrov demand?",), ("chat",)], ids=["asking", "chat"])
def test_whoever_declines_is_told_how_to_take_in_articles(tmp_path: Path, words: tuple[str, ...]) -> None:
    run = asked(tmp_path / "library", *words)
    run.expect_exact("[Y/n]: ")
    run.sendline("n")
    run.expect_exact("newsdesk ingest PATH|ADDRESS")
    run.expect(pexpect.EOF)
    run.close()
    assert run.exitstatus == 1
