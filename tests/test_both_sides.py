"""Both sides are quoted where accounts of what is asked about differ."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from retrieval.accounts.both_sides import MOST_MORE
from retrieval.answering import MOST_QUOTES

ASKED = [
    ("Who discovered the fire on the Grey Heron?", {"Mattis Renn", "Oskar Bray"}),
    ("Did the sprinklers in the Grey Heron’s engine room work?", {"worked", "did not work"}),
    ("How many councillors in Sollmark voted to rebuild the mill bridge?", {"13", "14"}),
    ("On what day does work on the Sollmark mill bridge begin?", {"March 4", "March 11"}),
]


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.mark.parametrize(("question", "values"), ASKED)
def test_both_sides_are_quoted_and_told_first(desk: Newsdesk, question: str, values: set[str]) -> None:
    answer = desk.ask(question)
    assert len(answer.citations) <= MOST_QUOTES + MOST_MORE
    quotes = {cited.ordinal: cited.quote for cited in answer.citations}
    asked = next(one for one in answer.conflicts if {side.value for side in one.sides} == values)
    assert [quotes.get(side.ordinal or 0) for side in asked.sides] == [side.quote for side in asked.sides]
    quoted = [all(side.ordinal for side in one.sides) for one in answer.conflicts]
    assert quoted == sorted(quoted, reverse=True)


def test_a_difference_in_something_else_is_told_and_not_quoted(desk: Newsdesk) -> None:
    answer = desk.ask("When is work on the mill bridge in Sollmark to begin?")
    assert [one.kind for one in answer.conflicts] == ["date", "figure"]
    assert not any("13 votes" in cited.quote for cited in answer.citations)
    assert "“13”: The Evening Lantern" in answer.text


def test_accounts_that_differ_in_something_else_are_not_quoted(desk: Newsdesk) -> None:
    answer = desk.ask("When will the Grey Heron go back into service?", as_of=date(2024, 6, 14))
    assert "back into service next Tuesday" in answer.citations[0].quote
    assert len(answer.citations) <= MOST_QUOTES
