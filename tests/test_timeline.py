"""What happened on which day: dated sentences, one for each event, exact and cited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.desk import Newsdesk
from bot.showing.timeline_view import timeline_view
from config.errors import QuestionError
from config.log import stop_log
from retrieval.article import Article, Precision, version_of
from retrieval.asking.question import understand
from retrieval.asking.understood import Days, Understood
from retrieval.days.day_span import DaySpan
from retrieval.timelines.event_dating import event_day
from retrieval.timelines.timeline import Timeline
from retrieval.timelines.topic_days import topic_and_days

TOPIC = "Vellmar bridge"


def newsdesk(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words])


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


def page(outlet: str, published: str, title: str, *paragraphs: str, **facts: str) -> dict[str, str]:
    """One article as a line of JSON Lines."""
    slug = f"{outlet}-{published}-{title}".replace(" ", "-").lower()
    return {
        "outlet": outlet,
        "published": published,
        "title": title,
        "url": f"https://news.example/{slug}",
        "text": "\n\n".join(paragraphs),
        **facts,
    }


PLANNED = page(
    "The Quay",
    "2023-03-01T09:00:00Z",
    "Vellmar bridge to close for repairs",
    "The old Vellmar bridge will close for repairs on March 14, the county said on Wednesday, after "
    "inspectors had found rust in eleven of its hangers.",
    "It has carried the mail road over the Orle since 1934. Drivers are to go round by Teck.",
)
CLOSED = page(
    "The Quay",
    "2023-03-14T20:00:00Z",
    "Vellmar bridge closes",
    "Workmen closed the Vellmar bridge on Tuesday at six in the morning and began to take off the deck.",
    "“I crossed it every day for thirty years,” said Oda Prill, who keeps the toll house at Vellmar.",
)
CLOSED_ELSEWHERE = page(
    "The Bell",
    "2023-03-15T08:00:00Z",
    "Last car over the Vellmar bridge",
    "The Vellmar bridge was closed early on Tuesday morning and workmen began to remove its deck.",
    "A dairy lorry from Teck was the last vehicle to cross.",
)
OPENED = page(
    "The Bell",
    "2023-09-02T10:00:00Z",
    "Vellmar bridge opens again",
    "The repaired Vellmar bridge was opened to traffic on Friday, 1 September 2023, a month early.",
    "Since it was closed on March 14 the county has spent four million crowns.",
)
OTHER = page(
    "The Quay",
    "2023-03-20T09:00:00Z",
    "Orchard prize for Teck school",
    "Pupils of the school in Teck won the county's orchard prize on Monday with a pear tree grown on a wall.",
    "The jury praised the pruning and the patience that it took, and the caretaker who carried the water.",
)


@pytest.fixture(scope="module")
def library(model_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timeline")
    feed = folder / "news.jsonl"
    pages = (PLANNED, CLOSED, CLOSED_ELSEWHERE, OPENED, OTHER)
    feed.write_text("\n".join(map(json.dumps, pages)))
    with Newsdesk(folder / "library") as desk:
        assert desk.ingest([feed]).new == len(pages)
    return folder / "library"


@pytest.fixture(scope="module")
def desk(library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(library) as opened:
        yield opened


def days(found: Timeline) -> list[str]:
    return [event.day.isoformat() for event in found.events]


def test_one_sentence_for_each_event_in_the_order_of_days(desk: Newsdesk) -> None:
    found = desk.timeline(TOPIC)
    assert days(found) == ["2023-03-14", "2023-09-01"]
    closed, opened = found.events
    assert "closed" in closed.citation.quote
    assert closed.citation.publishers in (("The Quay", "The Bell"), ("The Bell", "The Quay"))
    assert opened.citation.quote.startswith("The repaired Vellmar bridge was opened")
    assert all(event.named and not event.announced for event in found.events)
    assert [source.ordinals for source in found.sources] == [(1,), (2,)]


def test_every_quotation_stands_in_its_article(desk: Newsdesk, sample_library: Path) -> None:
    with Newsdesk(sample_library) as sample:
        for opened, topic in ((desk, TOPIC), (sample, "Geneva talks"), (sample, "Port Calder strike")):
            found = opened.timeline(topic)
            assert found.events
            for n, event in enumerate(found.events, start=1):
                cited = event.citation
                text = opened.article(cited.article_id, cited.version).text
                assert text[cited.start : cited.end] == cited.quote
                assert cited.ordinal == n
                for day in cited.days:
                    assert text[day.start : day.end] == day.text


def test_what_is_announced_stands_on_its_day_until_that_is_reported(desk: Newsdesk) -> None:
    before = desk.timeline(TOPIC, as_of=date(2023, 3, 10))
    assert days(before) == ["2023-03-14"]
    assert before.events[0].announced
    assert before.events[0].citation.outlet == "The Quay"
    after = desk.timeline(TOPIC, as_of=date(2023, 3, 14))
    assert [(event.day, event.announced) for event in after.events] == [(date(2023, 3, 14), False)]


def test_days_wanted_and_the_nearest_that_there_are(desk: Newsdesk) -> None:
    assert days(desk.timeline(TOPIC, since=date(2023, 4, 1))) == ["2023-09-01"]
    assert days(desk.timeline(TOPIC, until=date(2023, 3, 14))) == ["2023-03-14"]
    none = desk.timeline(TOPIC, since=date(2023, 5, 1), until=date(2023, 5, 31))
    assert none.events == ()
    assert none.nearest == (date(2023, 3, 14), date(2023, 9, 1))
    assert desk.timeline(TOPIC, until=date(2022, 1, 1)).nearest == (date(2023, 3, 14),)


def test_the_most_reported_are_kept(desk: Newsdesk) -> None:
    found = desk.timeline(TOPIC, limit=1)
    assert len(found.events) == 1
    assert found.left_out == 1
    assert desk.timeline(TOPIC, limit=None).left_out == 0


def test_of_the_sample(sample_library: Path) -> None:
    with Newsdesk(sample_library) as sample:
        talks = sample.timeline("Geneva talks", until=date(2022, 1, 15))
        strike = sample.timeline("Port Calder strike")
    assert "2022-01-10" in days(talks)
    # Announced for the day before and then held a day later.
    assert "2022-01-09" not in days(talks)
    assert {"2024-04-15", "2024-05-10"} <= set(days(strike))
    assert all("Lavrov" not in event.citation.quote for event in strike.events)


def test_a_copy_is_credited_and_does_not_count_as_a_voice(tmp_path: Path, model_cache: Path) -> None:
    wire = {**CLOSED, "outlet": "Orle Wire"}
    copy = {**CLOSED, "outlet": "The Evening Post", "url": "https://post.example/bridge"}
    feed = tmp_path / "news.jsonl"
    feed.write_text("\n".join(map(json.dumps, (wire, copy))))
    with Newsdesk(tmp_path / "library") as desk:
        assert desk.ingest([feed]).copies == 1
        (event,) = desk.timeline(TOPIC).events
    assert len(event.citation.publishers) == 1
    assert len(event.also) == 1


def test_a_correction_takes_the_place_of_what_it_corrects(tmp_path: Path, model_cache: Path) -> None:
    first = page(
        "The Quay",
        "2023-03-14T20:00:00Z",
        "Vellmar bridge closes",
        "Workmen closed the Vellmar bridge on Monday at six in the morning and began to take off the deck.",
    )
    text = first["text"].replace("Monday", "Tuesday")
    corrected = {**first, "modified": "2023-03-16T08:00:00Z", "text": text}
    with Newsdesk(tmp_path / "library") as desk:
        for n, one in enumerate((first, corrected)):
            feed = tmp_path / f"{n}.jsonl"
            feed.write_text(json.dumps(one))
            desk.ingest([feed])
        assert days(desk.timeline(TOPIC, as_of=date(2023, 3, 15))) == ["2023-03-13"]
        assert days(desk.timeline(TOPIC)) == ["2023-03-14"]


def dated(sentence: str, published: str | None, *, topic: str = "bridge", lead: bool = False) -> date | None:
    precision: Precision | None = None if published is None else "day"
    article = Article(
        id="a",
        version=version_of(sentence),
        text=sentence,
        published=None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC),
        published_precision=precision,
    )
    found, _ = event_day(article, 0, len(sentence), (topic,), lead=lead)
    return None if found is None else found.day


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("Workmen closed the bridge on Tuesday.", date(2023, 3, 14)),
        ("VELLMAR, March 15 - Workmen closed the bridge on Tuesday.", date(2023, 3, 14)),
        ("The bridge was closed on 14 March.", date(2023, 3, 14)),
        ("The bridge was closed on January 30.", date(2023, 1, 30)),
        ("The mayor said on Tuesday that the bridge will open on Friday.", date(2023, 3, 17)),
        ("No car has crossed the bridge since March 2, 2021.", None),
        ("No car has crossed the bridge.", None),
    ],
)
def test_the_day_that_a_sentence_tells_of(sentence: str, day: date | None) -> None:
    assert dated(sentence, "2023-03-15") == day


def test_a_lead_without_a_day_is_of_its_publication() -> None:
    assert dated("The bridge is closed.", "2023-03-15", lead=True) == date(2023, 3, 15)
    assert dated("The bridge is closed.", None, lead=True) is None
    assert dated("The collapse since March 2 has cost four lives.", "2023-03-15", lead=True) is None


def test_a_day_in_the_name_of_the_topic_dates_nothing() -> None:
    told = "The hearings on the March 2 collapse began."
    article = Article(
        id="a",
        version=version_of(told),
        text=told,
        published=datetime(2023, 3, 15, tzinfo=UTC),
        published_precision="day",
    )
    found, _ = event_day(article, 0, len(told), ("march", "2", "hear"), lead=False)
    assert found is None


JANUARY = (date(2022, 1, 1), date(2022, 1, 31))


@pytest.mark.parametrize(
    ("topic", "text", "bare", "days"),
    [
        ("Geneva talks in January 2022", "January 2022", "Geneva talks", JANUARY),
        ("Geneva talks, January 2022.", "January 2022", "Geneva talks", JANUARY),
        ("Geneva talks since January", "since January", "Geneva talks", (date(2022, 1, 1), None)),
        ("January 6 hearings", "January 6", "January 6 hearings", (None, None)),
        ("in January 2022", "January 2022", "in January 2022", (None, None)),
    ],
)
def test_days_at_the_end_of_a_topic_are_those_wanted(
    topic: str, text: str, bare: str, days: tuple[date | None, date | None]
) -> None:
    start, end = days if days != (None, None) else JANUARY
    named = Understood(days=(Days(text=text, start=start, end=end),))
    found = topic_and_days(replace(understand(topic), understood=named))
    assert found == (bare, DaySpan(*days))


@pytest.mark.parametrize("topic", ["", "  ", "?!", "x" * 2001])
def test_a_topic_that_is_none_is_refused(desk: Newsdesk, topic: str) -> None:
    with pytest.raises(QuestionError):
        desk.timeline(topic)


@pytest.mark.parametrize("topic", ["the of and", "Чего потребовал", "gas prices in Peru", "\ud800 x"])
def test_a_topic_of_which_nothing_is_told(desk: Newsdesk, topic: str) -> None:
    assert desk.timeline(topic).events == ()


def test_days_turned_round_are_refused(desk: Newsdesk, library: Path) -> None:
    with pytest.raises(QuestionError, match="turned round"):
        desk.timeline(TOPIC, since=date(2023, 2, 1), until=date(2023, 1, 1))
    words = ("timeline", TOPIC, "--since", "2023-02-01", "--until", "2023-01-01")
    result = newsdesk(library, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "turned round" in result.stderr


def test_in_a_pipe_each_event_is_a_line(library: Path) -> None:
    found = Timeline.model_validate_json(newsdesk(library, "timeline", TOPIC, "--json").stdout)
    shown = newsdesk(library, "timeline", *TOPIC.split()).stdout
    lines = shown.split("\n\n")[0].splitlines()
    assert len(lines) == len(found.events) == 2
    for line, event in zip(lines, found.events, strict=True):
        day, quote, source = line.split("\t")
        assert (day, quote) == (event.day.isoformat(), event.citation.quote)
        assert source.startswith(f"[{event.citation.ordinal}] {event.citation.outlet}")
    assert "told also by" in lines[0]
    assert "\nSources\n[1] " in shown


def test_on_a_terminal_a_day_is_written_once(desk: Newsdesk) -> None:
    found = desk.timeline(TOPIC)
    twice = found.model_copy(update={"events": (found.events[0], *found.events)})
    console = Console(width=100, force_terminal=True, color_system=None)
    with console.capture() as shown:
        console.print(timeline_view(twice))
    assert shown.get().count("2023-03-14") == 1
    assert shown.get().count("2023-09-01") == 1


def test_nothing_found_is_said_with_the_nearest_days(library: Path) -> None:
    nothing = newsdesk(library, "timeline", "gas prices in Peru")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "tell of no day for “gas prices in Peru”" in nothing.stderr
    words = ("timeline", TOPIC, "--since", "2023-05-01", "--until", "2023-05-31")
    between = newsdesk(library, *words)
    assert (between.exit_code, between.stdout) == (0, "")
    assert "Nearest: 14 March 2023 and 1 September 2023." in between.stderr
    more = newsdesk(library, "timeline", TOPIC, "--limit", "1")
    assert "1 event more: --limit 0 tells all." in more.stderr
