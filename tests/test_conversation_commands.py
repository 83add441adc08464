"""Chat and the commands about conversations, as their users meet them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from config.log import stop_log


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


def newsdesk(library: Path, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words], input=stdin)


def only_id(library: Path) -> str:
    (line,) = newsdesk(library, "conversations").stdout.splitlines()
    return line.split("\t")[0]


def test_a_conversation_is_held_listed_told_exported_and_deleted(own_sample: Path) -> None:
    nothing = newsdesk(own_sample, "conversations", "list")
    assert nothing.exit_code == 0
    assert "No conversations are kept" in nothing.stderr

    held = newsdesk(own_sample, "chat", stdin="what did Lavrov demand?\nand Biden?\n")
    assert held.exit_code == 0, held.stderr
    assert held.stderr == "understood as: what did Biden demand?\n"

    id = only_id(own_sample)
    (listed,) = json.loads(newsdesk(own_sample, "conversations", "list", "--json").stdout)
    assert (listed["id"], listed["turns"], listed["origin"]) == (id, 2, "chat")

    told = newsdesk(own_sample, "conversations", "show", id).stdout
    assert "› and Biden?\nunderstood as: what did Biden demand?\n" in told
    assert told.count("confidence ") == 2
    assert [
        turn["n"] for turn in json.loads(newsdesk(own_sample, "conversations", "show", id, "--json").stdout)
    ] == [1, 2]

    exported = newsdesk(own_sample, "conversations", "export", id).stdout
    assert exported.startswith("# what did Lavrov demand?\n")
    assert "](<https://" in exported

    assert newsdesk(own_sample, "conversations", "delete", id).stderr.startswith(f"Deleted {id}, ")
    missing = newsdesk(own_sample, "conversations", "show", id)
    assert missing.exit_code == 1
    assert f"There is no conversation {id}." in missing.stderr


def test_chat_goes_on_where_it_left_off(own_sample: Path) -> None:
    newsdesk(own_sample, "chat", stdin="what did Lavrov demand?\n")
    id = only_id(own_sample)
    for words in (("--continue",), ("-c",), ("--resume", id)):
        went_on = newsdesk(
            own_sample, "chat", *words, stdin="/sources\nand Biden?\n/ask what did Lavrov demand?\n"
        )
        assert went_on.exit_code == 0, went_on.stderr
        assert "understood as: what did Biden demand?" in went_on.stderr
        assert "[1]" in went_on.stdout.splitlines()[0]
    assert only_id(own_sample) == id
    assert newsdesk(own_sample, "chat", "--resume", "zzzzzz", stdin="").exit_code == 1


def test_what_was_understood_can_be_corrected(own_sample: Path) -> None:
    lines = "what did Lavrov demand?\nand Biden?\n/ask what did Biden tell Putin?\n"
    lines += "/fresh why?\n/new\nand Putin?\n"
    result = newsdesk(own_sample, "chat", stdin=lines)
    assert result.exit_code == 0, result.stderr
    assert "A new conversation." in result.stderr
    assert result.stderr.count("understood as") == 1
    listed = json.loads(newsdesk(own_sample, "conversations", "list", "--json").stdout)
    assert [(one["title"], one["turns"]) for one in listed] == [
        ("and Putin?", 1),
        ("what did Lavrov demand?", 3),
    ]


def test_chat_without_a_place_to_keep_says_so_once(own_sample: Path) -> None:
    (own_sample / "conversations.sqlite3").mkdir()
    result = newsdesk(own_sample, "chat", stdin="what did Lavrov demand?\nand Biden?\n")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("This conversation is not kept") == 1
    assert "understood as: what did Biden demand?" in result.stderr
