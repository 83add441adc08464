"""A command line without a command: a question, or a command mistyped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.bare_question import Grammar, MistypedError

COMMANDS = ["ask", "chat", "statements", "watch", "ingest", "feeds", "show", "status", "doctor"]
GRAMMAR = Grammar(COMMANDS, ["--verbose", "--version", "-h", "--help"], ["--library"], ["-m", "--as-of"])


def read(line: str, *, piped: bool = False) -> str:
    return " ".join(GRAMMAR.with_command(line.split(), piped=piped))


@pytest.mark.parametrize(
    "line",
    [
        "what did Lavrov demand",
        "how did it end",
        "Lavrov demands",
        "why?",
        "who",
        "-c and Biden",
        "-m ollama:llama3.2 why did they strike",
        "--as-of 2022-01-02 who spoke",
        "- what does he demand",
        "--json -",
    ],
)
def test_a_question_needs_no_command(line: str) -> None:
    assert read(line) == f"ask {line}"
    assert read(f"--library x --verbose {line}") == f"--library x --verbose ask {line}"
    assert read(f"--library=x {line}") == f"--library=x ask {line}"


def test_a_quoted_question_may_look_like_anything() -> None:
    assert GRAMMAR.with_command(["status of the talks"], piped=False) == ["ask", "status of the talks"]


@pytest.mark.parametrize("line", ["status", "ingest a b", "--library status status", "-h", "--version"])
def test_a_command_is_left_alone(line: str) -> None:
    assert read(line) == line
    assert read(line, piped=True) == line


def test_nothing_but_a_pipe_is_a_question() -> None:
    assert read("", piped=True) == "ask"
    assert read("--library x", piped=True) == "--library x ask"
    assert read("") == ""
    assert read("--help", piped=True) == "--help"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ingst news/", "newsdesk ingest"),
        ("statuss", "newsdesk status"),
        ("feed add x", "newsdesk feeds"),
        ("Doctor", "newsdesk doctor"),
        ("nonsense", 'newsdesk ask "nonsense"'),
        ("--json status", "newsdesk status --json"),
        ("--as-of 2022-01-02 chat", "newsdesk chat --as-of"),
    ],
)
def test_a_command_that_was_mistyped_is_not_asked(line: str, told: str) -> None:
    with pytest.raises(MistypedError) as refused:
        read(line)
    assert told in str(refused.value)


@given(st.lists(st.text(max_size=12), max_size=5), st.booleans())
def test_whatever_is_typed_nothing_of_it_is_lost(words: list[str], piped: bool) -> None:
    try:
        found = GRAMMAR.with_command(words, piped=piped)
    except MistypedError:
        return
    assert found in (words, [*words, "ask"]) or (
        len(found) == len(words) + 1
        and [*found[: found.index("ask")], *found[found.index("ask") + 1 :]] == words
    )
