"""Who says a sentence and when: what news writes, and what must be given to nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from ingestion.attributing import attributions
from retrieval.article import Article, Precision, version_of
from retrieval.saying.speaking import speaking

FRIDAY = datetime(2021, 12, 31, 18, tzinfo=UTC)
LAVROV = "Foreign Minister Sergei Lavrov arrived in Geneva.\n\n"


class Told(NamedTuple):
    speaker: str | None
    said_on: date | None


def article(
    text: str,
    published: datetime | None = FRIDAY,
    precision: Precision | None = "day",
    modified: datetime | None = None,
) -> Article:
    return Article(
        id="a",
        version=version_of(text),
        text=text,
        published=published,
        published_precision=precision if published else None,
        modified=modified,
    )


def said(text: str, sentence: str, **facts: datetime | Precision | None) -> Told:
    start = text.index(sentence)
    return attribute(article(text, **facts), start, start + len(sentence))  # type: ignore[arg-type]


def attribute(found: Article, start: int, end: int) -> Told:
    told = speaking(found, attributions(found), start, end)
    return Told(told.speaker, told.said_on)


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        # Before what is said
        ("Lavrov said that talks had failed.", "Sergei Lavrov"),
        ("Lavrov told RIA-Novosti that talks had failed.", "Sergei Lavrov"),
        ("Mr Lavrov warned that time was short.", "Sergei Lavrov"),
        ("Foreign Minister Sergei Lavrov demanded guarantees in writing.", "Sergei Lavrov"),
        ("Russian Foreign Minister Sergei Lavrov said: “We have waited enough.”", "Sergei Lavrov"),
        ("Lavrov, who has led the ministry since 2004, said talks had failed.", "Sergei Lavrov"),
        ("Lavrov, 71, also said he would fly home.", "Sergei Lavrov"),
        ("Lavrov on Friday said the answer was late.", "Sergei Lavrov"),
        ("After a meeting that lasted all day, Lavrov said that talks had failed.", "Sergei Lavrov"),
        ("But Lavrov said that talks had failed.", "Sergei Lavrov"),
        ("Ursula von der Leyen said Europe was ready.", "Ursula von der Leyen"),
        ("Sen. Ada Quill (R-Ohio) said the bill was dead.", "Ada Quill"),
        ("Ada Quill — a member since 2010 — told reporters the bill was dead.", "Ada Quill"),
        ("Carter’s press secretary, Peter Cook, told the Times that it was a mistake.", "Peter Cook"),
        # After it, or within it
        ("Talks have failed, Lavrov said.", "Sergei Lavrov"),
        ("“Talks have failed,” Lavrov told reporters in Moscow.", "Sergei Lavrov"),
        ("“Talks have failed,” said Lavrov.", "Sergei Lavrov"),
        ('"Talks have failed," said the foreign minister, Sergei Lavrov.', "Sergei Lavrov"),
        ("“It is over,” said Henrike Vosloo, mayor of Sollmark since 2015.", "Henrike Vosloo"),
        ("“It is over,” said party spokesman Tom Arkwright.", "Tom Arkwright"),
        ("“It is over,” said Democratic pollster Ada Quill.", "Ada Quill"),
        ("Failing a reply, Lavrov said, Russia would act.", "Sergei Lavrov"),
        ("Biden told Putin that allies would respond, the White House said.", "White House"),
        ("Putin wants talks, said Dmitry Peskov, his spokesman.", "Dmitry Peskov"),
        ("“When Biden said that, I laughed,” Lavrov said.", "Sergei Lavrov"),
        ("According to Lavrov, talks have failed.", "Sergei Lavrov"),
        ("Talks have failed, according to Sergei Lavrov.", "Sergei Lavrov"),
        ("Turnout was low, according to campaign manager Ada Quill.", "Ada Quill"),
        # Bodies with a name
        ("The Foreign Ministry said that talks had failed.", "Foreign Ministry"),
        ("The New York Times noted that talks had failed.", "New York Times"),
        ("Moscow demanded guarantees in writing.", "Moscow"),
        ("Prices rose, according to the Bank of England.", "Bank of England"),
        # Nobody
        ("The ministry said that talks had failed.", "the ministry"),
        ("Officials said that talks had failed.", None),
        ("Police told residents to leave at once by boat.", "Police"),
        ("“It is over,” a spokesman said.", None),
        ("The minister told President Biden that talks had failed.", "Sergei Lavrov"),
        ("A spokesman for Sergei Lavrov said that talks had failed.", None),
        ("Lavrov’s spokesman said that talks had failed.", None),
        ("Lavrov met Antony Blinken in Geneva for 90 minutes.", None),
        ("Shares fell after Lavrov said that talks had failed.", None),
        ("Few believed what Lavrov told them.", None),
        ("Lavrov and Blinken said they would meet again.", None),
        ("What has Lavrov said about the talks?", None),
        ("Why is it that Lavrov said nothing?", None),
        ("The Prime Minister said so.", None),
        ("On Friday prices rose.", None),
    ],
)
def test_who_says_a_sentence(sentence: str, speaker: str | None) -> None:
    assert said(LAVROV + sentence + "\n\nSnow fell.", sentence).speaker == speaker


@pytest.mark.parametrize(
    ("text", "sentence", "speaker"),
    [
        (
            "Sergei Lavrov spoke on television. Lavrov said talks had failed. “We are sorry.”",
            "“We are sorry.”",
            1,
        ),
        ("“We are sorry. It is over,” Sergei Lavrov said.", "“We are sorry.", 1),
        ("“We are sorry,” Sergei Lavrov said. “It is over. We go home.”", "“It is over.", 1),
        ("“We are sorry,” Sergei Lavrov said. “It is over. We go home.”", "We go home.”", 1),
        ('"We are sorry," Sergei Lavrov said. "It is over. We go home."', 'We go home."', 1),
        ("Sergei Lavrov said: “We are sorry. It is over.", "It is over.", 1),
        ("Sergei Lavrov said: “We are sorry.\n\n“It is over.”", "“It is over.”", 1),
        (
            "Sergei Lavrov said talks had failed. He added that he was sorry.",
            "He added that he was sorry.",
            1,
        ),
        ("Sergei Lavrov said talks had failed.\n\n“It is over,” he said.", "“It is over,” he said.", 1),
        ("Sergei Lavrov said: “It is over.\n\n“We go. We are sorry.”", "We are sorry.”", 1),
        ("Mr. Sergei Lavrov said it.\n\n“It is over,” she said.", "“It is over,” she said.", 0),
        ("Sergei Lavrov said talks had failed.\n\nSnow fell. He said it.", "He said it.", 1),
        ("Sergei Lavrov told Antony Blinken so. He said it.", "He said it.", 0),
        ("Sergei Lavrov said talks had failed. Russia will act.", "Russia will act.", 0),
        ("Sergei Lavrov said so. Blinken flew home. “It is over.”", "“It is over.”", 0),
        ("Sergei Lavrov said so.\n\n“It is over.”", "“It is over.”", 0),
        ("He said it. Sergei Lavrov came later.", "He said it.", 0),
    ],
)
def test_who_goes_on(text: str, sentence: str, speaker: int) -> None:
    assert said(text, sentence).speaker == ("Sergei Lavrov" if speaker else None)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Sergei Lavrov said on Friday that talks begin on Monday.", date(2021, 12, 31)),
        ("Sergei Lavrov said talks begin on Monday.", None),
        ("Talks begin on Monday, Sergei Lavrov said.", None),
        ("Talks begin on Monday, Sergei Lavrov said on Thursday.", date(2021, 12, 30)),
        ("“Talks begin on Monday,” Sergei Lavrov said late on Thursday.", date(2021, 12, 30)),
        ("Sergei Lavrov told RIA Novosti on Wednesday that talks had failed.", date(2021, 12, 29)),
        ("Sergei Lavrov told reporters in Geneva on Wednesday that talks had failed.", date(2021, 12, 29)),
        (
            "Sergei Lavrov told his counterpart, Antony Blinken, on Wednesday that talks had failed.",
            date(2021, 12, 29),
        ),
        ("Sergei Lavrov said Wednesday that talks had failed.", date(2021, 12, 29)),
        ("Sergei Lavrov on Wednesday said talks had failed.", date(2021, 12, 29)),
        ("On Wednesday, Sergei Lavrov said talks had failed.", date(2021, 12, 29)),
        ("On Wednesday Sergei Lavrov said talks had failed.", date(2021, 12, 29)),
        ("Sergei Lavrov said last Friday that talks had failed.", date(2021, 12, 24)),
        ("Sergei Lavrov said on 30 December that talks had failed.", date(2021, 12, 30)),
        ("Sergei Lavrov said on December 30 that talks had failed.", date(2021, 12, 30)),
        ("Sergei Lavrov said on Dec. 30 that talks had failed.", date(2021, 12, 30)),
        ("Sergei Lavrov said on 3 May 2019 that talks had failed.", date(2019, 5, 3)),
        ("Sergei Lavrov said on May 3, 2019, that talks had failed.", date(2019, 5, 3)),
        ("Sergei Lavrov said on 31 February that talks had failed.", None),
        ("Sergei Lavrov said Monday’s talks would fail.", None),
        ("Sergei Lavrov said Monday was a bad day.", None),
    ],
)
def test_the_day_of_saying_it(sentence: str, day: date | None) -> None:
    assert said(sentence + " Snow fell.", sentence) == ("Sergei Lavrov", day)


def test_a_day_of_last_year() -> None:
    sentence = "Sergei Lavrov said on 31 December that talks had failed."
    january = datetime(2022, 1, 2, tzinfo=UTC)
    assert said(sentence + " Snow fell.", sentence, published=january).said_on == date(2021, 12, 31)
    february = "Sergei Lavrov said on 29 February that talks had failed."
    assert said(february + " Snow fell.", february, published=january).said_on is None


@pytest.mark.parametrize(("published", "precision"), [(None, None), (FRIDAY, "year"), (FRIDAY, "month")])
def test_no_day_where_the_article_has_none(published: datetime | None, precision: Precision | None) -> None:
    sentence = "Sergei Lavrov said on Wednesday that talks had failed."
    told = said(sentence + " Snow fell.", sentence, published=published, precision=precision)
    assert told == ("Sergei Lavrov", None)


@pytest.mark.parametrize(
    ("weekday", "modified", "day"),
    [
        ("Wednesday", datetime(2022, 1, 2, tzinfo=UTC), date(2021, 12, 29)),
        ("Sunday", datetime(2022, 1, 2, tzinfo=UTC), date(2022, 1, 2)),
        ("Wednesday", datetime(2022, 3, 1, tzinfo=UTC), None),
    ],
)
def test_the_day_in_an_update(weekday: str, modified: datetime, day: date | None) -> None:
    sentence = f"Sergei Lavrov said on {weekday} that talks had failed."
    assert said(sentence + " Snow fell.", sentence, modified=modified).said_on == day


@pytest.mark.parametrize(
    ("text", "written", "speaker"),
    [
        ("Barack Obama and Michelle Obama came. Obama said no.", "Obama said no.", "Obama"),
        (
            "Ada Quill came. Ada Quill sat. Tom Quill left. Ada Quill ate. Quill said no.",
            "Quill said no.",
            "Ada Quill",
        ),
        ("President Recep Tayyip Erdogan came. Erdogan said no.", "Erdogan said no.", "Recep Tayyip Erdogan"),
        ("Vosloo said no. Snow fell.", "Vosloo said no.", "Vosloo"),
        ("Ms. O’Malley said no. Mary O’Malley left.", "Ms. O’Malley said no.", "Mary O’Malley"),
        ("Poor Republicans lost. Republicans said no.", "Republicans said no.", "Republicans"),
    ],
)
def test_the_fullest_form_of_a_name(text: str, written: str, speaker: str) -> None:
    assert said(text, written).speaker == speaker


def test_a_headline_is_given_to_nobody() -> None:
    text = "Lavrov said to be furious\n\nSergei Lavrov flew home on Friday."
    assert said(text, "Lavrov said to be furious") == (None, None)


@pytest.mark.parametrize(
    "text", ["“", '"', "''", "Said.", "“““ said ”””", "¤¤ said", "X" * 5000, "A " * 3000, "a said, " * 800]
)
def test_odd_texts_do_no_harm(text: str) -> None:
    assert attribute(article(text), 0, len(text)).said_on is None


@pytest.mark.parametrize(("paragraphs", "speaker"), [(3, "Ada Quill"), (3000, "Ada Quill")])
def test_a_quotation_is_followed_back_some_paragraphs(paragraphs: int, speaker: str | None) -> None:
    text = "Ada Quill said: “It is over.\n" + "“We go on and on.\n" * paragraphs + "“That is all.”"
    assert said(text, "“That is all.”").speaker == speaker


def test_a_long_line_takes_no_time() -> None:
    text = "Ada Quill, " * 400 + "said: “" + "word " * 2000 + "”"
    assert attribute(article(text), 0, len(text)).said_on is None
