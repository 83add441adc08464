"""What is shown of an answer: exact in a pipe, harmless and readable on a terminal."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType

from bot.showing.dates import day
from bot.showing.inert import inert, inert_json, link, one_line
from bot.showing.rendering import answer_text, answer_view, article_text, article_view
from bot.showing.tables import (
    articles_text,
    articles_view,
    checks_text,
    checks_view,
    short_ids,
    status_text,
    status_view,
)
from bot.showing.wording import lead_in, report_in_words, source_line
from bot.status import Check, Status
from ingestion.report import Refusal, Report
from retrieval.answer import Answer, Citation, Conflict, DayMention, Side, Source
from retrieval.article import Article, version_of
from retrieval.asking.understood import Days, Understood

QUOTE = (
    "Russian Foreign Minister Sergei Lavrov demanded on Friday written, legally binding guarantees "
    "that NATO would not expand any farther east and that Ukraine would not become a member."
)
URL = "https://harbourpost.example/world/2021/12/31/lavrov-nato-guarantees"
PUBLISHED = datetime(2021, 12, 31, tzinfo=UTC)


def citation(**facts: object) -> Citation:
    given_facts: dict[str, object] = {
        "ordinal": 1,
        "article_id": "a1",
        "version": "0" * 12,
        "outlet": "The Harbour Post",
        "title": "Lavrov says Russia will not wait",
        "url": URL,
        "published": PUBLISHED,
        "published_precision": "day",
        "start": 0,
        "end": len(QUOTE),
        "quote": QUOTE,
        "speaker": "Sergei Lavrov",
        "said_on": date(2021, 12, 31),
    }
    return Citation.model_validate(given_facts | facts)


def source(**facts: object) -> Source:
    given_facts: dict[str, object] = {
        "article_id": "a1",
        "version": "0" * 12,
        "outlet": "The Harbour Post",
        "title": "Lavrov says Russia will not wait",
        "url": URL,
        "published": PUBLISHED,
        "published_precision": "day",
        "ordinals": (1, 2),
        "passages": 2,
    }
    return Source.model_validate(given_facts | facts)


def answer(**facts: object) -> Answer:
    given_facts: dict[str, object] = {
        "question": "What did Lavrov demand?",
        "kind": "quoted",
        "text": f"{QUOTE} [1]",
        "confidence": 0.83,
        "citations": (citation(),),
        "sources": (source(),),
        "as_of": date(2022, 1, 2),
    }
    return Answer.model_validate(given_facts | facts)


def article(**facts: object) -> Article:
    text = str(facts.get("text", QUOTE))
    given_facts: dict[str, object] = {
        "id": "5f0c2a9be1",
        "version": version_of(text),
        "url": URL,
        "outlet": "The Harbour Post",
        "title": "Lavrov says Russia will not wait",
        "byline": ("Anna Reyes",),
        "published": PUBLISHED,
        "published_precision": "day",
        "text": text,
    }
    return Article.model_validate(given_facts | facts)


def on_terminal(view: RenderableType, width: int = 80, color: Literal["standard"] | None = None) -> str:
    stream = io.StringIO()
    console = Console(
        file=stream, force_terminal=True, width=width, color_system=color, legacy_windows=False, _environ={}
    )
    console.print(view)
    return stream.getvalue()


def test_the_layout_in_a_pipe() -> None:
    assert answer_text(answer()).split("\n") == [
        "Sergei Lavrov, Friday 31 December 2021 · The Harbour Post",
        f"> {QUOTE} [1]",
        "",
        "Sources",
        f"[1][2] The Harbour Post, “Lavrov says Russia will not wait”, 31 December 2021, {URL} (2 passages)",
        "",
        "confidence 0.83, as of 2 January 2022",
    ]


@given(st.text(min_size=1))
def test_a_quotation_is_unaltered_in_a_pipe(quote: str) -> None:
    shown = answer_text(answer(citations=(citation(quote=quote),), sources=()))
    body = shown.split("\n", 1)[1].removesuffix("\n\nconfidence 0.83, as of 2 January 2022")
    assert body.removesuffix(" [1]")[2:].replace("\n> ", "\n") == quote.replace("\n> ", "\n")


@settings(max_examples=50, deadline=None)
@given(st.text(), st.text(), st.integers(20, 120))
def test_nothing_of_an_article_acts_on_a_terminal(words: str, more: str, width: int) -> None:
    hostile = f"\x1b]0;owned\x07{words}\x9b2J\x1b[2J\u202e{more}"
    quoted = answer(
        citations=(citation(quote=hostile, speaker=hostile, outlet=hostile),),
        sources=(source(title=hostile, url=f"https://x.example/{hostile}"),),
    )
    shown = on_terminal(answer_view(quoted), width)
    assert not {"\x1b", "\x07", "\x9b", "\r", "\x08", "\u202e"} & set(shown)
    assert "␛" in shown


def test_markup_in_a_quotation_is_only_text() -> None:
    quote = "[bold red]Minister[/bold red] said [link=https://evil.example]this[/link] :smile: [/]"
    assert quote in on_terminal(answer_view(answer(citations=(citation(quote=quote),))), 120)


@pytest.mark.parametrize("width", [20, 40, 80, 100])
def test_a_terminal_of_any_width_gets_every_word_behind_a_bar(width: int) -> None:
    lines = on_terminal(answer_view(answer()), width).splitlines()
    assert max(map(len, lines)) <= width
    barred = [line.removeprefix("▌ ").strip() for line in lines if line.startswith("▌ ")]
    assert " ".join(barred).split() == [*QUOTE.split(), "[1]"]


def test_an_address_can_be_clicked_and_read() -> None:
    shown = on_terminal(answer_view(answer()), 100, color="standard")
    assert f";{URL}\x1b\\" in shown
    assert URL in on_terminal(answer_view(answer()), 100)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "https://x.example/\x1b]8;;", "https://x/ y", "", None],
)
def test_no_other_address_becomes_a_link(url: str | None) -> None:
    assert link(url) is None
    assert "\x1b]8" not in on_terminal(answer_view(answer(sources=(source(url=url),))), 100, color="standard")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "Sergei Lavrov, Friday 31 December 2021 · The Harbour Post"),
        ({"said_on": None}, "Sergei Lavrov · The Harbour Post, 31 December 2021"),
        ({"speaker": None}, "Friday 31 December 2021 · The Harbour Post"),
        ({"speaker": None, "said_on": None}, "The Harbour Post, 31 December 2021"),
        ({"speaker": None, "said_on": None, "published": None}, "The Harbour Post, undated"),
        (
            {"speaker": None, "said_on": None, "published_precision": "month"},
            "The Harbour Post, December 2021",
        ),
        ({"speaker": None, "said_on": None, "published_precision": "year"}, "The Harbour Post, 2021"),
        ({"outlet": None}, "Sergei Lavrov, Friday 31 December 2021 · harbourpost.example"),
        ({"outlet": None, "url": "http://[::1"}, "Sergei Lavrov, Friday 31 December 2021 · unnamed outlet"),
    ],
)
def test_a_lead_in_says_what_is_known_and_no_more(facts: dict[str, object], expected: str) -> None:
    assert lead_in(citation(**facts)) == expected


def test_a_source_of_which_little_is_known() -> None:
    bare = source(outlet=None, title=None, url=None, published=None, ordinals=(3,), passages=1)
    assert source_line(bare) == "[3] unnamed outlet, undated"


def test_a_title_cannot_pass_for_another_line() -> None:
    forged = source(title="News\nSources\n[9] The Times\x1b[1m")
    assert "“News Sources [9] The Times␛[1m”" in source_line(forged)
    assert "\n" not in source_line(forged)


def test_an_abstention_says_so_and_names_the_nearest() -> None:
    silent = answer(
        kind="abstained",
        text="No article answers this.",
        citations=(),
        sources=(),
        nearest=source(ordinals=(), passages=1),
        confidence=0.1,
    )
    facts = ("The Harbour Post", "31 December 2021", "“Lavrov says Russia will not wait”", URL)
    for shown in (answer_text(silent), on_terminal(answer_view(silent), 200)):
        assert shown.startswith("No article answers this.")
        _, _, named = shown.partition("Nearest article\n")
        assert all(fact in named for fact in facts)
        assert "Sources" not in shown


def test_a_nearest_article_that_the_text_names_is_not_named_twice() -> None:
    silent = answer(
        kind="abstained",
        text="The articles I have do not answer that. The nearest is “Lavrov says Russia will not wait”.",
        citations=(),
        sources=(),
        nearest=source(ordinals=(), passages=1),
        understood=Understood(outlets=("The Verge",)),
    )
    for shown in (answer_text(silent), on_terminal(answer_view(silent), 200)):
        assert shown.count("Lavrov says Russia will not wait") == 1
        assert f"\n\n{URL}\n\nunderstood as: The Verge" in shown


DAYS = (
    DayMention(start=38, end=47, text="on Friday", day=date(2021, 12, 31)),
    DayMention(start=60, end=72, text="on Wednesday", day=date(2021, 12, 29)),
    DayMention(start=80, end=94, text="on December 17", day=date(2021, 12, 17)),
)


def test_what_is_told_of_a_point() -> None:
    told = citation(
        to="RIA Novosti", kind="opinion", publishers=("The Harbour Post", "The Tarn Post"), days=DAYS
    )
    lines = [
        "Sergei Lavrov to RIA Novosti, Friday 31 December 2021 · The Harbour Post (opinion)",
        f"> {QUOTE} [1]",
        "“on Wednesday” = Wednesday 29 December 2021",
        "reported by 2 independent publishers: The Harbour Post, The Tarn Post",
    ]
    shown = answer(citations=(told,), sources=(source(kind="opinion"),))
    assert answer_text(shown).split("\n")[:4] == lines
    assert "The Harbour Post (opinion), “Lavrov says" in answer_text(shown)
    for line in (lines[0], *lines[2:]):
        assert line in on_terminal(answer_view(shown), 120)


def test_one_source_and_nothing_special_makes_no_line_of_noise() -> None:
    plain = answer(citations=(citation(publishers=("The Harbour Post",)),))
    assert answer_text(plain) == answer_text(answer())


def test_one_origin_is_said() -> None:
    wire = citation(publishers=("The Harbour Post", "The Tarn Post"), origin="Meridian Wire")
    assert "\nin 2 outlets, all from Meridian Wire\n" in answer_text(answer(citations=(wire,)))


def test_a_source_says_whose_text_it_is() -> None:
    assert source_line(source(origin="Meridian Wire", also=("The Lantern",))).endswith(
        "(2 passages), from Meridian Wire, also in The Lantern"
    )
    assert source_line(source(origin="The Harbour Post")) == source_line(source())


def test_who_agrees_is_told_once() -> None:
    both = ("The Harbour Post", "The Tarn Post")
    first = citation(publishers=both, agrees_with=(2,))
    second = citation(ordinal=2, outlet="The Tarn Post", publishers=both[::-1], agrees_with=(1,))
    assert answer_text(answer(citations=(first, second))).count("reported by 2") == 1


def test_the_words_asked_for_come_before_what_others_say() -> None:
    other = citation(ordinal=2, speaker="Anna Reyes", said_on=None)
    asked = Understood(speakers=("Sergei Lavrov",))
    shown = answer(citations=(citation(), other), understood=asked)
    assert "\n\nOthers on it:\nAnna Reyes · The Harbour Post, 31 December 2021\n> " in answer_text(shown)
    assert "Others on it" in on_terminal(answer_view(shown))
    alone = answer(citations=(citation(),), understood=asked)
    assert answer_text(alone) == answer_text(answer())


def side(**facts: object) -> Side:
    given_facts: dict[str, object] = {
        "article_id": "a1",
        "version": "0" * 12,
        "outlet": "The Tarn Post",
        "title": "Flood kills four",
        "url": "https://tarn.example/flood",
        "published": PUBLISHED,
        "published_precision": "day",
        "start": 0,
        "end": 17,
        "quote": "Four people died.",
        "value": "Four",
    }
    return Side.model_validate(given_facts | facts)


def test_accounts_that_differ_stand_under_a_heading() -> None:
    cited = side(outlet="The Harbour Post", value="three", ordinal=1)
    shown = answer(conflicts=(Conflict(kind="figure", sides=(cited, side())),))
    lines = [
        "Accounts differ on a figure",
        "[1] “three”: The Harbour Post, 31 December 2021",
        "“Four”: The Tarn Post, 31 December 2021",
        "> Four people died.",
        "“Flood kills four”, https://tarn.example/flood",
    ]
    assert "\n\n" + "\n".join(lines) + "\n\nSources" in answer_text(shown)
    wide = on_terminal(answer_view(shown), 120).split("\n")
    heads = next(line for line in wide if lines[1] in line)
    # Side by side, each quotation under its own account.
    assert heads.index("“Four”") == next(line for line in wide if "Four people" in line).rindex("Four people")
    narrow = on_terminal(answer_view(shown), 50)
    for line in (*lines[:3], "Four people died.", "“Flood kills four”", "https://tarn.example/flood"):
        assert f"\n{line}\n" in narrow


def test_nothing_of_an_account_that_differs_acts_on_a_terminal() -> None:
    hostile = side(title="\x1b[2J", outlet="\x9b2J\nSources", value="\x07", quote="\x1b]0;owned\x07")
    shown = on_terminal(answer_view(answer(conflicts=(Conflict(kind="name", sides=(hostile, side())),))))
    assert not {"\x1b", "\x07", "\x9b"} & set(shown)
    assert shown.count("Sources\n") == 1


def test_how_the_question_was_read_stands_above_the_footing() -> None:
    days = Days(text="in December", start=date(2021, 12, 1), end=date(2021, 12, 31))
    shown = answer(understood=Understood(days=(days,)), notes=("Nothing of January is held.",))
    closing = [
        "understood as: from 1 December 2021 to 31 December 2021",
        "Nothing of January is held.",
        "confidence 0.83, as of 2 January 2022",
    ]
    assert answer_text(shown).split("\n")[-3:] == closing
    assert [line.rstrip() for line in on_terminal(answer_view(shown)).splitlines()[-3:]] == closing


def test_a_written_answer_comes_before_its_quotations() -> None:
    written = answer(kind="written", text="He wanted guarantees [1].")
    assert answer_text(written).startswith("He wanted guarantees [1].\n\nSergei Lavrov,")
    assert "He wanted guarantees [1]." in on_terminal(answer_view(written))


def test_an_article_in_full() -> None:
    told = article(text="First.\n\nSecond [b]line[/b].\x1b[2J")
    assert article_text(told).endswith("\n\nFirst.\n\nSecond [b]line[/b].\x1b[2J")
    shown = on_terminal(article_view(told, ("aaaaaaaaaaaa", told.version)))
    assert "Second [b]line[/b].␛[2J" in shown
    assert "aaaaaaaaaaaa" in shown
    assert "Anna Reyes" in shown


def test_articles_listed() -> None:
    listed = [article(id="abcdefgh01"), article(id="abcdefgh02", published=None, title="A\tB\nC")]
    first, second = articles_text(listed).split("\n")
    assert first.split("\t") == [
        "abcdefgh01",
        "2021-12-31",
        "The Harbour Post",
        "Lavrov says Russia will not wait",
        URL,
    ]
    assert second.split("\t")[:4] == ["abcdefgh02", "undated", "The Harbour Post", "A B C"]
    shown = on_terminal(articles_view(listed), 60)
    assert "abcdefgh01" in shown
    assert max(map(len, shown.splitlines())) <= 60


@given(st.lists(st.text("abc", min_size=1, max_size=12)))
def test_short_ids_tell_articles_apart(ids: list[str]) -> None:
    short = short_ids(ids, least=2)
    assert all(full.startswith(begin) for full, begin in zip(ids, short, strict=True))
    assert len(set(short)) == len(set(ids))


def test_the_counts_of_an_ingest() -> None:
    report = Report(new=24, updated=1, same=1, refused=(Refusal(item="a", reason="empty"),) * 2, seconds=1.26)
    expected = "24 new, 1 updated, 1 the same as another, 2 refused (1.3 s)"
    assert report_in_words(report) == expected


@pytest.mark.parametrize("dated", [True, False])
def test_the_state_of_a_library(dated: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    status = Status(
        library=tmp_path_factory.getbasetemp(),
        articles=2970,
        versions=2971,
        passages=23067,
        outlets=4,
        earliest=PUBLISHED if dated else None,
        latest=PUBLISHED + timedelta(days=10) if dated else None,
        model="all-MiniLM-L6-v2",
        vectors="exact",
        pending=3,
        size_bytes=12_345_678,
    )
    text = status_text(status)
    assert "articles: 2,970 (2,971 versions)" in text
    assert ("31 December 2021 to 10 January 2022" if dated else "no dated article") in text
    assert "3 passages not searchable yet" in text
    assert "12.3 MB" in on_terminal(status_view(status), 120)


def test_checks_say_what_mends_a_failure_only() -> None:
    checks = [
        Check(name="library", ok=True, detail="opens", mend="never shown"),
        Check(name="model", ok=False, detail="is not there", mend="Run newsdesk reindex."),
    ]
    for shown in (checks_text(checks), on_terminal(checks_view(checks))):
        assert "Run newsdesk reindex." in shown
        assert "never shown" not in shown
    assert "FAILED: model: is not there" in checks_text(checks)


@given(st.text())
def test_inert_text_keeps_what_is_harmless(text: str) -> None:
    assert inert(inert(text)) == inert(text)
    if text.isascii() and text.isprintable():
        assert inert(text) == text
    assert "\n" not in one_line(text)


@given(st.text())
def test_json_made_inert_is_the_same_value(text: str) -> None:
    safe = inert_json(json.dumps(text, ensure_ascii=False))
    assert json.loads(safe) == text
    assert "\x9b" not in safe


@pytest.mark.parametrize(
    ("word", "expected"),
    [("2022-01-02", date(2022, 1, 2)), (" Today ", date(2022, 3, 1)), ("yesterday", date(2022, 2, 28))],
)
def test_a_day_is_understood(word: str, expected: date) -> None:
    assert day(word, today=date(2022, 3, 1)) == expected


@pytest.mark.parametrize(
    "word", ["", "2022-02-30", "20220102", "2022-1-2", "friday", "٢٠٢٢-٠١-٠٢", "2022-01-02T00:00"]
)
def test_what_is_no_day_is_said_in_a_sentence(word: str) -> None:
    with pytest.raises(ValueError, match=f"“{word}” is not a day; write one as 2022-01-02"):
        day(word)
