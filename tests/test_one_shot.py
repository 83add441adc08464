"""One question on the command line: in a pipe, about a pipe, gone on with, written, declined."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from config.log import stop_log
from retrieval.answer import Answer
from retrieval.store.connection import FILE
from tests.library_copy import copied_library
from tests.model_server import ModelServer

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "What did Lavrov demand?"
DAY = ("--as-of", "2022-01-02")
UNANSWERED = "Who won the 1957 tiddlywinks final in Kuala Lumpur?"
STORY = (
    "Mayor of Larkhaven resigns over the ferry\n\n"
    "LARKHAVEN - Mayor Ilse Brandt resigned on Tuesday after auditors found that the new ferry had cost "
    "the town 14 million crowns more than she had told its council.\n\n"
    '"I should have said so in March," Brandt told reporters outside the town hall. '
    "Her deputy, Tomas Weir, will lead the council until an election in May.\n"
)


@pytest.fixture(scope="module")
def asked(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles for all questions here, which are kept where they are asked."""
    return copied_library(sample_library, tmp_path_factory.mktemp("asked") / "library")


def newsdesk(library: Path, *words: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words], input=stdin)


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


def test_the_last_question_is_gone_on_with(own_sample: Path) -> None:
    first = newsdesk(own_sample, "-c", QUESTION, *DAY)
    assert first.exit_code == 0
    assert "no conversation to go on with" in first.stderr
    newsdesk(own_sample, "who", "won", "the", "Larkhaven", "marathon")
    assert newsdesk(own_sample, QUESTION, *DAY).stderr == ""
    second = newsdesk(own_sample, "-c", "and Biden?", *DAY, "--json")
    assert second.stderr == "understood as: What did Biden demand?\n"
    assert Answer.model_validate_json(second.stdout).question == "What did Biden demand?"
    kept = json.loads(newsdesk(own_sample, "conversations", "list", "--json").stdout)
    assert sorted(one["turns"] for one in kept) == [1, 1, 2]


@pytest.mark.parametrize("form", [(), ("--json",), ("--plain",), ("--quiet",)], ids=str)
def test_what_the_articles_do_not_answer(asked: Path, form: tuple[str, ...]) -> None:
    result = newsdesk(asked, UNANSWERED, *form)
    assert result.exit_code == 4
    assert result.stderr == ""
    assert "do not answer" in result.stdout


def test_quiet_leaves_only_the_answer_and_its_sources(asked: Path) -> None:
    whole = newsdesk(asked, QUESTION, *DAY).stdout
    quiet = newsdesk(asked, QUESTION, *DAY, "-q").stdout
    assert whole.startswith(quiet.rstrip("\n"))
    assert "Sources\n[1]" in quiet
    assert "confidence" in whole
    assert "confidence" not in quiet


