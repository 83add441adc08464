from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.text_file import text_draft
from ingestion.unwrapping import unwrap

PARAGRAPHS = (
    "PORT CALDER - The cranes of the north quay stopped one after another at midnight as dock workers began "
    "a strike that their union had announced in the first days of the month, and nobody came to start them.",
    "“Nobody will starve before Friday,” said the harbour master, who had come down to the gate with soup "
    "for the forty workers who stood there, “and on Friday we shall see whether anybody there can count.”",
    "The last ship to be worked was a grain carrier whose master, Tom Reed, said that he would wait.",
)
PROSE = "\n\n".join(PARAGRAPHS)
HEADER = "Cranes stop at midnight\nBy Ada Quill\nThe Calder Record, 15 April 2024"
LIST = (
    "- Ada Quill, who stood at the gate of the north quay with soup\n"
    "- Tom Reed, the master of a grain carrier which lay there since\n"
    "- Jan Mast, a crane driver who had not worked for a day or two"
)
VERSE = (
    "The cranes stand still upon the northern quay,\nTheir long necks bent as though they were asleep,\n"
    "And nobody has come to them today,\nFor those who drive them have a watch to keep."
)
TABLE = (
    "Quay        Cranes still working       Workers on strike there\n"
    "north       none of them at all        about forty of a hundred\n"
    "south       four out of seven          nobody so far, it is said"
)


def wrapped(text: str, width: int) -> str:
    return "\n\n".join(
        textwrap.fill(paragraph, width, break_on_hyphens=False, break_long_words=False)
        for paragraph in text.split("\n\n")
    )


@pytest.mark.parametrize("width", [60, 65, 70, 72, 76, 80, 90])
def test_paragraphs_broken_to_a_width_are_put_together(width: int) -> None:
    assert unwrap(wrapped(PROSE, width)) == PROSE


def test_a_wrapped_file_keeps_its_header_and_its_quotations_whole() -> None:
    draft = text_draft(f"{HEADER}\n\n{wrapped(PROSE, 72)}\n", "a.txt")
    assert (draft.title, draft.byline, draft.outlet) == (
        "Cranes stop at midnight",
        ("Ada Quill",),
        "The Calder Record",
    )
    assert draft.text == PROSE


@pytest.mark.parametrize("apart", [LIST, VERSE, TABLE, HEADER])
def test_lists_verse_tables_and_headers_stay_apart_even_beside_wrapped_prose(apart: str) -> None:
    assert unwrap(apart) == apart
    assert unwrap(f"{apart}\n\n{wrapped(PROSE, 72)}\n\n{apart}") == f"{apart}\n\n{PROSE}\n\n{apart}"


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        PROSE.replace("\n\n", "\n"),
        "",
        "\n\n",
        "One line.",
        "\n".join(
            f"The {n}th sentence of this story stands here on a line of its own, as some do it."
            for n in range(9)
        ),
        "\n".join("港の委員会は火曜日に会合を開き、クレーンに関する決定を" for _ in range(5)),
    ],
)
def test_a_text_that_was_not_broken_to_a_width_stays_as_it_is(text: str) -> None:
    assert unwrap(text) == text


def test_paragraphs_told_by_their_first_lines_being_set_in_stay_apart() -> None:
    text = "\n".join(textwrap.fill(p, 72, initial_indent="   ", break_on_hyphens=False) for p in PARAGRAPHS)
    assert [line.strip() for line in unwrap(text).split("\n")] == list(PARAGRAPHS)


def test_a_word_broken_at_its_hyphen_gets_no_space() -> None:
    text = (
        "The cranes of the north quay stopped one after another and the dock-\n"
        "side bars, which had been full of those who had come to see the last\n"
        "of the ships leave in the night, were empty when the strike began."
    )
    assert "the dock-side bars, which had been full of those who had come to see the last of" in unwrap(text)


@given(st.text(alphabet="ab .,-\n•Q", max_size=400), st.sampled_from(["", wrapped(PROSE, 72)]))
def test_nothing_but_line_ends_is_ever_altered(text: str, prose: str) -> None:
    given = f"{text}\n\n{prose}"
    assert "".join(unwrap(given).split()) == "".join(given.split())
