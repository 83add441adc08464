"""Search: which articles and passages come back, in which order, and nothing from after the day asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Newsdesk
from retrieval.asking.preference import LESSER_KIND
from retrieval.asking.question import understand
from retrieval.finding.search import CANDIDATES, Found, hits
from retrieval.terms import covered
from retrieval.weights import ARTICLE


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


def find(desk: Newsdesk, question: str, as_of: date | None = None) -> Found:
    desk.search(question)
    return desk._search.find(understand(question, as_of))


@pytest.mark.parametrize(
    ("question", "url"),
    [
        ("Coppin kettle recall", "https://eveninglantern.example/consumer/coppin-kettle-recall"),
        (
            "Who won the Larkhaven Marathon?",
            "https://northerncourier.example/sport/2024/10/06/larkhaven-marathon-adeyemi-kask",
        ),
        (
            "student-built spacecraft near an asteroid",
            "https://parallaxweekly.example/space/kittiwake-probe-asteroid-flyby",
        ),
    ],
)
def test_the_article_about_it_is_first(desk: Newsdesk, question: str, url: str) -> None:
    assert desk.search(question, limit=1)[0].url == url


def test_found_articles_are_ranked_and_their_shares_sum_to_one(desk: Newsdesk) -> None:
    found = find(desk, "What did Lavrov demand?")
    scores = [article.score for article in found.articles]
    assert scores == sorted(scores, reverse=True)
    assert sum(article.share for article in found.articles) == pytest.approx(1.0)
    assert len(found.articles) <= CANDIDATES
    assert len({article.article.id for article in found.articles}) == len(found.articles)


def test_features_are_those_weighed_and_in_their_ranges(desk: Newsdesk) -> None:
    for article in find(desk, "How many people died in the Sollmark flood?").articles:
        assert list(article.features) == list(ARTICLE)
        within = {name: value for name, value in article.features.items() if name != "days"}
        assert all(-1.0 <= value <= 1.0001 for value in within.values()), within
        assert article.features["days"] >= 0.0
        if article.also:
            continue  # A story has the score of its best copy.
        lesser = LESSER_KIND * (article.article.kind != "news")
        weighed = sum(ARTICLE[n] * v for n, v in article.features.items())
        assert article.score == pytest.approx(weighed - lesser)


def test_nothing_published_later_is_found(desk: Newsdesk) -> None:
    day = date(2022, 1, 2)
    found = find(desk, "What did Lavrov demand?", day)
    assert found.articles
    assert all(a.article.published is None or a.article.published.date() <= day for a in found.articles)


def test_on_an_earlier_day_the_earlier_version_is_found(tmp_path: Path) -> None:
    with Newsdesk(tmp_path / "library") as desk:
        for day, toll in (("2024-05-02", "Three"), ("2024-05-06", "Four")):
            file = tmp_path / "flood.md"
            updated = f"modified: {day}\n" if toll == "Four" else ""
            file.write_text(
                f"---\ntitle: Flood in Tarn\nurl: https://tarn.example/flood\n"
                f"date: 2024-05-02\n{updated}---\n\n"
                f"{toll} people died in the flood in Tarn, the town hall said.\n",
                encoding="utf-8",
            )
            desk.ingest([file])
        question = "How many people died in the flood in Tarn?"
        versions = {day: desk.search(question, as_of=date(2024, 5, day)) for day in (3, 7)}
        assert [[hit.text.split()[0] for hit in found] for found in versions.values()] == [
            ["Three"],
            ["Four"],
        ]
        assert desk.search(question, as_of=date(2024, 5, 1)) == []


def test_further_passages_come_after_every_article(desk: Newsdesk) -> None:
    found = find(desk, "What did Lavrov demand?")
    everything = hits(found, 10_000)
    assert len(everything) == sum(len(article.passages) for article in found.articles) + len(found.copies)
    assert len({(hit.version, hit.passage_id) for hit in everything}) == len(everything)
    first = [hit.article_id for hit in everything[: len(found.articles)]]
    assert first == [article.article.id for article in found.articles]


@pytest.mark.parametrize("limit", [-1, 0])
def test_no_hits_wanted(desk: Newsdesk, limit: int) -> None:
    found = find(desk, "What did Lavrov demand?")
    assert hits(found, limit) == []
    assert hits(replace(found, articles=()), 10) == []


@given(
    st.lists(st.sampled_from("abcdef"), unique=True),
    st.sets(st.sampled_from("abcdef")),
    st.lists(st.floats(0.01, 20), min_size=6, max_size=6),
)
def test_covered_is_a_share_that_grows_with_what_is_present(
    wanted: list[str], present: set[str], weights: list[float]
) -> None:
    rarity = dict(zip("abcdef", weights, strict=True))
    share = covered(tuple(wanted), present, rarity)
    assert 0.0 <= share <= 1.0 + 1e-9
    assert share <= covered(tuple(wanted), present | {"a"}, rarity) + 1e-9
    assert covered(tuple(wanted), set(wanted), rarity) == pytest.approx(1.0 if wanted else 0.0)


def test_an_undated_copy_is_no_older_than_the_dated_ones(desk: Newsdesk) -> None:
    # The sample has an undated copy of a dispatch of 31 December 2021.
    before = desk.ask("What did Lavrov demand?", as_of=date(2021, 12, 1))
    assert before.kind == "abstained"
    after = desk.search("What did Lavrov demand?", as_of=date(2021, 12, 31))
    assert any(hit.outlet == "Meridian Wire" for hit in after)
