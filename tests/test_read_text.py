from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.text_file import text_draft

ROOT = Path(__file__).resolve().parent.parent

BODY = (
    "PORT CALDER - The cranes of the north quay stopped at midnight as dock workers began a strike.\n\n"
    "“Nobody will starve before Friday,” said the harbour master."
)


def day(draft: Draft) -> str:
    return (
        "" if draft.published is None else f"{draft.published.at:%Y-%m-%d %H:%M} {draft.published.precision}"
    )


def test_headline_byline_outlet_date_and_address_are_taken_out() -> None:
    draft = text_draft(
        "Cranes stop at midnight\nBy Ada Quill and Tom Reed\nThe Calder Record, 15 April 2024\n"
        f"https://calderrecord.example/strike\n\n{BODY}\n",
        "a.txt",
    )
    assert (draft.title, draft.byline) == ("Cranes stop at midnight", ("Ada Quill", "Tom Reed"))
    assert (draft.outlet, day(draft)) == ("The Calder Record", "2024-04-15 00:00 day")
    assert draft.url == "https://calderrecord.example/strike"
    assert (draft.text, draft.notes, draft.item) == (BODY, (), "a.txt")


@pytest.mark.parametrize(
    ("line", "outlet", "published"),
    [
        ("Calder Record | 15 April 2024", "Calder Record", "2024-04-15 00:00 day"),
        ("The Calder Record, 15 avril 2024", "The Calder Record", "2024-04-15 00:00 day"),
        ("Reuters, 15 April 2024", "Reuters", "2024-04-15 00:00 day"),
        ("Montag, 15. April 2024", None, "2024-04-15 00:00 day"),
        ("lundi, 15 avril 2024", None, "2024-04-15 00:00 day"),
        ("Monday, 15 April 2024", None, "2024-04-15 00:00 day"),
    ],
)
def test_an_outlet_before_a_day_is_told_from_a_weekday(line: str, outlet: str | None, published: str) -> None:
    draft = text_draft(f"Cranes stop at midnight\n{line}\n\n{BODY}", "a.txt")
    assert (draft.outlet, day(draft), draft.text) == (outlet, published, BODY)


def test_an_english_header_is_read_without_loading_other_languages() -> None:
    """Loading all of them takes seconds."""
    head = "Cranes stop at midnight\nBy Ada Quill\nThe Calder Record, 15 April 2024\n\n"
    code = (
        "import sys; from ingestion.text_file import text_draft;"
        "assert text_draft(sys.argv[1], 'a.txt').outlet == 'The Calder Record';"
        "print([name for name in sys.modules if name.startswith('dateparser.data.date_translation_data.')])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, head + BODY], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout == "['dateparser.data.date_translation_data.en']\n"


def test_labelled_lines_are_read_after_share_counters() -> None:
    draft = text_draft(
        "Cranes stop at midnight\nShare this article\n0\n85\n\nSource: The Calder Record\n"
        f"Published: 2024-04-15 18:30 UTC\nUpdated: 16 April 2024\n\n{BODY}",
        "a.txt",
    )
    assert (draft.outlet, day(draft)) == ("The Calder Record", "2024-04-15 18:30 minute")
    assert draft.modified is not None
    assert draft.modified.at.day == 16
    assert draft.text == BODY


def test_an_outlet_on_a_line_of_its_own_needs_the_address_to_spell_it() -> None:
    head = "Cranes stop at midnight\nBy Ada Quill\n{}\nPublished: 2024-04-15\nhttps://www.calder-record.example/strike\n\n"
    spelled = text_draft(head.format("The Calder Record") + BODY, "a.txt")
    assert (spelled.outlet, spelled.text) == ("The Calder Record", BODY)
    other = text_draft(head.format("London") + BODY, "a.txt")
    assert (other.outlet, other.text) == (None, f"London\n\n{BODY}")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"The strike began on Monday.\n\n{BODY}",
        f"CNN —\n\n{BODY}",
        f"LONDON\n\n{BODY}",
        f"By Friday the port will be empty, its master said.\n\n{BODY}",
        f"{'a very long headline ' * 9}indeed\n\n{BODY}",
    ],
)
def test_what_is_not_surely_a_header_stays_in_the_text(text: str) -> None:
    draft = text_draft(text, "a.txt")
    assert (draft.title, draft.byline, draft.outlet, draft.published, draft.url) == (
        None,
        (),
        None,
        None,
        None,
    )
    assert draft.text == text


def test_an_address_or_a_date_inside_the_story_is_not_the_articles() -> None:
    text = f"{BODY}\n\nhttps://elsewhere.example/page\n\nThe Post, 3 May 2020"
    draft = text_draft(text, "a.txt")
    assert (draft.url, draft.outlet, draft.published, draft.text) == (None, None, None, text)


def test_a_date_not_understood_and_one_in_the_future_are_noted() -> None:
    assert text_draft(f"Cranes stop today\nPublished: whenever\n\n{BODY}", "a.txt").notes == (
        "date not understood: 'whenever'",
    )
    future = text_draft(f"Cranes stop today\nPublished: 2150-01-01\n\n{BODY}", "a.txt")
    assert future.notes == ("dated in the future: 2150-01-01",)
    assert day(future) == "2150-01-01 00:00 day"


@pytest.mark.parametrize("text", ["Advertisement", "Two words", "Headline of an article\nBy Ada Quill\n\n"])
def test_a_page_without_a_story_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        text_draft(text, "a.txt")
    assert refused.value.reason == "no article text in it"
