"""Documents and program say the same: every command line is one, and the reference is the help."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.exceptions import TyperException

from bot.cli import app
from bot.reference import reference

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
ROOT_COMMAND: Any = typer.main.get_command(app)
for option in ROOT_COMMAND.params:
    if option.name == "install_completion":
        # Reading the option would change the files of whoever runs the tests.
        option.callback = None

_FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<body>.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(newsdesk [^`\n]+)`")
_ENDS = {";", "|", "&&", "||", "&"}
_REDIRECTIONS = {">", "<", ">>"}


def commands_in(line: str) -> Iterator[list[str]]:
    """The arguments of each newsdesk command in a line of shell."""
    lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=";|<>&")
    lexer.whitespace_split = True
    words: list[str] = []
    passing = False
    for word in [*lexer, ";"]:
        if word in _ENDS:
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words.pop(0)
            if words[:1] == ["newsdesk"]:
                yield words[1:]
            words = []
        elif word in _REDIRECTIONS or passing:
            passing = word in _REDIRECTIONS
        else:
            words.append(word)


def command_lines(page: str) -> Iterator[tuple[list[str], bool]]:
    """The arguments of every command line in a page, and whether it is a whole one, in a block of its own."""
    for block in _FENCED.finditer(page):
        if block["language"] in {"", "sh", "bash", "console"}:
            for line in block["body"].splitlines():
                # Of what a program prints nothing need be shell.
                if "newsdesk " in line.partition("#")[0]:
                    yield from ((words, True) for words in commands_in(line))
    for found in _INLINE.finditer(_FENCED.sub("", page)):
        yield from ((words, False) for words in commands_in(found[1]))


def parse(words: list[str]) -> None:
    """Read a command line as the program does, without running anything.

    Raises:
        TyperException: it is none.
    """
    try:
        context: Any = ROOT_COMMAND.make_context("newsdesk", list(words))
        command = ROOT_COMMAND
        rest = [*context._protected_args, *context.args]
        while hasattr(command, "commands") and rest:
            name, command, rest = command.resolve_command(context, rest)
            context = command.make_context(name, rest, parent=context)
            rest = [*getattr(context, "_protected_args", []), *context.args]
    except typer.Exit:
        # --help and --version have done what they do.
        return


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_line_of_a_page_is_one(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, whole in command_lines(page.read_text(encoding="utf-8")):
        try:
            parse(words)
        except TyperException as error:
            if whole or "Missing" not in error.format_message():
                pytest.fail(f"newsdesk {shlex.join(words)}: {error.format_message()}")


def test_the_readme_shows_the_commands() -> None:
    shown = [words for words, whole in command_lines(PAGES[0].read_text(encoding="utf-8")) if whole]
    assert len(shown) > 15
    assert {words[0] for words in shown} >= {"ingest", "ask", "chat", "-c", "doctor"}


def test_a_command_line_that_is_none_is_found() -> None:
    block = "X=1 newsdesk ask 'who?' > out.txt # comment\ncat x | newsdesk show --colour"
    lines = list(command_lines(f"```\n{block}\n```\n`newsdesk asc`"))
    assert lines == [(["ask", "who?"], True), (["show", "--colour"], True), (["asc"], False)]
    parse(["ask", "who?"])
    for wrong in (["show", "--colour"], ["asc"], ["feeds", "ad", "x"], ["conversations", "show"]):
        with pytest.raises(TyperException):
            parse(wrong)


def test_the_reference_is_the_help() -> None:
    written = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert written == reference(), "run: python -m bot.reference > docs/commands.md"


def test_advice_names_commands_that_there_are() -> None:
    wrong = []
    for folder in ("bot", "config", "ingestion", "retrieval"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    advised = re.findall(r"(?:[:`] ?|\bor |\band )newsdesk ([a-z]+)", node.value)
                    wrong += [f"{file.name}: newsdesk {name}" for name in advised if not known(name)]
    assert wrong == []


def known(name: str) -> bool:
    return name in ROOT_COMMAND.commands
