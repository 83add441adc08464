"""The Home tab and the suggested questions."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks.home_view import HOW, HomeFacts, home_view, library_in_words
from bot.slack.blocks.prompts import PROMPTS, prompts, questions
from tests.slack.hostile import texts
from tests.slack.reading import assert_accepted, links, parts, seen, units

many = st.lists(texts, max_size=8).map(tuple)


@settings(max_examples=30)
@given(many, many, st.none() | st.dates())
def test_any_home_tab_is_accepted(
    recent: tuple[str, ...], examples: tuple[str, ...], latest: date | None
) -> None:
    view = home_view(HomeFacts(3, 2, latest, 1, recent, examples, date(2024, 5, 2)))
    assert view["type"] == "home"
    assert_accepted(view["blocks"])
    own = [block for block in view["blocks"] if block.get("text", {}).get("text") != HOW]
    assert len(own) == len(view["blocks"]) - 1
    assert links(own) == set()
    ids = [part["action_id"] for part in parts(view) if "action_id" in part]
    assert len(ids) == len(set(ids))


@settings(max_examples=30)
@given(many, many)
def test_any_prompts_are_accepted(speakers: tuple[str, ...], titles: tuple[str, ...]) -> None:
    made = prompts(speakers, titles)
    assert len(made) <= PROMPTS
    for prompt in made:
        assert 0 < units(prompt["title"]) <= 75
        assert 0 < units(prompt["message"]) <= 2000
        assert "\n" not in prompt["message"]


def test_the_home_tab_tells_how_fresh_the_library_is() -> None:
    facts = HomeFacts(2970, 34, date(2024, 5, 1), 3, ("why?",), ("What did Ada say?",), date(2024, 5, 2))
    assert library_in_words(facts) == (
        "2,970 articles of 34 outlets, the latest of 1 May 2024 (yesterday), 3 feeds watched."
    )
    ages = {1: "today", 3: "2 days ago", 70: "2 months ago", 800: "2 years ago"}
    for days, age in ages.items():
        today = date.fromordinal(date(2024, 5, 1).toordinal() + days - 1)
        assert f"({age})" in library_in_words(HomeFacts(1, 1, date(2024, 5, 1), today=today))
    words = seen(home_view(facts)["blocks"])
    assert "• why?" in words
    assert "What did Ada say?" in words
    assert "taken in" in library_in_words(HomeFacts(0, 0))


def test_prompts_take_turns_between_people_and_headlines() -> None:
    assert questions(["Ada", "Ben", "Cleo"], ["Bridge closes"]) == [
        "What did Ada say?",
        "What is reported on “Bridge closes”?",
        "What did Ben say?",
        "What did Cleo say?",
    ]
    assert questions([], []) == []
