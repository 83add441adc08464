"""The desk: hostile questions, days before anything, empty and closed-off libraries, settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import bot.desk
from bot.desk import Newsdesk
from config.errors import ArticleNotFoundError, LibraryError, QuestionError, SettingsError
from config.settings import load_settings

QUESTION = "What did Lavrov demand?"


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.mark.parametrize("question", ["", "   ", "\n\u2028", "?!", "…", "\x00", "\ud800"])
def test_an_empty_question_is_refused(desk: Newsdesk, question: str) -> None:
    for act in (desk.ask, desk.search):
        with pytest.raises(QuestionError, match="empty"):
            act(question)


def test_an_endless_question_is_refused(desk: Newsdesk) -> None:
    with pytest.raises(QuestionError, match="100,000 characters"):
        desk.ask("x" * 100_000)


@pytest.mark.parametrize(
    "question",
    [
        "Чего потребовал Лавров?",
        "ماذا طلب لافروف؟",
        "ラブロフは何を要求したか？",
        "İstanbul'da ne oldu?",
        "😀 what 👩‍🚀 now",
        'title:"Lavrov" AND NOT (NATO OR "x")^2 +must -not ~3 *?',
        "{}[]()\\/^~!&&||:*?\"'",
        "text:[a TO z} lavrov",
        "'; DROP TABLE articles; --  what?",
        "what \x00 is \x1b[2J \ud800 this",
        "a " * 900,
        "x" * 2000,
        "what did " + "ÀÉ" * 300 + " say?",
    ],
)
def test_any_question_is_answered_or_declined(desk: Newsdesk, question: str) -> None:
    if not any(character.isalnum() for character in question):
        with pytest.raises(QuestionError):
            desk.ask(question)
        return
    answer = desk.ask(question)
    assert answer.text
    for citation in answer.citations:
        text = desk.article(citation.article_id, citation.version).text
        assert text[citation.start : citation.end] == citation.quote
    for hit in desk.search(question):
        assert desk.article(hit.article_id, hit.version).text[hit.start : hit.end] == hit.text


@pytest.mark.parametrize("as_of", [date(1800, 1, 1), date.min, datetime(2021, 12, 1, tzinfo=UTC)])
def test_before_everything_only_the_undated_is_found(desk: Newsdesk, as_of: date) -> None:
    assert all(hit.published is None for hit in desk.search(QUESTION, as_of=as_of))
    answer = desk.ask(QUESTION, as_of=as_of)
    assert all(citation.published is None for citation in answer.citations)


def test_the_end_of_time_is_a_day_like_any_other(desk: Newsdesk) -> None:
    assert desk.search(QUESTION, as_of=date.max)


def test_an_instant_in_another_zone_is_the_same_instant(desk: Newsdesk) -> None:
    noon = datetime(2021, 12, 31, 12, tzinfo=UTC)
    east = noon.astimezone(timezone(timedelta(hours=14)))
    assert desk.search(QUESTION, as_of=noon) == desk.search(QUESTION, as_of=east)
    earlier = noon - timedelta(hours=3)
    assert all(
        hit.published is None or hit.published <= earlier for hit in desk.search(QUESTION, as_of=earlier)
    )


@pytest.mark.parametrize("limit", [0, 1, 3, 10_000])
def test_no_more_hits_than_wanted(desk: Newsdesk, limit: int) -> None:
    found = desk.search(QUESTION, limit=limit)
    assert len(found) <= limit
    assert len({(hit.passage_id, hit.version) for hit in found}) == len(found)
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_an_empty_library_says_what_to_do(tmp_path: Path) -> None:
    with Newsdesk(tmp_path / "library") as desk:
        for act in (desk.ask, desk.search):
            with pytest.raises(LibraryError) as empty:
                act(QUESTION)
            assert empty.value.message == f"The library {desk.path} is empty."
            assert "newsdesk ingest --sample" in empty.value.hint
        assert desk.articles() == []
        assert desk.status().articles == 0
        assert desk.ingest([tmp_path / "nothing"]).taken == 0
        assert desk.reindex().passages == 0
        with pytest.raises(ArticleNotFoundError):
            desk.article("x")


def test_a_library_emptied_again_is_empty(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        for article in desk.articles():
            desk.remove(article.id)
        with pytest.raises(LibraryError, match="is empty"):
            desk.ask(QUESTION)
        assert desk.index_faults() == []
        assert desk.status().passages == 0


def test_what_is_removed_is_found_no_more(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        first = desk.search(QUESTION)[0]
        assert desk.remove(first.article_id).id == first.article_id
        assert first.article_id not in {hit.article_id for hit in desk.search(QUESTION, limit=100)}


def test_the_configured_library_is_asked_by_default(
    sample_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSDESK_LIBRARY", str(sample_library))
    assert bot.desk.ask(QUESTION).question == QUESTION
    with Newsdesk() as desk:
        assert desk.path == sample_library


@pytest.mark.parametrize(("name", "value"), [("vectors", "fast"), ("threads", -1), ("max_file_mb", 0)])
def test_settings_out_of_range_are_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(**{name: value})


def test_one_thread_answers_as_many_do(sample_library: Path, desk: Newsdesk) -> None:
    with Newsdesk(settings=load_settings(library=sample_library, threads=1)) as one:
        assert one.ask(QUESTION) == desk.ask(QUESTION)


def test_a_library_that_may_only_be_read_answers(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        expected = desk.search(QUESTION)
    paths = [own_sample, *own_sample.rglob("*")]
    try:
        for path in paths:
            path.chmod(0o500)
        if os.access(own_sample, os.W_OK):
            pytest.skip("nothing is closed to the superuser")
        with Newsdesk(own_sample) as desk:
            assert desk.search(QUESTION) == expected
            with pytest.raises(LibraryError, match="cannot be written"):
                desk.reindex()
    finally:
        for path in paths:
            path.chmod(0o700)
