"""The command line as its users meet it: what it prints where, and how it exits."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.failures import Stopped, told_plainly
from config.errors import NewsdeskError
from config.log import current_log, start_log, stop_log
from config.log_ids import run_id
from config.redaction import redact
from config.settings import load_settings
from retrieval.answer import Answer

ROOT = Path(__file__).resolve().parent.parent
BRIDGE = (
    "The mayor opened the new bridge over the Averne on Monday, two years late. "
    '"Nobody will miss the ferry," she told a crowd of about three hundred. '
    "The bridge carries two lanes of traffic and a path for walkers."
)
QUESTION = "What did Lavrov demand?"
HEAVY = ("chromadb", "langchain_core", "torch", "onnxruntime", "numpy", "pydantic", "sqlite3", "dateparser")


def newsdesk(*words: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample articles, taken in once by the command itself."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    result = newsdesk("--library", folder, "ingest", "--sample")
    assert result.exit_code == 0, result.stderr
    assert "46 new, 1 updated, 3 copies of others’ text (" in result.stderr
    assert result.stdout == ""
    return folder


@pytest.fixture
def own_library(library: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(library, tmp_path / "copy"))


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom bot.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "[]"
    assert "ingest" in run.stdout


def test_an_answer_goes_to_stdout_and_nothing_else_does(library: Path) -> None:
    result = newsdesk("--library", library, "ask", QUESTION, "--as-of", "2022-01-02")
    assert result.exit_code == 0
    assert result.stderr == ""
    lines = result.stdout.splitlines()
    assert any(line.startswith("> ") and line.endswith(" [1]") for line in lines)
    assert "Sources" in lines
    assert lines[-1].endswith("as of 2 January 2022")


def test_a_piped_quotation_is_the_article_byte_for_byte(library: Path) -> None:
    asked = ("ask", QUESTION, "--as-of", "2022-01-02")
    answer = Answer.model_validate_json(newsdesk("--library", library, *asked, "--json").stdout)
    shown = newsdesk("--library", library, *asked).stdout
    assert answer.citations
    for citation in answer.citations:
        article = ("show", citation.article_id, "--version", citation.version, "--json")
        text = json.loads(newsdesk("--library", library, *article).stdout)["text"]
        assert text[citation.start : citation.end] == citation.quote
        assert f"\n> {citation.quote} [{citation.ordinal}]\n" in shown


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("ask", *QUESTION.split()), None),
        (("ask",), f"\ufeff{QUESTION}\n".encode()),
        ((QUESTION,), None),
    ],
    ids=["unquoted", "piped", "without the command"],
)
def test_a_question_is_taken_as_it_comes(library: Path, words: tuple[str, ...], stdin: bytes | None) -> None:
    result = newsdesk("--library", library, *words, "--as-of", "2022-01-02", "--json", stdin=stdin)
    assert Answer.model_validate_json(result.stdout).question == QUESTION


def test_a_question_nothing_answers_has_an_exit_code_of_its_own(library: Path) -> None:
    result = newsdesk("--library", library, "ask", "Who won the 1957 tiddlywinks final in Kuala Lumpur?")
    assert result.exit_code == 4
    assert "confidence" in result.stdout


@pytest.mark.parametrize(
    "words",
    [
        ("ask", "--as-of", "2022-02-30", "Who?"),
        ("articles", "--since", "soon"),
        ("ask",),
        ("ingest",),
        ("nonsense",),
        ("status", "--colour"),
    ],
)
def test_wrong_usage_is_told_on_stderr(words: tuple[str, ...]) -> None:
    result = newsdesk(*words, stdin="")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_day_that_is_none_is_named() -> None:
    shown = newsdesk("ask", "--as-of", "2022-02-30", "Who?").stderr
    assert "“2022-02-30” is not a day" in shown


def test_an_ingest_with_something_refused(own_library: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(f"Mayor opens bridge\n\n{BRIDGE}\n")
    (folder / "empty.txt").write_bytes(b"")
    told = newsdesk("--library", own_library, "ingest", folder)
    assert told.exit_code == 3
    assert told.stdout == ""
    assert "1 new, 1 refused" in told.stderr
    assert "empty.txt: " in told.stderr
    report = json.loads(newsdesk("--library", own_library, "ingest", folder, "--json").stdout)
    assert (report["new"], report["unchanged"], len(report["refused"])) == (0, 1, 1)


def test_an_ingest_of_which_nothing_went_in(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert newsdesk("--library", tmp_path / "library", "ingest", tmp_path / "empty.txt").exit_code == 1


def test_articles_are_listed_shown_and_removed(own_library: Path) -> None:
    listed = json.loads(newsdesk("--library", own_library, "articles", "--json").stdout)
    assert "text" not in listed[0]
    rows = newsdesk("--library", own_library, "articles", "--limit", "2")
    assert len(rows.stdout.splitlines()) == 2
    assert "--limit 0" in rows.stderr
    first = listed[0]["id"]
    assert f"id: {first}\n" in newsdesk("--library", own_library, "show", first).stdout

    refused = newsdesk("--library", own_library, "remove", first)
    assert refused.exit_code == 1
    assert "--yes" in refused.stderr
    assert newsdesk("--library", own_library, "show", first).exit_code == 0

    assert newsdesk("--library", own_library, "remove", first, "--yes").exit_code == 0
    gone = newsdesk("--library", own_library, "show", first)
    assert gone.exit_code == 1
    assert gone.stderr.startswith("newsdesk: ")
    left = json.loads(newsdesk("--library", own_library, "articles", "--json").stdout)
    assert first not in {article["id"] for article in left}


def test_articles_of_an_outlet_since_a_day(library: Path) -> None:
    words = ("articles", "--outlet", "Northern Courier", "--since", "2022-01-01", "--json")
    listed = json.loads(newsdesk("--library", library, *words).stdout)
    assert listed
    assert {article["outlet"] for article in listed} == {"Northern Courier"}
    assert min(article["published"] for article in listed) >= "2022-01-01"
    nobody = newsdesk("--library", library, "articles", "--outlet", "Nobody's Paper")
    assert (nobody.exit_code, nobody.stdout) == (0, "")


def test_status_doctor_and_reindex(own_library: Path) -> None:
    status = json.loads(newsdesk("--library", own_library, "status", "--json").stdout)
    assert status["articles"] > 0
    assert status["pending"] == 0
    assert f"articles: {status['articles']} (" in newsdesk("--library", own_library, "status").stdout
    again = json.loads(newsdesk("--library", own_library, "reindex", "--json").stdout)
    assert again["passages"] == status["passages"]
    doctor = newsdesk("--library", own_library, "doctor")
    assert doctor.exit_code == 0, doctor.stdout
    assert {line.split(":")[0] for line in doctor.stdout.splitlines()} == {"ok"}


def test_a_conversation_in_a_pipe(library: Path) -> None:
    lines = f"/help\n/as-of 2022-01-02\n{QUESTION}\n\n/sources\n/quit\nnever asked\n"
    result = newsdesk("--library", library, "chat", stdin=lines)
    assert result.exit_code == 0
    assert "/as-of [DATE | off]" in result.stdout
    assert result.stdout.count("as of 2 January 2022") == 1
    sources = [line for line in result.stdout.splitlines() if line.startswith("[1]")]
    assert len(sources) == 2
    assert sources[0] == sources[1]
    assert "Nothing published after 2022-01-02." in result.stderr


def test_a_conversation_goes_on_after_a_mistake(library: Path) -> None:
    result = newsdesk(
        "--library", library, "chat", stdin=f"/as-of soon\n/nonsense\n{'why ' * 60_000}\n{QUESTION}\n"
    )
    assert result.exit_code == 1
    assert "“soon” is not a day" in result.stderr
    assert "no command /nonsense" in result.stderr
    assert "Traceback" not in result.stderr
    assert "confidence" in result.stdout


def test_broken_settings_are_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_THREADS", "many")
    result = newsdesk("status")
    assert result.exit_code == 1
    assert result.stderr.startswith("newsdesk: The setting threads is not usable")


def test_a_reader_that_leaves_is_no_error(library: Path) -> None:
    # The pipe is closed before anything is written, so the write fails for certain.
    reading, writing = os.pipe()
    os.close(reading)
    try:
        command = [sys.executable, "-m", "bot", "--library", str(library), "articles"]
        run = subprocess.run(command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writing)
    assert run.stderr == b""
    assert run.returncode == 141


def exit_code_of(error: BaseException) -> int:
    with pytest.raises(typer.Exit) as caught, told_plainly():
        raise error
    return int(caught.value.exit_code)


def test_a_refusal_is_one_line_and_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(NewsdeskError("No such\narticle \x1b[2J.", "List them.")) == 1
    assert capsys.readouterr().err == "newsdesk: No such article ␛[2J.\nList them.\n"


@pytest.mark.parametrize(
    ("advice", "told"), [("Run it again.", "Stopped. Run it again.\n"), ("", "Stopped.\n")]
)
def test_ctrl_c(advice: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(Stopped(advice) if advice else KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == told


def test_the_unforeseen_goes_to_the_log(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "hush-hush-1")
    assert exit_code_of(ZeroDivisionError("with hush-hush-1 and xoxb-1-2-abc")) == 1
    log = load_settings().log_file
    written = log.read_text()
    (run,) = re.findall(r" run=([0-9a-f]{16}) ", written)
    assert capsys.readouterr().err.splitlines()[1] == f"The log has the details of run {run}: {log}"
    assert "Traceback" in written
    assert "ZeroDivisionError: with [hidden] and [hidden]" in written


def test_a_log_that_cannot_be_written_is_not_promised(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEWSDESK_LOG_FILE", str(tmp_path / "file" / "newsdesk.log"))
    assert exit_code_of(ZeroDivisionError()) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_log_is_made_at_its_first_line() -> None:
    settings = load_settings()
    start_log(settings)
    assert not settings.log_file.exists()
    logging.getLogger("bot").info("a line")
    assert settings.log_file.read_text().endswith(f"INFO run={run_id()} bot: a line\n")
    start_log(settings)
    assert len([h for h in logging.getLogger().handlers if h is current_log()]) == 1


def test_a_verbose_log_keeps_tracebacks_off_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    start_log(load_settings(), verbose=True)
    logging.getLogger("bot").debug("a detail")
    logging.getLogger("bot").error("a failure", exc_info=ValueError("x"))
    shown = capsys.readouterr().err
    assert "a detail" in shown
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Authorization: Bearer abc.def", "Authorization: Bearer [hidden]"),
        ("https://me:pw@host/x", "https://[hidden]@host/x"),
        ("xapp-1-A-2 said", "[hidden] said"),
        ("swordfish swims", "[hidden] swims"),
        ("a short pin is a word", "a short pin is a word"),
        ("https://host/2021/12/31/a-title", "https://host/2021/12/31/a-title"),
    ],
)
def test_secrets_are_blanked(text: str, left: str) -> None:
    environment = {"CHROMA_API_KEY": "swordfish", "PIN_SECRET": "pin", "HOME": "/home"}
    assert redact(text, environment) == left
