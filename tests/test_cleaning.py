from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.cleaning import clean

SEED = Path(__file__).parents[2] / "shared" / "data" / "seed_article.txt"

FIRST = "The harbour board met on Tuesday and put off its decision for the third time this year."
SECOND = "Its chair said that the figures would be ready in May, and not a day before that."

LEFTOVERS = [
    "Leave a reply",
    "Please enter your comment!",
    "Please enter your name here",
    "Your email address will not be published. Required fields are marked *",
    "We use cookies to improve your experience. By continuing you accept our cookie policy.",
    "We and our partners store cookies on your device.",
    "Advertisement",
    "Story continues below advertisement",
    "Sign up for our newsletter",
    "Share this article",
    "Read more: Why both sides want it in writing",
    "READ MORE: What the harbour costs",
    "Related Article: Ferries to run again",
    "Read More",
    "Click here to see the pictures.",
    "Follow us on Facebook and Twitter",
    "Follow Ada Quill on Twitter: @adaquill.",
    "Check your local forecast here>>>",
    "Video Ad Feedback Storm over the bay 01:33 - Source: Bay TV",
    "Photo: C. Doyle",
    "(Image credit: Ada Quill/Getty Images)",
    "Ada Quill/Pool/Getty Images",
    "© 2022 The Harbour Post. All rights reserved.",
    ",",
    "-",
    "|",
    "___",
]

STORY = [
    "He asked readers to leave a reply.",
    "“Leave a reply,” she told them.",
    "Follow us, the signs on the quay said.",
    "By using cookies, the shop counted two million readers, the court found.",
    "Copyright law changed in 1976 when Congress passed the act.",
    "Sign up for classes ends there on Friday, the school said.",
    "Register No. 6, he testified, was slow, though there was time.",
    "Advertisement revenue fell by a third.",
    "With reporting from the front line, the paper won three prizes.",
    "Reporting by three agencies showed that the dam had leaked for years.",
    "Like many editors, he writes a newsletter.",
    "Share prices fell by 4 percent.",
    "Comments by the minister angered the crews.",
    "Twitter",
    "1990",
    "7",
    "PORT CALDER - Photo shops are closing, their owners say.",
]


def page(*lines: str) -> str:
    return "\n\n".join(lines)


@pytest.mark.parametrize("line", LEFTOVERS)
def test_a_leftover_goes_and_the_story_stays(line: str) -> None:
    assert clean(page(FIRST, line, SECOND)).text == page(FIRST, SECOND)


@pytest.mark.parametrize("line", STORY)
def test_a_line_of_the_story_stays(line: str) -> None:
    text = page(FIRST, line, SECOND)
    assert clean(text).text == text


def test_counters_go_at_the_top_at_the_foot_and_between_paragraphs() -> None:
    assert clean(f"A headline of some words\n\n0\n85\n\n{FIRST}\n\n{SECOND}\n\n12\n3").text == page(
        "A headline of some words", FIRST, SECOND
    )
    assert clean(f"{FIRST}\n\n0\n85\n\n{SECOND}").text == page(FIRST, SECOND)
    assert clean(f"{FIRST}\n\nShare\nFacebook\n1.2K\n\n{SECOND}").text == page(FIRST, SECOND)


def test_numbers_that_tell_something_stay() -> None:
    text = f"{FIRST}\n\nUnited\n2\nRovers\n1\n\n{SECOND}"
    assert clean(text).text == text


def test_a_list_of_other_stories_goes_with_its_label() -> None:
    listed = "Related stories\nA library under water\nHow to dry a flooded house"
    assert clean(f"{FIRST}\n\n{listed}").text == FIRST
    assert clean(f"{FIRST}\n\n{listed}\n\n{SECOND}").text == page(FIRST, SECOND)


def test_a_heading_after_a_list_of_other_stories_stays() -> None:
    text = page(FIRST, "Related stories", "A library under water", "What the board did next", SECOND)
    assert clean(text).text == page(FIRST, "What the board did next", SECOND)


@pytest.mark.parametrize(
    "line",
    [
        "With inputs from TheWexcombeEXPRESS",
        "With inputs from agencies",
        "(With agency inputs)",
        "The Associated Press",
        "Contributing: Ada Quill, The Harbour Post",
        "Reporting by Ada Quill in Kessen; Editing by Tom Reed",
    ],
)
def test_credits_are_handed_back_apart(line: str) -> None:
    assert clean(page(FIRST, SECOND, line)) == (page(FIRST, SECOND), (line,))


def test_paragraphs_are_one_blank_line_apart_and_lists_stay_together() -> None:
    text = f"{FIRST}   \n\n\n\n{SECOND}\n{FIRST}\n- one thing\n- another thing\n\u00a0\n  \nThe end of it\n\n"
    expected = f"{FIRST}\n\n{SECOND}\n\n{FIRST}\n- one thing\n- another thing\n\nThe end of it"
    assert clean(text).text == expected


def test_nothing_is_left_of_nothing() -> None:
    assert clean("") == ("", ())
    assert clean("\n \n,\n") == ("", ())


LINES = st.sampled_from(
    [*LEFTOVERS, *STORY, FIRST, SECOND, "", " ", "0", "85", "1.2K", "Share", "Related stories", "See also"]
)


@given(st.lists(LINES | st.text(max_size=20), max_size=25).map("\n".join))
def test_every_line_kept_is_a_line_given_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned, credits = clean(text)
    given_lines = [line.rstrip() for line in text.split("\n")]
    kept = iter(given_lines)
    assert all(line in kept for line in cleaned.split("\n") if line)
    assert all(credit in map(str.strip, given_lines) for credit in credits)
    assert clean(cleaned) == (cleaned, ())
    assert "\n\n\n" not in cleaned


@pytest.mark.skipif(not SEED.exists(), reason="the article is not on this machine")
def test_a_real_page_loses_its_form_and_counters_only() -> None:
    raw = SEED.read_text("utf-8")
    cleaned, credits = clean(raw)
    gone = [line for line in raw.split("\n") if line.strip() and line.rstrip() not in cleaned.split("\n")]
    assert [line for line in gone if len(line) > 45] == []
    assert len(gone) == 7
    assert len(credits) == 1
    assert credits[0].startswith("With inputs from")
