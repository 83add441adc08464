"""Which questions are split, and into what."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.asking.legs import legs_of
from retrieval.asking.parts_of_question import LEAST_TERMS, MOST
from retrieval.asking.question import Held, Query, understand

HELD = Held(
    outlets=("Kestrel Daily", "The Fenwick Gazette", "Fenwick Radio - Sport", "Fenwick Radio - Culture")
)
DAY = date(2024, 6, 30)


def read(question: str) -> Query:
    return understand(question, DAY, HELD)


@pytest.mark.parametrize(
    "question",
    [
        "What did Lavrov demand?",
        "Who won the Larkhaven Marathon, which was held in heavy rain on Sunday?",
        "After the flood, the town hall closed, and schools stayed shut. How many people died?",
        "How many people were hurt while trying to cross the Tarn bridge?",
        "What does Kestrel Daily say about the flood in Tarn?",
    ],
)
def test_a_plain_question_is_left_whole(question: str) -> None:
    query = read(question)
    assert query.parts == ()
    assert query.understood.parts == ()
    assert len(legs_of(query)) == 1


def test_a_question_that_names_nothing_is_searched_as_it_is() -> None:
    query = read("How many people died in the flood in Tarn?")
    (leg,) = legs_of(query)
    assert leg.query is query
    assert not leg.scope


def test_outlets_that_are_compared_have_a_part_each() -> None:
    query = read(
        "Does the Kestrel Daily article say that the Tarn bridge was closed by the mayor, "
        "while The Fenwick Gazette article says that engineers closed the bridge?"
    )
    assert [part.outlets for part in query.parts] == [("Kestrel Daily",), ("The Fenwick Gazette",)]
    assert "mayor" in query.parts[0].words
    assert "engineers" in query.parts[1].words
    assert not any("Kestrel" in part.words or "Gazette" in part.words for part in query.parts)
    assert query.understood.parts == tuple(part.text for part in query.parts)


def test_outlets_named_together_are_asked_the_whole_question_each() -> None:
    query = read("What do Kestrel Daily and The Fenwick Gazette say about the bridge in Tarn?")
    assert [part.outlets for part in query.parts] == [("Kestrel Daily",), ("The Fenwick Gazette",)]
    assert {part.words for part in query.parts} == {query.words}


def test_the_sections_of_one_outlet_are_one() -> None:
    query = read("What does Fenwick Radio say about the bridge in Tarn?")
    assert set(query.understood.outlets) == {"Fenwick Radio - Sport", "Fenwick Radio - Culture"}
    assert query.parts == ()
    assert set(legs_of(query)[0].scope.outlets) == set(query.understood.outlets)


def test_what_a_bridging_question_tells_of_its_answer_is_searched_for_apart() -> None:
    query = read(
        "Which company, as reported by Kestrel Daily, built the tidal dam at Orrin, "
        "bought the shipyard of Port Selby, and is accused of hiding letters from the harbour court?"
    )
    assert len(query.parts) == 3
    for part, word in zip(query.parts, ("dam", "shipyard", "letters"), strict=True):
        assert word in part.words
    assert {leg.scope.outlets for leg in legs_of(query)} == {("Kestrel Daily",)}


def test_days_of_publication_limit_their_own_part() -> None:
    query = read(
        "Between the Kestrel Daily report on the Tarn bridge published on 3 May 2024, and the Kestrel Daily "
        "report on the Tarn ferry published on 9 May 2024, did the number of crossings change?"
    )
    days = [tuple(one.start for one in leg.scope.days) for leg in legs_of(query) if leg.part is not None]
    assert days[0] == (date(2024, 5, 3),)
    assert days[1] == (date(2024, 5, 9),)


def test_no_part_is_preferred_for_being_recent() -> None:
    query = read("Did the mayor of Tarn promise a new bridge, while the governor of Orrin refused the money?")
    assert len(query.parts) == 2
    assert not any(leg.recent for leg in legs_of(query))


WORDS = st.lists(
    st.sampled_from(
        ["bridge", "mayor", "while", "and", "does", ",", "Kestrel Daily", "reports", "Tarn", "who", "?"]
    ),
    min_size=1,
    max_size=60,
)


@given(WORDS)
def test_parts_are_of_the_question_and_few(words: list[str]) -> None:
    question = "mayor " + " ".join(words)
    query = read(question)
    assert len(query.parts) <= max(MOST, 2)
    for part in query.parts:
        assert part.words.strip()
        assert part.text.removeprefix("Kestrel Daily: ") in query.text
    assert LEAST_TERMS > 0
