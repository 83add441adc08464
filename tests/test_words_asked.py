"""Whose words a question asks for, and which noun it asks for."""

from __future__ import annotations

import pytest

from retrieval.asking.asked_for import asked_for, stands_alone, told
from retrieval.asking.question import understand
from retrieval.people.words_asked import words_asked
from retrieval.terms import terms


@pytest.mark.parametrize(
    ("question", "people"),
    [
        ("What did Quill demand?", ("Quill",)),
        ("what has Ada Quill denied", ("Ada Quill",)),
        ("What did Foreign Minister Ada Quill tell reporters?", ("Ada Quill",)),
        ("What did Quill and Vosloo promise the town?", ("Quill", "Vosloo")),
        ("What is Quill demanding?", ("Quill",)),
        ("Why did Quill threaten to leave?", ("Quill",)),
        ("What did Квилл say?", ("Квилл",)),
        # Somebody of hers is not she.
        ("What did Quill’s spokesman say?", ()),
        ("What did the mayor say?", ()),
        ("what did quill say?", ()),
    ],
)
def test_whose_words_are_asked_for(question: str, people: tuple[str, ...]) -> None:
    asked = words_asked(question)
    assert asked is not None
    assert asked.people == people


@pytest.mark.parametrize(
    "question",
    [
        "Who won the marathon?",
        "What happened in Tarn?",
        "What is the state cocktail of Tarn?",
        "What did the bridge cost?",
        "",
        "????",
    ],
)
def test_questions_that_ask_for_nobodys_words(question: str) -> None:
    assert words_asked(question) is None


@pytest.mark.parametrize(
    ("asked", "fits", "other"),
    [("deny", "rejected", "promised"), ("promise", "pledged", "denied"), ("ask", "urged", "denied")],
)
def test_verbs_of_one_manner_stand_for_each_other(asked: str, fits: str, other: str) -> None:
    found = words_asked(f"What did Quill {asked}?")
    assert found is not None
    assert found.manner.issuperset(terms(fits))
    assert found.manner.isdisjoint(terms(other))
    said = words_asked("What did Quill say?")
    assert said is not None
    assert not said.manner


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("Which menu item did the café withdraw?", "menu item"),
        ("The mayor opened which popular footbridge this week?", "popular footbridge"),
        ("Which of the following towns flooded?", "towns"),
        ("Which town recently flooded?", "town"),
        ("What did Quill demand?", ""),
        ("Who won?", ""),
    ],
)
def test_the_noun_asked_for(question: str, noun: str) -> None:
    assert asked_for(question) == tuple(terms(noun))


def test_an_answer_need_not_share_the_noun_asked_for() -> None:
    query = understand("Which condiment is short in Tarn?")
    assert set(told(query, query.content)) == set(terms("short Tarn"))
    # Where nothing else is left, it counts; and so does a name.
    alone = understand("Which condiment?")
    assert told(alone, alone.content) == tuple(terms("condiment"))
    named = understand("Visitors may cross which Tarn bridge?")
    assert set(terms("Tarn")) <= set(told(named, named.content))


@pytest.mark.parametrize(
    ("question", "alone"),
    [
        ("The price of salt has risen to a record in Tarn. What is it?", False),
        ("Snow fell. Which bridge at Tarn was closed?", True),
    ],
)
def test_a_sentence_that_asks_too_little_is_read_with_the_rest(question: str, alone: bool) -> None:
    assert stands_alone(understand(question)) is alone
