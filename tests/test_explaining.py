"""How evidence is found: what is told is what the answer rests on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.desk import Newsdesk
from bot.terminal.passage_view import surroundings
from bot.terminal.reasons_view import reasons_text
from retrieval.asking.within import Within

QUESTION = "what did Lavrov demand?"
ON = date(2022, 1, 2)


def test_an_explanation_is_of_the_answer_given(sample_library: Path) -> None:
    with Newsdesk(sample_library) as desk:
        answer = desk.ask(QUESTION, as_of=ON)
        told = desk.explain(QUESTION, as_of=ON)
        assert told.confidence == answer.confidence >= told.enough
        chosen = [(one.article_id, one.start, one.end) for one in told.sentences if one.chosen]
        assert chosen == [(one.article_id, one.start, one.end) for one in answer.citations]
        assert told.searched_for == ("Lavrov", "demand")
        for one in told.sentences:
            assert desk.article(one.article_id, one.version).text[one.start : one.end] == one.quote
            assert all(word in one.quote for word in one.shared)
        assert "shares “Lavrov” and “demanded”" in reasons_text(answer, told)


def test_an_explanation_keeps_within_a_limit(sample_library: Path) -> None:
    with Newsdesk(sample_library) as desk:
        told = desk.explain(QUESTION, as_of=ON, within=Within(outlets=("Northern Courier",)))
        assert {one.outlet for one in told.articles} == {"Northern Courier"}
        assert {one.outlet for one in told.sentences} == {"Northern Courier"}


@given(st.text(alphabet="ab \n", max_size=120), st.data())
def test_a_quotation_stands_whole_in_what_is_shown_around_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    around = data.draw(st.integers(0, 40))
    first, last = surroundings(text, start, end, around)
    assert 0 <= first <= start <= end <= last <= len(text)
    assert start - first <= around
    assert last - end <= around
