"""What programs build on: the retriever, the tool, and every example of docs/builders.md."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from bot.langchain import NewsRetriever
from config.settings import default_settings
from retrieval.answer import Answer

PAGE = (Path(__file__).parent.parent / "docs" / "builders.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.mark.parametrize(
    "example", EXAMPLES, ids=lambda example: example.strip().splitlines()[-1].strip()[:40]
)
def test_the_examples_run(
    example: str, sample_library: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEWSDESK_LIBRARY", str(sample_library))
    default_settings.cache_clear()
    exec(compile(example, "docs/builders.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out.strip()


def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 6


def test_documents_carry_the_citation(desk: Newsdesk) -> None:
    retriever = NewsRetriever(desk=desk, limit=3, as_of=date(2022, 1, 2))
    documents = retriever.invoke("What did Lavrov demand?")
    assert len(documents) == 3
    assert documents == asyncio.run(retriever.ainvoke("What did Lavrov demand?"))
    for document in documents:
        told = document.metadata
        text = desk.article(told["article_id"], told["version"]).text
        assert text[told["start"] : told["end"]] == document.page_content
        assert {"outlet", "title", "url", "published", "passage_id", "score"} <= set(told)
        assert told["published"] < "2022-01-03"


def test_the_tool_gives_the_answer_and_its_sources(desk: Newsdesk) -> None:
    tool = desk.as_tool()
    call = {
        "name": tool.name,
        "args": {"question": "What did Lavrov demand?"},
        "id": "1",
        "type": "tool_call",
    }
    message = tool.invoke(call)
    assert isinstance(message.artifact, Answer)
    assert "Sources\n[1]" in message.content
    assert message.content == asyncio.run(tool.ainvoke(call)).content


def test_the_tool_says_when_the_articles_do_not_answer(desk: Newsdesk) -> None:
    told = desk.as_tool().invoke({"question": "Who won the Nobel Prize in Literature in 2023?"})
    assert told.startswith("The articles I have do not answer that.")
