"""A search obeys what its question names, outlets and days; and says what there is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.article import Article
from retrieval.asking.question import Query, understand

ARTICLES = (
    (
        "Kestrel Daily",
        "2024-05-03T08:00:00Z",
        "Tarn bridge closed by order of the mayor",
        "Mayor Ilse Varga closed the Tarn bridge on Friday because two cables were rusted through. "
        "She said repairs would cost four million crowns.",
    ),
    (
        "The Fenwick Gazette",
        "2024-05-04T08:00:00Z",
        "Engineers closed Tarn bridge, union says",
        "Engineers closed the Tarn bridge after the mayor ignored three warnings, their union said. "
        "It put the cost of repairs at nine million crowns.",
    ),
    (
        "Kestrel Daily",
        "2024-05-20T08:00:00Z",
        "Tarn ferry doubles its crossings",
        "The ferry at Tarn now makes forty crossings a day, twice as many as before the bridge was shut. "
        "Its owner hired eleven sailors.",
    ),
    (
        "Orrin Echo",
        "2024-06-02T08:00:00Z",
        "Regatta at Orrin postponed",
        "The regatta at Orrin was postponed to August because of low water. Sixty crews had entered it.",
    ),
)
OPINIONS = (
    (
        "Orrin Echo",
        "2024-06-10T08:00:00Z",
        "Opinion: Lake Orrin needs a new dam",
        "Lake Orrin needs a new dam. The dam at Lake Orrin leaks, and everybody knows that it leaks.",
    ),
    (
        "Orrin Echo",
        "2024-06-10T08:00:00Z",
        "Lake Orrin dam leaks, inspectors find",
        "Inspectors found eleven leaks in the dam at Lake Orrin on Monday. The dam was built in 1931.",
    ),
)
DAY = date(2024, 6, 30)


@pytest.fixture(scope="module")
def desk(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    folder = tmp_path_factory.mktemp("filters")
    file = folder / "news.jsonl"
    lines = [
        {
            "url": f"https://news.example/{n}",
            "outlet": outlet,
            "published": at,
            "title": title,
            "text": text,
        }
        for n, (outlet, at, title, text) in enumerate((*ARTICLES, *OPINIONS))
    ]
    file.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    with Newsdesk(folder / "library") as desk:
        desk.ingest([file])
        yield desk


def outlets(desk: Newsdesk, question: str, as_of: date = DAY) -> list[str | None]:
    return [hit.outlet for hit in desk.search(question, as_of=as_of)]


def test_one_outlet_named_is_the_only_one_searched(desk: Newsdesk) -> None:
    assert len(set(outlets(desk, "Why was the Tarn bridge closed?"))) > 1
    assert set(outlets(desk, "According to Kestrel Daily, why was the Tarn bridge closed?")) == {
        "Kestrel Daily"
    }


def test_outlets_compared_are_both_found_and_both_quoted(desk: Newsdesk) -> None:
    question = (
        "Does the Kestrel Daily article say that the mayor closed the Tarn bridge over rusted cables, "
        "while The Fenwick Gazette article says that engineers closed the Tarn bridge after warnings?"
    )
    assert set(outlets(desk, question)[:2]) == {"Kestrel Daily", "The Fenwick Gazette"}
    answer = desk.ask(question, as_of=DAY)
    assert answer.kind == "quoted"
    assert {"Kestrel Daily", "The Fenwick Gazette"} == {source.outlet for source in answer.sources}
    assert len(answer.understood.parts) == 2
    for citation in answer.citations:
        text: Article = desk.article(citation.article_id, citation.version)
        assert text.text[citation.start : citation.end] == citation.quote


def test_an_outlet_not_held_is_named_and_the_question_declined(desk: Newsdesk) -> None:
    answer = desk.ask("What did the Reuters article say about the Tarn bridge?", as_of=DAY)
    assert answer.kind == "abstained"
    assert "none of them is from Reuters" in answer.text
    assert answer.understood.unheld == ("Reuters",)
    assert answer.nearest is not None


def test_days_of_publication_admit_the_articles_of_those_days(desk: Newsdesk) -> None:
    hits = desk.search("What did the report on the Tarn bridge published on 3 May 2024 say?", as_of=DAY)
    assert {hit.published.date() for hit in hits if hit.published} == {date(2024, 5, 3), date(2024, 5, 4)}


def test_other_days_admit_what_was_published_soon_after(desk: Newsdesk) -> None:
    hits = desk.search("What happened to the bridge in Tarn on 2 May 2024?", as_of=DAY)
    assert {hit.published.date() for hit in hits if hit.published} == {date(2024, 5, 3), date(2024, 5, 4)}


def test_days_without_an_article_are_said_to_have_none(desk: Newsdesk) -> None:
    answer = desk.ask("What happened to the Tarn bridge on 7 March 2024?", as_of=DAY)
    assert answer.kind == "abstained"
    assert "there is nothing on 7 March 2024, the nearest is of 3 May 2024." in answer.text
    assert " The nearest is " in answer.text
    assert answer.nearest is not None


def test_nothing_published_later_is_found_for_outlets_or_days(desk: Newsdesk) -> None:
    asked = date(2024, 5, 10)
    for question in (
        "What does Kestrel Daily say about crossings of the Tarn ferry?",
        "What does Kestrel Daily say of the ferry, while The Fenwick Gazette says the bridge was closed?",
    ):
        hits = desk.search(question, as_of=asked)
        assert hits
        assert all(hit.published is not None and hit.published.date() <= asked for hit in hits)
    assert desk.ask("What happened at Tarn on 20 May 2024?", as_of=asked).kind == "abstained"


def test_reporting_comes_before_opinion_unless_it_is_asked_for(desk: Newsdesk) -> None:
    titles = [hit.title for hit in desk.search("Does the dam at Lake Orrin leak?", as_of=DAY)]
    assert titles[0] == "Lake Orrin dam leaks, inspectors find"
    wanted = desk.search("Which opinion is there on the dam that Lake Orrin needs?", as_of=DAY)
    assert wanted[0].title == "Opinion: Lake Orrin needs a new dam"


def test_what_a_person_said_is_looked_at_though_no_word_fits(desk: Newsdesk) -> None:
    found = desk._search.find(desk_query(desk, "What did Varga say?"))
    assert found.articles[0].article.title == "Tarn bridge closed by order of the mayor"
    assert found.query.understood.speakers == ("Varga",)


def desk_query(desk: Newsdesk, question: str) -> Query:

    return understand(question, DAY, desk._held())
