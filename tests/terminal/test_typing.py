"""What is typed at the prompt: pasted, completed, wide, in a narrow terminal, ended in every state."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Newsdesk
from tests.terminal.conftest import Begin
from tests.terminal.screen import CTRL_C, CTRL_D, ENTER, TAB

QUESTION = "what did Lavrov demand?"
COLOURS = re.compile(rb"\x1b\[[0-9;]*(?<![0-9])(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")


def test_pasting(chat: Begin) -> None:
    terminal = chat()
    terminal.until_prompt()
    # Once it is known that the terminal tells pastes.
    assert b"\x1b[?2004h" in terminal.raw
    terminal.paste("x" * 9_990 + "\nthe end")
    terminal.until("the end$")
    terminal.press(ENTER)
    terminal.until("The question is 9,998 characters long; 2,000 are the most")
    terminal.until_prompt()
    terminal.paste("/help\n/quit")
    terminal.until("/help /quit$")
    terminal.press(CTRL_C)
    terminal.until_prompt()
    terminal.paste("what did\nLavrov demand?")
    terminal.press(ENTER)
    assert "› what did\n  Lavrov demand?" in terminal.until("confidence 0")


def test_completion(chat: Begin) -> None:
    terminal = chat()
    terminal.until_prompt()
    terminal.press("/statem" + TAB)
    terminal.until("› /statements")
    # The names are there once the library has been read, behind the prompt.
    while "/statements Sergei Lavrov" not in terminal.text:
        terminal.press(CTRL_C)
        terminal.until_prompt()
        terminal.press("/statements Lav" + TAB)
        terminal.until("› /statements (Lav|Sergei Lavrov)$")
    terminal.press(CTRL_C)
    terminal.until_prompt()
    terminal.press("/outlet harb" + TAB)
    terminal.until("/outlet The Harbour Post")
    terminal.press(CTRL_C)
    terminal.until_prompt()
    terminal.press("what did Sergei L" + TAB)
    terminal.until("what did Sergei Lavrov")


def test_wide_characters(chat: Begin) -> None:
    terminal = chat(columns=40)
    terminal.until_prompt()
    terminal.press("东京 🗞️ Lavrov demand")
    terminal.until("东 ?京")
    terminal.press(ENTER)
    terminal.until("confidence 0")
    terminal.until_prompt()


def test_a_terminal_of_twenty_columns(chat: Begin) -> None:
    terminal = chat(columns=20)
    terminal.ask(QUESTION)
    shown = terminal.until("confidence 0")
    assert max(map(len, shown.split("\n"))) <= 20
    assert "legally binding guarantees" in " ".join(shown.replace("▌", " ").split())
    terminal.ask("/help")
    terminal.until("/quit")
    terminal.until_prompt()


def test_without_colour(chat: Begin) -> None:
    terminal = chat(environment={"NO_COLOR": "1"})
    terminal.ask(QUESTION)
    terminal.until("confidence 0")
    terminal.until_prompt()
    assert not COLOURS.search(terminal.raw)


def test_a_terminal_that_can_do_nothing(chat: Begin) -> None:
    terminal = chat(environment={"TERM": "dumb"})
    terminal.ask(QUESTION)
    terminal.until("confidence 0")
    assert "articles …\nSergei Lavrov" in terminal.until_prompt()
    assert b"\x1b[3" not in terminal.raw
    assert b"\x1b]" not in terminal.raw


def test_the_end_at_once_and_with_a_question_begun(chat: Begin) -> None:
    terminal = chat()
    terminal.until_prompt()
    terminal.press("what did" + CTRL_D)
    terminal.until("› what did$")
    terminal.press(CTRL_C)
    terminal.until_prompt()
    terminal.press(CTRL_D)
    assert terminal.until_end() == 0


def test_a_terminal_that_is_closed(chat: Begin) -> None:
    terminal = chat()
    terminal.until_prompt()
    terminal.press("what did")
    terminal.until("› what did$")
    process: Any = terminal.child.ptyproc  # type: ignore[attr-defined]  # left out of its stubs
    process.fileobj.close()
    ending = threading.Thread(target=process.wait, daemon=True)
    ending.start()
    ending.join(30)
    assert not ending.is_alive()


def test_settings_that_are_wrong_are_told_behind_the_prompt(chat: Begin, tmp_path: Path) -> None:
    terminal = chat(environment={"NEWSDESK_THREADS": "many"})
    terminal.until("The setting threads is not usable")
    assert terminal.until_end() == 1


def test_where_there_is_no_library_the_sample_is_offered(chat: Begin, tmp_path: Path) -> None:
    terminal = chat(library=tmp_path / "none")
    terminal.until(r"Take in the sample news now\? \[Y/n\]:")
    terminal.press("n" + ENTER)
    terminal.until("There is nothing to ask yet. Take in your own with: newsdesk ingest")
    assert terminal.until_end() == 1


def test_an_empty_library(chat: Begin, tmp_path: Path) -> None:
    Newsdesk(tmp_path / "none").close()
    terminal = chat(library=tmp_path / "none")
    terminal.ask(QUESTION)
    terminal.until("is empty. Take articles in first")
    terminal.until_prompt()


@pytest.mark.parametrize("line", ["/help", "/quit"])
def test_what_needs_no_desk_waits_for_none(chat: Begin, line: str) -> None:
    terminal = chat()
    terminal.ask(line)
    if line == "/help":
        terminal.until("Ctrl-D leaves")
    else:
        assert terminal.until_end() == 0
