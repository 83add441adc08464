"""Sentences: exact spans of any text, and news's own ways of writing kept whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.sentences import sentences

LINE_ENDS = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"]
PIECES = st.one_of(
    st.sampled_from(
        [
            *LINE_ENDS,
            *("\t", "\x1f", "\xa0", "\u3000", "\u200b", "\ufeff", " ", ". ", "! ", "? ", "…", "؟ ", "。"),
            *("😀", "👩‍🚀", "𝔘", "e\u0301", "İ", "ı", "Şş", "العربية", "日本"),
            *("Mr. ", "U.S. ", "3.4", '"', "”", "(", "-"),
        ]
    ),
    st.text(max_size=5),
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["en", "tr", "ar", "zh", "de", "zz"]))
def test_spans_are_in_order_and_leave_out_nothing_but_space(text: str, language: str) -> None:
    at = 0
    for start, end, _ in sentences(text, language=language):
        assert at <= start < end <= len(text)
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        at = end
    assert not text[at:].strip()


@given(st.lists(PIECES, max_size=20).map("".join), st.data())
def test_a_part_of_a_text_keeps_the_offsets_of_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    covered = "".join(text[s.start : s.end] for s in sentences(text, start, end))
    assert "".join(covered.split()) == "".join(text[start:end].split())
    assert all(start <= s.start and s.end <= end for s in sentences(text, start, end))


WHOLE = [
    "Mr. Lavrov met Mrs. Truss in Geneva on Friday.",
    "Dr. Anthony S. Fauci told U.S. senators on Jan. 11 that cases would peak.",
    "President John F. Kennedy Jr. spoke to Gen. H. R. McMaster at 9 a.m. in Washington, D.C., on Monday.",
    "Shares fell 3.4 percent to $17.20 on the news.",
    "The U.N. said that 1.5 million people had fled.",
    "The storm, No. 7 of the season, struck St. Louis vs. all forecasts.",
    "Prof. Dr. Ayşe Yılmaz, e.g. of Boğaziçi University, disagreed.",
    "Visit example.org/a.b.html for more.",
]


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    text = f"The first one ends here. {sentence} The last one begins here."
    assert sentence in [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will not wait for ever,” he said. “They know it.”",
            ["“We will not wait for ever,” he said.", "“They know it.”"],
        ),
        ("Is it over? Nobody knows! It rained.", ["Is it over?", "Nobody knows!", "It rained."]),
        ("انتهى الاجتماع. هل بدأ؟ نعم.", ["انتهى الاجتماع.", "هل بدأ؟", "نعم."]),
        ("会议结束。他走了。", ["会议结束。", "他走了。"]),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == expected


@pytest.mark.parametrize("line_end", LINE_ENDS)
def test_lines_are_never_joined(line_end: str) -> None:
    text = f"The talks ended{line_end}without a deal on Friday, he said."
    assert len(sentences(text)) == 2


def test_headings_are_told_from_sentences_and_lists() -> None:
    text = "Talks end\n\nThey ended.\n\nWhat comes next\n\nNobody knows.\n\nbread\nbutter\nmilk\n\nDone."
    assert [text[s.start : s.end] for s in sentences(text) if s.heading] == ["Talks end", "What comes next"]


def test_a_line_of_a_million_characters_is_cut_in_time() -> None:
    text = "The river rose again. " * 50_000
    assert len(sentences(text)) == 50_000
