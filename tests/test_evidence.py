"""Which sentences are chosen: no headings, nothing twice, and something of the kind asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.desk import Newsdesk
from retrieval.asking.question import Wants, understand
from retrieval.finding.search import Found
from retrieval.sentences import sentences
from retrieval.weighing.candidate_sentences import LONGEST, SHORTEST
from retrieval.weighing.confidence import probability, signals
from retrieval.weighing.evidence import EMBEDDED, TOLD, Evidence, choose, directness, weigh
from retrieval.weighing.offered import offered, things
from retrieval.weights import ANSWERS, SENTENCE


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Callable[..., Newsdesk]]:
    opened = []

    def fill(**articles: str) -> Newsdesk:
        for name, text in articles.items():
            (tmp_path / f"{name}.txt").write_text(
                f"Title: {name}\nURL: https://tarn.example/{name}\nDate: 2024-05-02\n\n{text}\n",
                encoding="utf-8",
            )
        desk = Newsdesk(tmp_path / "library")
        opened.append(desk)
        assert desk.ingest([tmp_path / f"{name}.txt" for name in articles]).taken == len(articles)
        return desk

    yield fill
    for desk in opened:
        desk.close()


def weighed(desk: Newsdesk, question: str, as_of: date | None = None) -> tuple[Found, list[Evidence]]:
    desk.search(question)
    found = desk._search.find(understand(question, as_of))
    return found, weigh(found, desk._embedder, desk._projections.text)


QUESTIONS = (
    "What did Lavrov demand?",
    "How many people died?",
    "Why was the kettle recalled?",
    "Who won?",
    "strike",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_whole_and_weighed(desk: Newsdesk, question: str) -> None:
    _, evidence = weighed(desk, question)
    scores = [e.score for e in evidence]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1.0)
    for one in evidence:
        article = one.found.article
        spans = {
            (s.start, s.end): s
            for s in sentences(article.text, one.passage.place.start, one.passage.place.end)
        }
        assert not spans[one.start, one.end].heading
        assert SHORTEST <= len(one.text) <= LONGEST
        assert one.text == one.text.strip() == article.text[one.start : one.end]
        assert set(one.features) == {*SENTENCE, "predicate"}
        assert np.linalg.norm(one.vector) == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_chosen_differs(desk: Newsdesk, question: str) -> None:
    found, evidence = weighed(desk, question)
    for most in (1, 3, 50):
        chosen = choose(evidence, most)
        assert 1 <= len(chosen) <= most
        assert len({e.text for e in chosen}) == len(chosen)
        assert {e.text for e in chosen} <= {e.text for e in evidence}
        # What answers most plainly comes first.
        assert chosen == sorted(chosen, key=lambda e: (not e.own, not e.timed, -directness(e)))
    # An undated copy gives way to a dated one.
    best = {e.text for e in choose(evidence, 50)}
    assert evidence[0].text in best or evidence[0].found.article.published is None
    seen = signals(found, choose(evidence))
    assert set(seen) == set(ANSWERS)
    assert 0.0 <= probability(seen) <= 1.0


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_likeliest_sentences_alone_are_embedded(desk: Newsdesk, question: str) -> None:
    found, likeliest = weighed(desk, question)
    every = weigh(found, desk._embedder, desk._projections.text, embedded=None)
    assert min(EMBEDDED, len(every)) <= len(likeliest) <= EMBEDDED + TOLD
    by_place = {(e.found.article.id, e.start): e for e in every}
    for one in likeliest:
        same = by_place[one.found.article.id, one.start]
        assert one.features == pytest.approx(same.features)
        assert one.score >= same.score - 1e-9
    assert likeliest[0].text == every[0].text


@pytest.mark.parametrize("question", [*QUESTIONS, "What did Lavrov demand and how many people died?"])
def test_an_answer_embeds_nothing_twice(
    desk: Newsdesk, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.search(question)
    embedder, embedded = desk._embedder, list[str]()
    passages, query = embedder.passages, embedder.query

    def noted(texts: Sequence[str]) -> NDArray[np.float32]:
        embedded.extend(texts)
        return passages(texts)

    def noted_query(text: str) -> NDArray[np.float32]:
        embedded.append(text)
        return query(text)

    monkeypatch.setattr(embedder, "passages", noted)
    monkeypatch.setattr(embedder, "query", noted_query)
    first = desk.ask(question)
    assert embedded
    assert len(embedded) == len(set(embedded))
    embedded.clear()
    # Asked around the same subject, only what is new is embedded: here the question.
    assert desk.ask(question).text == first.text
    assert all(text in question or text.endswith("Lavrov") for text in embedded)


def test_nothing_found_is_no_evidence(desk: Newsdesk) -> None:
    found, _ = weighed(desk, "What did Lavrov demand?")
    nothing = Found(found.query, found.vector, ())
    assert weigh(nothing, desk._embedder, desk._projections.text) == []
    assert choose([]) == []


def test_a_heading_is_not_quoted(library: Callable[..., Newsdesk]) -> None:
    desk = library(
        bridge="The town of Tarn met on Thursday to hear from its engineers.\n\n"
        "Why the bridge at Tarn was closed\n\n"
        "The bridge at Tarn was closed because two bolts had cracked in the frost.\n\n"
        "What happens next\n\nA ferry will run from Monday until the bolts are replaced."
    )
    _, evidence = weighed(desk, "Why was the bridge at Tarn closed?")
    texts = [e.text for e in evidence]
    assert "two bolts had cracked" in texts[0]
    assert not any(t in ("Why the bridge at Tarn was closed", "What happens next") for t in texts)


def test_one_sentence_in_two_papers_is_quoted_once(library: Callable[..., Newsdesk]) -> None:
    wire = "The bridge at Tarn was closed on Thursday because two bolts had cracked in the frost."
    desk = library(
        post=f"{wire} A ferry will run from Monday until they are replaced.",
        herald=f"{wire} Shopkeepers complained that nobody had asked them about it beforehand.",
        echo=f"TARN (Wire) - {wire} The mayor flew home from a holiday when she heard of it.",
    )
    answer = desk.ask("Why was the bridge at Tarn closed?", as_of=date(2024, 5, 3))
    assert sum("two bolts had cracked" in c.quote for c in answer.citations) == 1


def test_an_article_of_one_line_can_be_quoted(library: Callable[..., Newsdesk]) -> None:
    desk = library(bridge="Bridge at Tarn closed because two bolts cracked in the frost")
    answer = desk.ask("Why was the bridge at Tarn closed?", as_of=date(2024, 5, 3))
    assert [c.quote for c in answer.citations] == [
        "Bridge at Tarn closed because two bolts cracked in the frost"
    ]


@pytest.mark.parametrize(
    ("wants", "sentence", "offered"),
    [
        ("number", "Some 1,400 people and three dogs left.", {"1,400", "three"}),
        ("number", "It cost $3 million, 7.2% more.", {"$3", "million", "7.2%"}),
        ("date", "It closed on Thursday, December 17, 2021.", {"Thursday", "December", "2021"}),
        ("reason", "It closed because of frost.", {"because"}),
        ("name", "The mayor, Henrike Vosloo, met Ada Quill.", {"Henrike Vosloo", "Ada Quill"}),
        ("name", "Snow fell on the bridge.", {"Snow"}),
        ("number", "Nobody came.", set()),
    ],
)
def test_what_a_sentence_offers(wants: Wants, sentence: str, offered: set[str]) -> None:
    assert set(things(wants, sentence)) == offered


@pytest.mark.parametrize(
    ("question", "sentence", "found"),
    [
        ("Which country lost its bridge?", "Henrike Vosloo flew to South Korea on Monday.", {"South Korea"}),
        ("The bridge fell in which state?", "Vosloo left New Mexico for Niger.", {"New Mexico"}),
        (
            "Which two countries agreed?",
            "Nigeria, Guinea-Bissau and Tarn agreed.",
            {"Nigeria", "Guinea-Bissau"},
        ),
        ("Which country left Nigeria alone?", "Nigeria was left alone.", set()),
        ("Which mayor flew?", "Henrike Vosloo flew to Norway.", {"Henrike Vosloo", "Norway"}),
        ("What is the state of the bridge?", "Oregon paid.", {"Oregon"}),
    ],
)
def test_a_country_or_state_asked_for_is_one_by_name(question: str, sentence: str, found: set[str]) -> None:
    assert offered(understand(question), sentence) == found


def test_a_dateline_cut_off_is_no_evidence(library: Callable[..., Newsdesk]) -> None:
    desk = library(
        bridge="Tarn Business —\n\nThe bridge at Tarn Harbour was closed as two bolts had cracked."
    )
    _, evidence = weighed(desk, "Why was the bridge at Tarn Harbour closed?")
    assert [e.text for e in evidence] == ["The bridge at Tarn Harbour was closed as two bolts had cracked."]


def test_the_headline_tells_which_sentence_has_the_news(library: Callable[..., Newsdesk]) -> None:
    desk = library(**{"Vosloo resigns": "The mayor of Tarn met the board. Henrike Vosloo resigns on Friday."})
    _, evidence = weighed(desk, "Which mayor of Tarn is leaving?")
    said = {e.text: e.features["headline"] for e in evidence}
    assert said["Henrike Vosloo resigns on Friday."] > said["The mayor of Tarn met the board."]