@pytest.mark.parametrize(
    ("suffix", "material"),
    [
        ("text", STORY.encode()),
        ("page", f"<html><body><article>{STORY.replace(chr(10), '<p>')}</article></body></html>".encode()),
        ("JSON", json.dumps({"title": "Mayor resigns", "text": STORY}).encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_piped_in_is_asked_about(tmp_path: Path, suffix: str, material: bytes) -> None:
    result = newsdesk(tmp_path / "none", "who resigned as mayor of Larkhaven?", "-", "--json", stdin=material)
    assert result.exit_code == 0, result.output
    answer = Answer.model_validate_json(result.stdout)
    assert "Ilse Brandt resigned" in answer.citations[0].quote
    for citation in answer.citations:
        assert citation.quote in STORY
        assert citation.outlet == "stdin"
    assert not (tmp_path / "none" / "conversations.sqlite3").exists()
    assert not json.loads(newsdesk(tmp_path / "none", "articles", "--json").stdout)


def test_a_question_that_the_material_does_not_answer(tmp_path: Path) -> None:
    assert newsdesk(tmp_path / "none", UNANSWERED, "-", stdin=STORY).exit_code == 4


@pytest.mark.parametrize(
    ("material", "told"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (bytes(range(256)) * 20, "cannot be read as an article: no article but"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "which lists articles"),
        (b'{"title": "a headline and nothing else"}', "cannot be read as an article"),
        (b"x" * 1_000_001, "is larger than 1 MB"),
    ],
    ids=["nothing", "blank", "binary", "feed", "no text", "huge"],
)
def test_material_that_is_none(
    tmp_path: Path, material: bytes, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_MAX_FILE_MB", "1")
    result = newsdesk(tmp_path, "who resigned?", "-", stdin=material)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("newsdesk: What is piped in ")
    assert told in result.stderr


@pytest.mark.parametrize(
    "words", [("-",), ("-c", "who?", "-"), ("-m", "llama", "who?"), ("-m", ":x", "who?"), ("--jsn", "who?")]
)
def test_wishes_that_cannot_be_met(tmp_path: Path, words: tuple[str, ...]) -> None:
    result = newsdesk(tmp_path, *words, stdin="")
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_an_empty_library_tells_what_to_do(tmp_path: Path) -> None:
    result = newsdesk(tmp_path, QUESTION)
    assert result.exit_code == 1
    assert "newsdesk ingest --sample" in result.stderr
    assert len(result.stderr.splitlines()) == 2


def test_completion_offers_what_the_library_has(own_sample: Path) -> None:
    hostile = "The Harbour\\$(touch owned)"
    with closing(sqlite3.connect(own_sample / FILE)) as db:
        db.execute("UPDATE versions SET outlet = ? WHERE key = 1", (hostile,))
        db.execute("UPDATE versions SET title = ?", (hostile,))
        db.commit()

    def offered(shell: str, *words: str) -> str:
        line = " ".join(["newsdesk", "--library", str(own_sample), *words])
        run = subprocess.run(
            [sys.executable, "-m", "bot"],
            cwd=ROOT,
            env={
                **os.environ,
                "_NEWSDESK_COMPLETE": f"complete_{shell}",
                "COMP_WORDS": line,
                "COMP_CWORD": str(len(words) + 2),
                "_TYPER_COMPLETE_ARGS": line,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.stderr == ""
        return run.stdout

    assert offered("bash", "articles", "--outlet", "The").splitlines() == [
        "The Calder Bay Record",
        "The Evening Lantern",
        "The Harbour Post",
    ]
    shown = offered("zsh", "show", "aver")
    assert "avernegazette.example/2023/10/15/averne-flood-sollmark" in shown
    assert "$" not in shown
    assert "\\" not in shown
    assert offered("bash", "conversations", "show", "").strip() == ""


HEAVY_FOR_HELP = (
    *("chromadb", "langchain", "langchain_core", "torch", "onnxruntime", "tokenizers", "numpy", "pydantic"),
    *("sqlite3", "tantivy", "rich", "prompt_toolkit", "slack_bolt", "aiohttp", "httpx", "lxml", "dateparser"),
)
HEAVY_FOR_ASKING = (
    *("torch", "sentence_transformers", "transformers", "onnx", "chromadb", "langchain", "langchain_core"),
    *("langchain_openai", "slack_bolt", "slack_sdk", "aiohttp", "prometheus_client", "prompt_toolkit"),
    *("sqlalchemy", "uvicorn", "httpx", "feedparser", "trafilatura", "pypdf", "warcio", "lxml"),
    *(
        "ingestion.pipeline",
        "ingestion.attributing",
        "retrieval.drafting.writing",
        "retrieval.support.sentence",
    ),
    "retrieval.timelines.timeline_building",
)
HEAVY_FOR_LISTING = (
    *HEAVY_FOR_ASKING,
    "onnxruntime",
    "tokenizers",
    "retrieval.answering",
    "retrieval.asking.question",
    "retrieval.finding.search",
)
LOADED = """
import sys
from bot.cli import main
heavy, sys.argv[1:] = sys.argv[1].split(), sys.argv[2:]
try:
    main()
finally:
    print([name for name in heavy if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("heavy", "words"),
    [
        (HEAVY_FOR_HELP, ("--help",)),
        (HEAVY_FOR_HELP, ("ask", "--help")),
        (HEAVY_FOR_HELP, ("--version",)),
        (HEAVY_FOR_ASKING, ("--library", "sample", QUESTION, *DAY)),
        (HEAVY_FOR_LISTING, ("--library", "sample", "status")),
        (HEAVY_FOR_LISTING, ("--library", "sample", "articles")),
    ],
    ids=["help", "help of ask", "version", "asking", "status", "articles"],
)
def test_nothing_heavy_is_loaded_that_is_not_needed(
    asked: Path, heavy: tuple[str, ...], words: tuple[str, ...]
) -> None:
    given = [str(asked) if word == "sample" else word for word in words]
    command = [sys.executable, "-c", LOADED, " ".join(heavy), *given]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout
    assert run.stderr == "[]\n"


def test_a_written_answer_is_piped_sentence_by_sentence(own_sample: Path) -> None:
    pytest.importorskip("langchain_openai")
    first = "Lavrov demanded legally binding guarantees [1]."
    with ModelServer() as model:
        model.replies(f"{first} And then ⏸it went on [1].", "NOTHING")
        command = [
            sys.executable,
            "-m",
            "bot",
            "--library",
            str(own_sample),
            "-m",
            "openai:stand-in",
            QUESTION,
        ]
        environment = {**os.environ, "NEWSDESK_MODEL_URL": model.url}
        with subprocess.Popen(
            [*command, *DAY], cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as run:
            assert run.stdout is not None
            assert read(run.stdout, len(first)) == first
            assert run.poll() is None
            model.going.set()
            rest, told = run.communicate()
    assert run.returncode == 0, told
    assert told == b""
    assert rest.decode().splitlines()[-1].startswith("confidence ")
    assert "by openai:stand-in" in rest.decode()


def read(stream: IO[bytes], size: int) -> str:
    return stream.read(size).decode()
