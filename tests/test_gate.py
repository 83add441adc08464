"""The gate: questions over the sample news, every one of which must be answered as it should be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.article import Article
from tests.gate import Question, gate_questions

QUESTIONS = gate_questions()

LEAST = {
    "said": 25,
    "date": 14,
    "outlet": 10,
    "comparison": 10,
    "conflict": 8,
    "kind": 4,
    "fact": 12,
    "declined": 14,
}
"""How many questions of each kind the gate must have."""


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.fixture(scope="module")
def by_url(desk: Newsdesk) -> dict[str, list[Article]]:
    """The versions of each article, oldest first."""
    return {article.url: desk.versions(article.id) for article in desk.articles() if article.url}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_it_is_answered_as_it_should_be(desk: Newsdesk, question: Question) -> None:
    answer = desk.ask(question.question, as_of=question.as_of)
    shown = [(cited.url, cited.speaker, cited.quote) for cited in answer.citations]
    assert not question.faults(answer), (answer.text, shown)


@pytest.mark.parametrize(
    "question", [one for one in QUESTIONS if one.expected()], ids=lambda question: question.id
)
def test_what_it_expects_stood_in_the_library_that_day(
    by_url: dict[str, list[Article]], question: Question
) -> None:
    for one in question.expected():
        article = _as_of(by_url[one.url], question.as_of)
        assert one.holds in article.text
        assert all(word in one.holds for word in one.days)
        assert (one.value or "") in one.holds


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_what_may_not_be_cited_is_none_of_what_must(question: Question) -> None:
    for one in question.expected():
        assert not any(part in one.url or part in one.holds for part in question.none_of)
    assert question.declined == (not question.expected())


def test_each_question_is_asked_once_and_there_are_enough_of_each_kind() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    counts: Counter[str] = Counter(question.category for question in QUESTIONS)
    assert all(counts[category] >= least for category, least in LEAST.items()), counts


def _as_of(versions: list[Article], day: date | None) -> Article:
    """The version that a reader had on that day."""
    dated = [(article.dated, article) for article in versions]
    return [article for on, article in dated if day is None or (on is not None and on.date() <= day)][-1]
