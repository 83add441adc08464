"""What may happen while an answer comes: Ctrl-C, keys, another size, the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.model_server import PATIENCE, ModelServer
from tests.terminal.conftest import Begin
from tests.terminal.screen import CTRL_C, CTRL_D, Terminal

pytest.importorskip("langchain_openai")

QUESTION = "what did Lavrov demand?"
TRUE = "Lavrov demanded legally binding guarantees [1]."
SLOW = f"{TRUE} And then ⏸he demanded written guarantees [1]."


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.replies(SLOW)
        yield server


def begun(chat: Begin, library: Path, model: ModelServer) -> Terminal:
    """A chat in the middle of its first answer."""
    terminal = chat(
        "chat",
        "--as-of",
        "2022-01-02",
        library=library,
        environment={"NEWSDESK_MODEL": "openai:stand-in", "NEWSDESK_MODEL_URL": model.url},
    )
    terminal.ask(QUESTION)
    terminal.until("legally binding guarantees \\[1\\]\\.")
    return terminal


def test_ctrl_c_gives_the_prompt_back_and_keys_are_kept(
    chat: Begin, own_sample: Path, model: ModelServer
) -> None:
    terminal = begun(chat, own_sample, model)
    assert "Sources" not in terminal.text
    terminal.press("and Putin")
    terminal.press(CTRL_C)
    terminal.until("Stopped")
    # What was typed meanwhile was not shown, and stands at the next prompt.
    shown = terminal.until("› and Putin as of 2022-01-02$")
    assert shown.count("and Putin") == 1
    # Nobody waits for the model any more.
    assert model.gone.wait(PATIENCE)
    terminal.press(CTRL_C)
    model.replies(TRUE)
    terminal.ask("what did Biden demand?")
    terminal.until("Stopped.*Sources.*confidence 0")
    terminal.until_prompt()
    terminal.ask("/history")
    # What was stopped is not part of the conversation.
    terminal.until("This conversation › what did Biden demand[?] ›")


def test_another_size_in_the_middle_of_an_answer(chat: Begin, own_sample: Path, model: ModelServer) -> None:
    terminal = begun(chat, own_sample, model)
    terminal.resize(44)
    model.going.set()
    terminal.until("confidence 0")
    shown = terminal.until_prompt()
    assert max(map(len, shown[shown.index("Sources") :].split("\n"))) <= 44
    terminal.resize(100)
    terminal.ask("/sources")
    terminal.until("/sources.*Harbour Post")


def test_the_end_in_the_middle_of_an_answer(chat: Begin, own_sample: Path, model: ModelServer) -> None:
    terminal = begun(chat, own_sample, model)
    terminal.press(CTRL_D)
    model.going.set()
    assert terminal.until_end() == 0
    assert "confidence" in terminal.text
