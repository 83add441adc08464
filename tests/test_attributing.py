"""Who said what, as ingest finds it: each construct of news English, and what must be given to nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.attribution import count, figures
from benchmarks.polnear import Annotated, Document, documents
from ingestion.attributing import attributions
from retrieval.article import Article, version_of
from retrieval.statement import Attribution

CAST = (
    "Foreign Minister Sergei Lavrov arrived in Geneva. US Secretary of State Antony Blinken came too. "
    "Spokeswoman Anna Berg waited at the town hall. Henrike Vosloo, the mayor of Sollmark, was late.\n\n"
)


def article(text: str, language: str | None = "en") -> Article:
    return Article(
        id="a",
        version=version_of(text),
        text=text,
        language=language,
        published=datetime(2021, 12, 31, 18, tzinfo=UTC),
        published_precision="day",
    )


def found(sentence: str, before: str = CAST) -> tuple[str, list[Attribution]]:
    """The text and what is attributed in the sentence put after the cast."""
    text = before + sentence
    return text, [one for one in attributions(article(text)) if one.start >= len(before)]


def told(sentence: str, before: str = CAST) -> list[tuple[str | None, str, str, bool]]:
    """Name, cue, content and whether it is direct, of each attribution."""
    text, said = found(sentence, before)
    return [(one.name, text[slice(*one.cue)], text[one.start : one.end], one.direct) for one in said]


@pytest.mark.parametrize(
    ("sentence", "name", "cue", "content", "direct"),
    [
        # Before what is said
        ("Lavrov said that talks had failed.", "Sergei Lavrov", "said", "that talks had failed", False),
        ("Lavrov has also said talks are over.", "Sergei Lavrov", "has also said", "talks are over", False),
        ("Vosloo said: “It is a mistake.”", "Henrike Vosloo", "said", "“It is a mistake.”", True),
        ("Vosloo tweeted, “It is over.”", "Henrike Vosloo", "tweeted", "“It is over.”", True),
        ("In a letter, Lavrov warned of delay.", "Sergei Lavrov", "warned of", "delay", False),
        ("Lavrov, 71, said talks were over.", "Sergei Lavrov", "said", "talks were over", False),
        ("Blinken said of Lavrov: “He lied.”", "Antony Blinken", "said", "“He lied.”", True),
        ("Lavrov promised, in a letter, to return.", "Sergei Lavrov", "promised", "to return", False),
        # After it
        ("Talks have failed, Lavrov said.", "Sergei Lavrov", "said", "Talks have failed", False),
        ("“It is over,” Vosloo said in a speech.", "Henrike Vosloo", "said", "“It is over,”", True),
        ("“It is over,” said Vosloo.", "Henrike Vosloo", "said", "“It is over,”", True),
        ("“Is it over?” Vosloo asked.", "Henrike Vosloo", "asked", "“Is it over?”", True),
        ("“It is over.” Vosloo said at noon.", "Henrike Vosloo", "said", "“It is over.”", True),
        (
            "Talks have failed, according to Lavrov.",
            "Sergei Lavrov",
            "according to",
            "Talks have failed",
            False,
        ),
        (
            "According to Blinken, talks have failed.",
            "Antony Blinken",
            "According to",
            "talks have failed",
            False,
        ),
        # Other cues
        ("Lavrov believes that talks are over.", "Sergei Lavrov", "believes", "that talks are over", False),
        ("Lavrov wants guarantees.", "Sergei Lavrov", "wants", "guarantees", False),
        ("Lavrov plans to fly home.", "Sergei Lavrov", "plans to", "fly home", False),
        ("Lavrov called for talks.", "Sergei Lavrov", "called for", "talks", False),
        ("Lavrov demanded guarantees.", "Sergei Lavrov", "demanded", "guarantees", False),
        ("Lavrov denied the report.", "Sergei Lavrov", "denied", "the report", False),
        ("Lavrov accused NATO of lying.", "Sergei Lavrov", "accused", "NATO of lying", False),
        ("Lavrov asked whether it was over.", "Sergei Lavrov", "asked", "whether it was over", False),
        ("NATO knows that time is short.", "NATO", "knows", "that time is short", False),
        ("A poll shows that voters are tired.", None, "shows", "that voters are tired", False),
        ("Lavrov repeated his claim that it was late.", "Sergei Lavrov", "claim", "that it was late", False),
        # Mixed, and other marks
        (
            "Vosloo called it “a mistake” and left.",
            "Henrike Vosloo",
            "called",
            "it “a mistake” and left",
            False,
        ),
        ("‘It is over,’ Vosloo said.", "Henrike Vosloo", "said", "‘It is over,’", True),
        ("«It is over», said Vosloo.", "Henrike Vosloo", "said", "«It is over»", True),
        ("„It is over“, said Vosloo.", "Henrike Vosloo", "said", "„It is over“", True),
        ("''It's over,'' Vosloo said.", "Henrike Vosloo", "said", "''It's over,''", True),
        ("“It is ‘over’ now,” said Vosloo.", "Henrike Vosloo", "said", "“It is ‘over’ now,”", True),
    ],
)
def test_constructs(sentence: str, name: str | None, cue: str, content: str, direct: bool) -> None:
    assert (name, cue, content, direct) in told(sentence)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The foreign minister said it was over.", "Sergei Lavrov"),
        ("The minister said it was over.", "Sergei Lavrov"),
        ("The spokeswoman said it was over.", "Anna Berg"),
        ("The mayor said it was over.", "Henrike Vosloo"),
        ("The town hall said it was over.", "the town hall"),
        ("The Post said it was over.", "The Post"),
        ("NATO said it was over.", "NATO"),
        ("The White House said it was over.", "White House"),
        ("Putin’s spokesman, Dmitry Peskov, said it was over.", "Dmitry Peskov"),
        ("Lavrov, who said it was over, flew home.", "Sergei Lavrov"),
        ("Blinken told Lavrov that it was over.", "Antony Blinken"),
        ("Lavrov said Blinken had lied.", "Sergei Lavrov"),
        ("Lavrov sat down. He said it was over.", None),
        ("Lavrov said no. He added that it was over.", "Sergei Lavrov"),
        ("Lavrov said he was sorry.", "Sergei Lavrov"),
        ("Ada Quill said no. “It is over,” she said.", "Ada Quill"),
        ("Vosloo, at a meeting in Aurora, Colorado, said it was over.", "Henrike Vosloo"),
        ("Tom Fry, 30, of Sollmark, said it was over.", "Tom Fry"),
        ("Ada Quill of the Bank of Harbourton said it was over.", "Ada Quill"),
        ("The Bank of Harbourton said it was over.", "Bank of Harbourton"),
        ("“It is over,” said Gene B. Quill, an economist.", "Gene B. Quill"),
        # Nobody for certain
        ("When Blinken warned NATO, Lavrov said no, claiming it was over late.", None),
        ("Officials said it was over.", None),
        ("She said it was over.", None),
        ("They said it was over.", None),
        ("The diplomat said it was over.", None),
        ("Critics of Lavrov said it was over.", None),
        ("Lavrov’s deputy said it was over.", None),
        ("A spokesman for Lavrov said it was over.", None),
        ("Lavrov and Blinken said it was over.", None),
        ("Lavrov was told that it was over.", None),
        ("It was said that Lavrov had lied.", None),
    ],
)
def test_who_is_meant(sentence: str, name: str | None) -> None:
    said = told(sentence)
    assert said
    assert said[-1][0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Quill met Tom Fry. She said it was over.", "Ada Quill"),
        ("Ada Quill met Tom Fry. He said it was over.", "Tom Fry"),
        ("Tom Fry met Jim Lee. He said it was over.", None),
        ("Tom Fry came. Snow fell. He said it was over.", "Tom Fry"),
        ("Mr Vosloo came with Ms Berg. She said it was over.", "Berg"),
        ("The Harbour Institute measured it. It said it was over.", None),
        ("The Harbour Institute said no. It said it was over.", "Harbour Institute"),
    ],
)
def test_whom_a_pronoun_means(text: str, name: str | None) -> None:
    assert told(text, "")[-1][0] == name


@pytest.mark.parametrize(
    "sentence",
    [
        "The “Iron Lady” flew home.",
        "The so-called “peace plan” has failed.",
        "Lavrov met Antony Blinken in Geneva for 90 minutes.",
        "Snow fell on Sollmark.",
        "The bridge is 90 metres long.",
    ],
)
def test_nothing_is_said(sentence: str) -> None:
    assert told(sentence) == []


def test_stretches_around_a_cue_share_it() -> None:
    text, (first, second) = found("“It is a mistake,” Vosloo said on Friday, “and I will resign.”")
    assert first.cue == second.cue
    assert (
        (first.name, first.said_on) == (second.name, second.said_on) == ("Henrike Vosloo", date(2021, 12, 31))
    )
    assert [text[one.start : one.end] for one in (first, second)] == [
        "“It is a mistake,”",
        "“and I will resign.”",
    ]


def test_a_quotation_is_followed_over_sentences_and_paragraphs() -> None:
    text, said = found(
        "“It is late. I know,” Vosloo said. “We go.”\n\n“We do not return.\n\n“That is all.”\n\nSnow fell."
    )
    assert {one.name for one in said} == {"Henrike Vosloo"}
    assert len({one.cue for one in said}) == 1
    assert [text[one.start : one.end] for one in said] == [
        "“It is late. I know,”",
        "“We go.”",
        "“We do not return.",
        "“That is all.”",
    ]
    assert text[slice(*said[0].sentence)] == "“It is late. I know,” Vosloo said."
    assert text[slice(*said[1].sentence)] == "“We go.”"


def test_a_colon_introduces_the_next_paragraph() -> None:
    assert told("Vosloo wrote on the wall:\n\n“It is over.”") == [
        ("Henrike Vosloo", "wrote", "“It is over.”", True)
    ]


@pytest.mark.parametrize(
    ("sentence", "to"),
    [
        ("Lavrov told RIA Novosti on Wednesday that talks had failed.", "RIA Novosti"),
        ("Lavrov told reporters in Geneva that talks had failed.", "reporters"),
        ("“It is over,” Vosloo told the Harbour Times.", "the Harbour Times"),
        ("Lavrov said to Blinken that talks had failed.", "Blinken"),
        ("Lavrov said that talks had failed.", None),
    ],
)
def test_whom_it_was_told(sentence: str, to: str | None) -> None:
    text, (one, *_) = found(sentence)
    assert (text[slice(*one.to)] if one.to else None) == to


def test_a_dateline_is_no_speaker() -> None:
    assert told("GENEVA (Reuters) - Lavrov said it was over.", "") == [
        ("Lavrov", "said", "it was over", False)
    ]


@pytest.mark.parametrize("text", ["", " ", "“", "\n\n", "said", "“”", "Said.", "''", "‘", ": “a”"])
def test_texts_with_nothing_in_them(text: str) -> None:
    assert attributions(article(text)) == []


def test_other_languages_are_left_alone() -> None:
    assert attributions(article("Lavrov said no.", "de")) == []


MARKS = ["“", "”", '"', "‘", "’", "'", "''", "«", "»", "„", " ", "\n", ". ", ", ", ": ", "? ", "-", "(", ")"]
WORDS = ["Lavrov", "Ada Quill", " said ", " told ", "he", " that ", "according to ", "the minister", " who "]
PIECES = st.sampled_from(MARKS + WORDS)


@given(st.lists(PIECES, max_size=80).map("".join))
@settings(deadline=None)
def test_whatever_the_marks_every_span_lies_in_the_text(text: str) -> None:
    for one in attributions(article(text)):
        assert 0 <= one.sentence[0] <= one.start < one.end <= one.sentence[1] <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert all(0 <= a < b <= len(text) for a, b in (one.cue, one.speaker or one.cue, one.to or one.cue))


@pytest.mark.parametrize(
    "piece",
    [
        "Ada Quill, ",
        "‘a’ ",
        "'a ",
        "who, ",
        "Lavrov said “a\n",
        "(",
        "The minister, ",
        "a-",
        "A" + " " * 500,
        "1",
        "x",
    ],
)
def test_long_odd_texts_are_gone_through(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    assert all(one.end <= len(text) for one in attributions(article(text)))


def test_real_news(shared_data: Path) -> None:
    total = count(documents(shared_data / "polnear" / "dev"))
    found = figures(total)
    assert f1(found["direct quotations, speaker"]) >= 0.88
    assert f1(found["content, share"]) >= 0.68
    assert f1(found["speaker, overlap"]) >= 0.68
    assert float(found["named precision"]) >= 0.96


def f1(figure: str | float) -> float:
    return float(str(figure).rsplit(maxsplit=1)[-1])


def test_the_scorer_pairs_each_attribution_once() -> None:
    text = "Ada Quill said it was over. Tom Fry said no."
    true = [
        Annotated(((15, 26),), ((10, 14),), ((0, 9),)),
        Annotated(((41, 43),), ((36, 40),), ((28, 35),)),
    ]
    found = figures(count([Document("a", text, true)]))
    assert {found[name] for name in found if not name.startswith(("direct", "named"))} == {
        "P 1.000 R 1.000 F1 1.000"
    }
    assert found["named people right"] == 2
    half = figures(count([Document("a", text, [true[0]._replace(content=((15, 17),)), true[1]])]))
    assert half["content, half"] == "P 0.500 R 0.500 F1 0.500"
    assert half["content, share"] == "P 0.667 R 1.000 F1 0.800"
