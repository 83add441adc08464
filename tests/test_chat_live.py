"""The chat on a terminal, where a model writes: sentences are shown while it still goes on."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path

import pytest

from bot.chat import Chat
from bot.desk import Newsdesk
from bot.terminal.opening import Opening
from config.settings import load_settings
from tests.model_server import ModelServer

pytest.importorskip("langchain_openai")

LONGEST = 60.0
"""Seconds until the first sentence: a client of a model is loaded before it."""
TRUE = "Lavrov demanded legally binding guarantees [1]."
READ = "Why did Lavrov demand legally binding guarantees?"


def test_sentences_are_shown_while_the_model_writes(
    own_sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    # Where the cursor cannot be moved each step is a line.
    monkeypatch.setenv("TERM", "dumb")
    with ModelServer() as model, ThreadPoolExecutor(1) as pool:
        model.replies(f"{TRUE} And then ⏸it went on [1].", "NOTHING")
        settings = load_settings(library=own_sample, model="openai:stand-in", model_url=model.url)
        with Newsdesk(settings=settings) as desk:
            talk = Chat(Opening(lambda: desk), date(2022, 1, 2))
            asked = pool.submit(talk.take, "what did Lavrov demand?")
            shown, until = "", time.monotonic() + LONGEST
            while TRUE not in shown:
                assert time.monotonic() < until, shown
                # To look without a pause would take the processor from what is looked for.
                wait([asked], 0.05)
                shown += capsys.readouterr().out
            assert not asked.done()
            assert "Sources" not in shown
            model.going.set()
            asked.result()
            assert "Sources" in capsys.readouterr().out
            assert talk.last == talk.conversation.turns[-1].answer

            model.replies(lambda prompt: READ if "CONVERSATION" in prompt else TRUE)
            talk.take("why?")
            told = capsys.readouterr().err
            assert told.index("reading the question") < told.index(READ) < told.index("searching")
            talk.take("/ask what did Biden demand?")
            assert [turn.question for turn in talk.conversation.turns] == [
                "what did Lavrov demand?",
                "what did Biden demand?",
            ]
