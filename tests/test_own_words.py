"""Questions for somebody's words: their own come first, another's never pass as theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.desk import Newsdesk
from retrieval.answer import Answer
from retrieval.asking.question import understand
from retrieval.weighing.confidence import silence
from retrieval.weighing.evidence import Evidence, choose, weigh

ARTICLES = {
    "harbour": (
        "Vosloo says Quill asked too much over the harbour wall",
        "Henrike Vosloo, the harbour master, said on Tuesday that Ada Quill had demanded a new harbour wall, "
        "money for the fishermen and an apology, and that the demands of Quill were without measure.\n\n"
        "Ada Quill told the council that the harbour wall must be mended before the autumn storms.\n\n"
        "Gulls circled over the harbour wall while the two of them argued.",
    ),
    "school": (
        "Quill on the school roof",
        "The school at Tarn has leaked since March.\n\n"
        "“The roof will be paid for by the town,” Ada Quill pledged on Wednesday.\n\n"
        "Ada Quill said that the roof of the school was the oldest in the county.\n\n"
        "Ada Quill denied that she had known of the leak in the roof of the school.",
    ),
    "kettle": (
        "Kettles recalled after a fire",
        "Coppin recalled 9,000 kettles on Thursday after a handle caught fire in Larkhaven.\n\n"
        "Joost Ehlers, who heads the company, said that every kettle would be paid back.",
    ),
}
ON = date(2024, 5, 4)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsdesk]:
    folder = tmp_path_factory.mktemp("own")
    for name, (title, text) in ARTICLES.items():
        (folder / f"{name}.txt").write_text(
            f"Title: {title}\nURL: https://tarn.example/{name}\nDate: 2024-05-02\n\n{text}\n",
            encoding="utf-8",
        )
    with Newsdesk(folder / "library") as desk:
        assert desk.ingest([folder]).taken == len(ARTICLES)
        yield desk


def weighed(desk: Newsdesk, question: str) -> list[Evidence]:
    desk.search(question)
    return weigh(desk._search.find(understand(question, ON)), desk._embedder, desk._projections.text)


def asked(desk: Newsdesk, question: str) -> Answer:
    return desk.ask(question, as_of=ON)


def test_an_article_found_has_its_attributions(desk: Newsdesk) -> None:
    desk.search("Quill")
    for found in desk._search.find(understand("What did Quill say?", ON)).articles:
        names = {one.name for one in found.attributions}
        assert names & {"Ada Quill", "Joost Ehlers"}


@pytest.mark.parametrize(
    "question",
    ["What did Quill demand?", "What did Ada Quill demand at the harbour?", "what did quill demand?"],
)
def test_what_another_says_of_somebody_is_not_their_words(desk: Newsdesk, question: str) -> None:
    evidence = weighed(desk, question)
    others = next(e for e in evidence if e.text.startswith("Henrike Vosloo"))
    assert others.whose.others
    assert not others.own
    chosen = choose(evidence)
    assert chosen[0].own
    # Once another speaks, the person's own words are all told.
    owns = [e.own for e in chosen]
    assert owns == sorted(owns, reverse=True)
    assert asked(desk, question).citations[0].speaker == "Ada Quill"


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("What did Quill deny about the school roof?", "denied"),
        ("What did Quill promise about the school roof?", "pledged"),
    ],
)
def test_the_verb_asked_with_chooses_among_their_words(desk: Newsdesk, question: str, first: str) -> None:
    desk.search(question)
    found = desk._search.find(understand(question, ON))
    evidence = weigh(found, desk._embedder, desk._projections.text)
    assert {e.whose.manner for e in evidence if e.whose.own} == {True, False}
    assert first in choose(evidence)[0].text


def test_somebody_nobody_quotes_is_declined(desk: Newsdesk) -> None:
    assert asked(desk, "What did Joost Ehlers say about kettles?").kind == "quoted"
    answer = asked(desk, "What did Stoltenberg say about kettles?")
    assert answer.kind == "abstained"
    assert answer.confidence < asked(desk, "What was said about kettles?").confidence


def test_silence_speaks_against_an_answer(desk: Newsdesk) -> None:
    against = {}
    for name in ("Ehlers", "Quill", "Stoltenberg"):
        found = desk._search.find(understand(f"What did {name} say about kettles?", ON))
        kettles = [
            e
            for e in weigh(found, desk._embedder, desk._projections.text)
            if e.found.article.id == found.articles[0].article.id and "kettle" in e.text
        ]
        against[name] = silence(found, kettles)
    assert against["Ehlers"] > 0.0
    # One who is quoted on other things is less surely silent than one who never is.
    assert 0.0 > against["Quill"] > against["Stoltenberg"]


def test_a_question_for_nobodys_words_is_told_nothing_of_speakers(desk: Newsdesk) -> None:
    evidence = weighed(desk, "Why were the kettles recalled?")
    assert not any(e.own or e.whose.own or e.whose.others for e in evidence)
