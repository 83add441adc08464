"""What programs are written against: names, fields, and what always holds of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

import bot
from bot import Newsdesk, ask
from config.errors import QuestionError
from ingestion.report import Report
from retrieval.answer import Answer, Citation
from retrieval.article import Hit
from retrieval.asking.question import last_instant

QUESTION = "What did Lavrov demand?"
MARKER = re.compile(r" \[(\d+)\]$", re.MULTILINE)

_LISTED = (
    "what did who why how many when where Lavrov Putin Biden NATO Ukraine Geneva guarantees Sollmark"
    " flood people died evacuated mayor gates Port Calder strike pay kettle recalled asteroid probe"
    " marathon won said demand the of this week latest ? . , “ ” \" ' ( [1] -1 2021 é 😀 \n \x00"
)
WORDS = _LISTED.split(" ")


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(library=sample_library) as desk:
        yield desk


def holds(desk: Newsdesk, answer: Answer) -> None:
    """Everything that is promised of any answer."""
    assert answer.kind in ("quoted", "abstained")
    assert answer.text.strip()
    assert 0.0 <= answer.confidence <= 1.0
    assert (answer.kind == "abstained") == (not answer.citations)
    assert len(answer.citations) <= 3
    ordinals = [citation.ordinal for citation in answer.citations]
    assert ordinals == list(range(1, len(ordinals) + 1))
    assert [int(n) for n in MARKER.findall(answer.text)] == ordinals
    assert sorted(n for source in answer.sources for n in source.ordinals) == ordinals
    assert len({source.article_id for source in answer.sources}) == len(answer.sources)
    for citation in answer.citations:
        article = desk.article(citation.article_id, citation.version)
        assert article.text[citation.start : citation.end] == citation.quote
        assert f"> {citation.quote} [{citation.ordinal}]" in answer.text
        assert (citation.outlet, citation.title, citation.url) == (article.outlet, article.title, article.url)
        assert citation.published == article.published
        assert citation.published is None or citation.published.date() <= answer.as_of
        assert any(citation.ordinal in s.ordinals for s in answer.sources if s.article_id == article.id)
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_names() -> None:
    assert bot.Newsdesk is Newsdesk
    for name in bot.__all__:
        assert getattr(bot, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_such"):
        _ = bot.nothing_such  # type: ignore[attr-defined]


def test_ask_asks_the_configured_library(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSDESK_LIBRARY", str(sample_library))
    answer = ask(QUESTION, as_of=date(2022, 1, 2))
    assert "guarantees" in answer.citations[0].quote
    assert answer.as_of == date(2022, 1, 2)


def test_ingest_ask_and_look_it_up(tmp_path: Path) -> None:
    note = tmp_path / "bridge.txt"
    note.write_text(
        "Title: Bridge at Tarn closes\nOutlet: The Tarn Post\nDate: 2024-05-02\n\n"
        "The bridge at Tarn closed on Thursday because two bolts had cracked, engineer Ada Quill said.\n",
        encoding="utf-8",
    )
    with Newsdesk(library=tmp_path / "library") as desk:
        report = desk.ingest([note])
        assert (report.new, report.taken, report.refused) == (1, 1, ())
        assert Report.model_validate_json(report.model_dump_json()) == report
        answer = desk.ask("Why did the bridge at Tarn close?", as_of=date(2024, 5, 3))
        holds(desk, answer)
        assert answer.kind == "quoted"
        first = answer.citations[0]
        assert "two bolts had cracked" in first.quote
        assert first.speaker == "Ada Quill"


def test_every_field_of_a_citation(desk: Newsdesk) -> None:
    answer = desk.ask(QUESTION, as_of=date(2022, 1, 2))
    holds(desk, answer)
    named = {
        "ordinal",
        "article_id",
        "version",
        "outlet",
        "title",
        "url",
        "published",
        "start",
        "end",
        "quote",
    }
    assert named <= set(Citation.model_fields)
    assert {"kind", "text", "confidence", "citations", "sources", "as_of"} <= set(Answer.model_fields)
    assert any(c.speaker == "Sergei Lavrov" and c.said_on == date(2021, 12, 31) for c in answer.citations)


@pytest.mark.parametrize("limit", [1, 10, 1000])
def test_hits(desk: Newsdesk, limit: int) -> None:
    hits = desk.search(QUESTION, as_of=date(2022, 1, 31), limit=limit)
    everything = desk.search(QUESTION, as_of=date(2022, 1, 31), limit=10_000)
    assert hits == everything[:limit]
    assert len(hits) == min(limit, len(everything))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    articles = {hit.article_id for hit in everything}
    first = [hit.article_id for hit in hits[: len(articles)]]
    assert len(set(first)) == len(first), "an article has a second place before another has its first"
    for hit in hits:
        text = desk.article(hit.article_id, hit.version).text
        assert text[hit.start : hit.end] == hit.text
        assert hit.passage_id.startswith(f"{hit.article_id}:")
        assert hit.published is None or hit.published <= datetime(2022, 2, 1, tzinfo=UTC)


def test_there_and_back_through_json_and_never_changed(desk: Newsdesk) -> None:
    answer, hit = desk.ask(QUESTION), desk.search(QUESTION, limit=1)[0]
    declined = desk.ask("Who won the Nobel Prize in Literature in 2023?")
    assert declined.nearest is not None
    things: list[BaseModel] = [answer, answer.citations[0], answer.sources[0], hit, declined, Report(new=3)]
    for thing in things:
        assert type(thing).model_validate_json(thing.model_dump_json()) == thing
        name = next(iter(type(thing).model_fields))
        with pytest.raises(ValidationError, match="frozen"):
            setattr(thing, name, None)
    assert isinstance(hit, Hit)


@settings(max_examples=40)
@given(
    question=st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=60),
    as_of=st.none() | st.dates() | st.dates(date(2021, 12, 1), date(2024, 12, 31)) | st.datetimes(),
)
def test_any_question_on_any_day(desk: Newsdesk, question: str, as_of: date | None) -> None:
    try:
        answer = desk.ask(question, as_of=as_of)
    except QuestionError:
        assert not any(character.isalnum() for character in question)
        return
    holds(desk, answer)
    until = last_instant(as_of)
    assert all(c.published is None or c.published <= until for c in answer.citations)
    assert all(hit.published is None or hit.published <= until for hit in desk.search(question, as_of=as_of))
