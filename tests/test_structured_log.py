"""The log in JSON lines: facts for a program, nobody's words, no secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from config.log import start_log, stop_log
from config.log_ids import asking, run_id
from config.settings import Settings, load_settings

QUESTION = "Who is Zebulon Quist?"
TOKEN = "xoxb-1-2-abcdef"


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    yield
    stop_log()


def _settings(**given: Any) -> Settings:
    settings = load_settings(**given)
    start_log(settings)
    return settings


def _lines(settings: Settings) -> list[dict[str, Any]]:
    return [json.loads(line) for line in settings.log_file.read_text("utf-8").splitlines()]


GUARDED = ("bot.slack.replying.reply", "slack_bolt.App", "slack_sdk.web", "aiohttp.server", "asyncio")


def _say_everything(*loggers: str) -> None:
    """What a careless line might hold, by every way into a log."""
    for name in loggers or GUARDED:
        log = logging.getLogger(name)
        log.warning("asked %s with %s after %d", QUESTION, TOKEN, 3)
        log.warning("asked %(q)s", {"q": QUESTION})
        log.warning("answered", extra={"key": "ab12", "question": QUESTION, "body": {"text": QUESTION}})
        log.warning(
            "answered", extra={"reason": QUESTION * 20, "texts": [QUESTION], "counts": {"n": QUESTION}}
        )
        log.warning({"a mapping": QUESTION})
        try:
            try:
                raise KeyError(QUESTION)
            except KeyError as error:
                raise ValueError(f"{QUESTION} {TOKEN}") from error
        except ValueError:
            log.exception("failed")
    for name in ("slack_bolt.App", "slack_sdk.web"):
        logging.getLogger(name).warning(f"{QUESTION} {TOKEN}")  # noqa: G004  # as libraries do


def test_what_a_library_notes_on_every_record_is_no_fact() -> None:
    settings = _settings(log_format="json")
    logging.getLogger("bot.slack").info("answered", extra={"key": "ab12", "_library_ns": 17})
    (line,) = _lines(settings)
    assert line["key"] == "ab12"
    assert "_library_ns" not in line


def test_an_event_is_a_line_of_facts() -> None:
    settings = _settings(log_format="json")
    logging.getLogger("bot.slack").info(
        "answered %d of %s",
        3,
        "words",
        extra={"key": "ab12", "team": "T1", "channel": "C1", "duration": 1.5, "counts": {"sources": 3}},
    )
    (line,) = _lines(settings)
    assert line.pop("time").endswith("+00:00")
    assert line.pop("run_id") == run_id()
    assert line == {
        "level": "INFO",
        "logger": "bot.slack",
        "event": "answered 3 of …",
        "key": "ab12",
        "team": "T1",
        "channel": "C1",
        "duration": 1.5,
        "counts": {"sources": 3},
    }


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_no_question_and_no_token_reaches_the_log_of_the_slack_app(log_format: str) -> None:
    settings = _settings(log_format=log_format)
    _say_everything(*GUARDED, *(("bot", "some.library") if log_format == "json" else ()))
    written = settings.log_file.read_text("utf-8")
    assert "Zebulon" not in written
    assert "xoxb" not in written
    assert "answered" in written
    assert "ab12" in written
    assert "ValueError" in written
    assert "test_structured_log.py" in written


def test_plain_lines_have_the_facts_and_the_ids_too() -> None:
    settings = _settings()
    with asking("ab12"):
        logging.getLogger("bot").info(
            "answered %d", 3, extra={"kind": "quoted", "duration": 1.5, "q": QUESTION}
        )
    told = f" INFO run={run_id()} question=ab12 bot: answered 3 kind=quoted duration=1.5\n"
    assert settings.log_file.read_text("utf-8").endswith(told)


def test_a_failure_tells_its_kind_and_where() -> None:
    settings = _settings(log_format="json")
    _say_everything()
    failed = next(line for line in _lines(settings) if line["event"] == "failed")
    assert failed["exception"]["type"] == "ValueError"
    assert failed["exception"]["from"] == "KeyError"
    assert failed["exception"]["at"][0].endswith(" _say_everything")


def test_text_is_logged_where_it_is_allowed_and_secrets_never() -> None:
    settings = _settings(log_format="json", log_text=True)
    _say_everything()
    written = settings.log_file.read_text("utf-8")
    assert f"asked {QUESTION} with [hidden] after 3" in written
    assert "xoxb" not in written
    failed = next(line for line in _lines(settings) if line["event"] == "failed")
    assert failed["exception"]["message"] == f"{QUESTION} [hidden]"


def test_a_secret_with_quotes_in_it_is_blanked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_TOKEN", 'se"cr\\et')
    settings = _settings(log_format="json")
    logging.getLogger("ingestion").warning("refused %s", 'with se"cr\\et and Bearer abc')
    assert _lines(settings)[0]["event"] == "refused with [hidden] and Bearer [hidden]"


def test_what_is_taken_in_is_named_in_both_formats() -> None:
    for log_format in ("json", "text"):
        settings = _settings(log_format=log_format)
        logging.getLogger("ingestion.pipeline").warning("refused %s: %s", "a.txt", "it is\nempty")
    first, *_ = settings.log_file.read_text("utf-8").splitlines()
    assert json.loads(first)["event"] == "refused a.txt: it is\nempty"
    assert "refused a.txt: it is" in settings.log_file.read_text("utf-8")


def test_a_log_that_is_stopped_leaves_the_levels_as_they_were() -> None:
    start_log(load_settings(), verbose=True)
    assert logging.getLogger("retrieval").level == logging.DEBUG
    stop_log()
    assert logging.getLogger("retrieval").level == logging.NOTSET
