from __future__ import annotations

from ingestion.markdown_file import markdown_draft

STORY = (
    "The harbour board met on Tuesday and put off its decision on the cranes for the third time "
    "in a single year, to nobody's surprise."
)


def test_front_matter_states_the_facts() -> None:
    draft = markdown_draft(
        '---\ntitle: "Board: no decision"\noutlet: The Calder Record\nauthors:\n  - Ada Quill\n  - Tom Reed\n'
        "published: 2024-04-15T19:40:00+01:00\nupdated: 2024-04-16\nurl: https://calder.example/a\n"
        "lang: en-GB\n"
        f"section: Opinion\nid: 17\n---\n\n{STORY}\n",
        "a.md",
    )
    assert (draft.title, draft.outlet, draft.byline) == (
        "Board: no decision",
        "The Calder Record",
        ("Ada Quill", "Tom Reed"),
    )
    assert draft.published is not None
    assert (draft.published.at.isoformat(), draft.published.precision) == (
        "2024-04-15T18:40:00+00:00",
        "second",
    )
    assert draft.modified is not None
    assert (draft.url, draft.language, draft.kind, draft.given_id) == (
        "https://calder.example/a",
        "en",
        "opinion",
        "17",
    )
    assert draft.text == STORY


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    draft = markdown_draft(f"---\ntitle: Board: no decision\noutlet: 'Record'\n---\n{STORY}", "a.md")
    assert (draft.title, draft.outlet, draft.text) == ("Board: no decision", "Record", STORY)


def test_a_first_heading_is_the_title_and_header_lines_follow_it() -> None:
    draft = markdown_draft(
        f"# Board *puts off* vote\n\nBy Ada Quill\n\nThe Record, 15 April 2024\n\n{STORY}", "a.md"
    )
    assert (draft.title, draft.byline, draft.outlet) == ("Board puts off vote", ("Ada Quill",), "The Record")
    assert draft.text == STORY


def test_marks_go_and_the_words_stay() -> None:
    draft = markdown_draft(
        f"{STORY}\n\n## What is *next*\n\n"
        "The **board** said [in a letter](https://x.example) that `K7` is safe &amp; sound.\n"
        "\n![a crane](crane.jpg)\n\n- first thing\n- second _thing_\n\n1. one\n2. two\n"
        "\n> “Quoted,” he said.\n"
        "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        "a.md",
    )
    assert draft.text == (
        f"{STORY}\n\nWhat is next\n\nThe board said in a letter that K7 is safe & sound.\n\n"
        "- first thing\n- second thing\n1. one\n2. two\n\n“Quoted,” he said.\n\na | b\n\n1 | 2"
    )


def test_wrapped_paragraphs_are_joined_and_deliberate_lines_are_not() -> None:
    wrapped = "The harbour board met on Tuesday\nand put off its decision\nonce more."
    assert markdown_draft(wrapped, "a.md").text == wrapped.replace("\n", " ")
    listed = f"{STORY}\n\nRelated stories\nA library under water\nHow to dry a house\n"
    assert markdown_draft(listed, "a.md").text == STORY


def test_a_heading_that_is_not_the_stated_title_stays() -> None:
    assert markdown_draft(f"---\ntitle: One\n---\n# Two\n\n{STORY}", "a.md").text == f"Two\n\n{STORY}"
    assert markdown_draft(f"---\ntitle: One\n---\n# One\n\n{STORY}", "a.md").text == STORY
