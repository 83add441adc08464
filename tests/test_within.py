"""A limit on what may be used: nothing outside it is told, found, counted or hinted at, by whatever way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from config.errors import ArticleNotFoundError, LibraryError
from config.settings import load_settings
from retrieval.answer_stream import Done, Step
from retrieval.article import Article
from retrieval.asking.within import Within
from retrieval.index import nearest, quantised_index, text_index
from tests.library_copy import copied_library
from tests.postgres import Postgres

SAMPLE = Path(__file__).resolve().parent.parent / "ingestion" / "sample_news"
LANTERN, WIRE, POST = "The Evening Lantern", "Meridian Wire", "The Harbour Post"
RECORD, GAZETTE, COURIER = "The Calder Bay Record", "Averne Valley Gazette", "Northern Courier"
ONE, OTHER = "https://one.example/rss.xml", "https://other.example/rss.xml"
QUESTIONS = (
    "What did Lavrov demand of NATO?",
    "How many people died in the Sollmark flood?",
    "Why did the dockers of Port Calder strike, and how did it end?",
    "What has Lavrov said since the Geneva talks?",
    "Which outlets reported on the Coppin kettle?",
    "What did the mayor say about the sluice gates last year?",
    "How much will the bridge at Sollmark cost?",
    "What happened on 14 March 2024?",
    "Who won the marathon?",
    "What burned on the ferry?",
)
TOPICS = ("Sollmark flood", "Port Calder strike", "NATO guarantees", "ferry fire")


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def desk(
    request: pytest.FixtureRequest, sample_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Newsdesk]:
    """The sample news, every third article of it come in through one feed, every fifth through another."""
    folder = tmp_path_factory.mktemp("within") / "library"
    copied_library(sample_library, folder)
    database = None
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        database = server.new(request.getfixturevalue("sample_database"))
    with Newsdesk(folder, settings=load_settings(database=database)) as desk:
        ids = sorted(article.id for article in desk.articles())
        with desk._library.transaction():
            desk._library.came_through([(id_, ONE) for id_ in ids[::3]])
            desk._library.came_through([(id_, OTHER) for id_ in ids[::5]])
        yield desk


def allowed(desk: Newsdesk, within: Within) -> set[str]:
    """The ids of what a limit allows, worked out without it."""

    def may(article: Article) -> bool:
        where = article.outlet in within.outlets or bool(
            set(within.feeds) & set(desk._library.ways_to(article.id))
        )
        day = article.published.date() if article.published else None
        when = (not within.since and not within.until) or (
            day is not None and (within.since or day) <= day <= (within.until or day)
        )
        return (where or not (within.outlets or within.feeds)) and when

    return {article.id for article in desk.articles() if may(article)}


def told(found: BaseModel | list[BaseModel] | list[Article]) -> str:
    several = found if isinstance(found, list) else [found]
    return json.dumps([one.model_dump(mode="json") for one in several], ensure_ascii=False)


def hidden_in(desk: Newsdesk, within: Within, text: str) -> set[str]:
    """What of the articles outside a limit a text tells: ids, addresses, headlines, outlets."""
    ids = allowed(desk, within)
    everything = desk.articles()
    seen = " ".join(f"{a.id} {a.url} {a.title} {a.outlet} {a.text}" for a in everything if a.id in ids)
    facts = {f for a in everything if a.id not in ids for f in (a.id, a.url, a.title, a.outlet) if f}
    # An article may itself name another outlet, and copies have a headline in common.
    return {fact for fact in facts if fact not in seen and fact in text}


OUTLETS = st.lists(
    st.sampled_from([LANTERN, WIRE, POST, RECORD, GAZETTE, COURIER, "Parallax Weekly", "No Such Paper"]),
    max_size=3,
).map(tuple)
FEEDS = st.lists(st.sampled_from([ONE, OTHER, "https://none.example/"]), max_size=2).map(tuple)
DAYS = st.none() | st.dates(date(2021, 12, 1), date(2024, 10, 31))
LIMITS = st.builds(Within, outlets=OUTLETS, feeds=FEEDS, since=DAYS, until=DAYS).filter(bool)


@settings(max_examples=25)
@given(
    LIMITS,
    st.sampled_from(QUESTIONS),
    st.sampled_from(TOPICS),
    st.none() | st.just(date(2024, 1, 31)),
    st.sampled_from(("timeline", "statements", "statements about")),
)
def test_nothing_outside_a_limit_is_told(
    desk: Newsdesk, within: Within, question: str, topic: str, as_of: date | None, listing: str
) -> None:
    ids = allowed(desk, within)
    assert {article.id for article in desk.articles(within=within)} == ids
    answer = desk.ask(question, within=within, as_of=as_of)
    hits = desk.search(question, within=within, as_of=as_of)
    assert {one.article_id for one in answer.sources} | {hit.article_id for hit in hits} <= ids
    assert desk.lies_within(answer, within)
    found: list[BaseModel] = [answer, *hits]
    if listing == "timeline":
        found.append(desk.timeline(topic, within=within, as_of=as_of))
    else:
        said = desk.statements(
            about=topic if "about" in listing else None, within=within, as_of=as_of, limit=200
        )
        assert {one.article_id for one in said} <= ids
        found += [*said, *desk.speakers(within=within, as_of=as_of)]
    assert hidden_in(desk, within, told(found)) == set()


def test_the_oracle_of_these_tests_sees_what_is_told_without_a_limit(desk: Newsdesk) -> None:
    answer = desk.ask(QUESTIONS[0])
    assert POST in hidden_in(desk, Within(outlets=(RECORD,)), told(answer))


def test_no_limit_is_no_limit(desk: Newsdesk) -> None:
    assert not Within()
    answer = desk.ask(QUESTIONS[0], within=Within())
    assert answer == desk.ask(QUESTIONS[0]) == desk.ask(QUESTIONS[0], within=None)
    assert desk.lies_within(answer, Within())
    with Newsdesk(desk.path) as fresh:
        fresh.ask(QUESTIONS[0], within=Within())
        assert "_limited" not in fresh.__dict__


def test_a_limit_is_a_key() -> None:
    assert len({Within(outlets=("A",)), Within(outlets=("A",)), Within(feeds=("A",))}) == 2
    with pytest.raises(ValidationError):
        Within.model_validate({"outlet": ["A"]})
    with pytest.raises(ValidationError):
        Within().since = date(2024, 1, 1)  # type: ignore[misc]


@pytest.mark.parametrize("spelled", ["Evening Lantern", "the evening LANTERN", "THE EVENING-LANTERN"])
def test_outlets_are_named_in_any_spelling(desk: Newsdesk, spelled: str) -> None:
    assert {a.outlet for a in desk.articles(within=Within(outlets=(spelled,)))} == {LANTERN}


@pytest.mark.parametrize("nobody", ["No Such Paper", "", "%", "' OR 1 --", "\ud800", "BBC"])
def test_an_outlet_that_is_not_held_admits_nothing(desk: Newsdesk, nobody: str) -> None:
    within = Within.model_construct(outlets=(nobody,))
    assert desk.articles(within=within) == []
    answer = desk.ask(QUESTIONS[0], within=within)
    assert (answer.kind, answer.nearest) == ("abstained", None)
    assert "none of them is of the outlets, feeds and days that may be used here" in answer.text
    assert desk.timeline(TOPICS[0], within=within).events == ()


def test_outlets_and_feeds_are_either_and_days_narrow_both(desk: Newsdesk) -> None:
    by_outlet = allowed(desk, Within(outlets=(RECORD,)))
    by_feed = allowed(desk, Within(feeds=(ONE,)))
    assert by_outlet
    assert by_feed
    assert not by_outlet >= by_feed
    both = Within(outlets=(RECORD,), feeds=(f" {ONE}#top",))
    assert {a.id for a in desk.articles(within=both)} == by_outlet | by_feed
    late = desk.articles(within=Within(outlets=(RECORD,), since=date(2024, 6, 12), until=date(2024, 6, 13)))
    assert [str(a.published)[:10] for a in late] == ["2024-06-13", "2024-06-12"]


def test_what_a_forbidden_outlet_alone_has_is_not_told(desk: Newsdesk) -> None:
    question = "Who finished the Larkhaven Marathon first?"
    open_answer = desk.ask(question)
    assert open_answer.citations[0].outlet == COURIER
    within = Within(outlets=(LANTERN, POST, RECORD))
    answer = desk.ask(question, within=within)
    assert answer.kind == "abstained"
    assert "Postwoman" not in told(answer)
    assert COURIER not in told(answer)


def test_a_forbidden_outlet_named_is_as_one_that_is_not_held(desk: Newsdesk) -> None:
    within = Within(outlets=(POST, LANTERN))
    answer = desk.ask("What does the Northern Courier report about Sollmark?", within=within)
    made_up = desk.ask("What does the Southern Courier report about Sollmark?", within=within)
    assert answer.kind == made_up.kind
    assert answer.understood.outlets == ()
    assert answer.text.replace("Northern", "Southern") == made_up.text


def test_days_outside_are_days_of_which_there_is_nothing(desk: Newsdesk) -> None:
    answer = desk.ask("What happened on 31 December 2021?", within=Within(since=date(2023, 1, 1)))
    assert answer.kind == "abstained"
    assert "there is nothing on 31 December 2021" in answer.text
    assert answer.nearest is not None
    assert answer.nearest.published is not None
    assert answer.nearest.published.date() >= date(2023, 1, 1)


def test_an_allowed_copy_stands_for_its_story(desk: Newsdesk) -> None:
    whole = next(s for s in desk.ask(QUESTIONS[0]).sources if LANTERN in s.also)
    assert whole.outlet == WIRE
    answer = desk.ask(QUESTIONS[0], within=Within(outlets=(LANTERN,)))
    copy = next(s for s in answer.sources if s.title == whole.title)
    assert (copy.outlet, copy.also) == (LANTERN, ())
    assert answer.citations[0].publishers in ((LANTERN,), (WIRE,))  # the text itself is signed by the agency


def test_who_else_reports_is_counted_within(desk: Newsdesk) -> None:
    first = desk.ask(QUESTIONS[0]).citations[0]
    assert len(first.publishers) > 1
    answer = desk.ask(QUESTIONS[0], within=Within(outlets=(first.outlet or "",)))
    assert {name for c in answer.citations for name in c.publishers} == {first.outlet}
    assert answer.conflicts == ()


def test_as_of_and_days_are_both_kept(desk: Newsdesk) -> None:
    within = Within(outlets=(POST,), until=date(2022, 1, 31))
    hits = desk.search("Lavrov NATO guarantees", within=within, as_of=date(2022, 1, 10))
    assert {str(hit.published)[:10] for hit in hits} == {"2021-12-31"}


def test_only_what_is_allowed_is_counted(desk: Newsdesk) -> None:
    within = Within(outlets=(GAZETTE,))
    steps = [e.text for e in desk.stream(QUESTIONS[1], within=within) if isinstance(e, Step)]
    assert f"searching {len(allowed(desk, within))} articles" in steps


async def _last(desk: Newsdesk, question: str, within: Within) -> str:
    return (await desk.aask(question, within=within)).text


def test_answers_that_do_not_hold_up_the_loop_are_limited_too(desk: Newsdesk) -> None:
    import asyncio

    within = Within(outlets=(LANTERN,))
    assert asyncio.run(_last(desk, QUESTIONS[0], within)) == desk.ask(QUESTIONS[0], within=within).text


def test_an_article_is_not_to_be_had_by_its_id(desk: Newsdesk) -> None:
    marathon = next(a for a in desk.articles() if a.title and "Marathon" in a.title)
    assert desk.article(marathon.id, within=Within(outlets=(COURIER,))) == marathon
    for id_ in (marathon.id, marathon.id[:-3], marathon.url or ""):
        with pytest.raises(ArticleNotFoundError):
            desk.article(id_, within=Within(outlets=(POST,)))
    with pytest.raises(ArticleNotFoundError):
        desk.articles(story=marathon.id, within=Within(outlets=(POST,)))


def test_a_follow_up_takes_up_nothing_forbidden(desk: Newsdesk) -> None:
    talk = desk.conversation()
    first = talk.ask("Who finished the Larkhaven Marathon first?")
    assert first.answer is not None
    assert first.answer.citations
    within = Within(outlets=(POST, RECORD))
    turn = talk.ask("And what did she say?", within=within)
    assert turn.understood == "And what did she say?"
    assert turn.answer is not None
    assert hidden_in(desk, within, turn.model_dump_json()) == set()
    again = talk.ask("And who was second there?")
    assert again.understood != "And who was second there?" or again.answer is not None


def test_an_event_is_dated_by_what_is_allowed_only(model_cache: Path, tmp_path: Path) -> None:
    news = [
        ("The Quay Gazette", "2022-01-11", "The Basel talks on Monday ended without a deal, aides said."),
        ("The Lock Herald", "2022-01-14", "The mayor said on Thursday that the ferry would be back soon."),
    ]
    file = tmp_path / "news.json"
    file.write_text(
        json.dumps([{"outlet": o, "published": p, "title": t[:15], "text": t} for o, p, t in news])
    )
    question = "What has the mayor said since the Basel talks?"
    with Newsdesk(tmp_path / "library") as own:
        own.ingest([file])
        assert own.ask(question, as_of=date(2022, 1, 20)).understood.days
        limited = own.ask(question, as_of=date(2022, 1, 20), within=Within(outlets=("Lock Herald",)))
        assert limited.understood.days == ()


def test_names_are_spelled_by_what_is_allowed_only(desk: Newsdesk) -> None:
    question = "What did Zelensky say?"
    other = Within(outlets=(RECORD,))
    assert desk.ask(question).understood.speakers != desk.ask(question, within=other).understood.speakers
    assert desk.nearest_speakers("Lawrov", within=other) != desk.nearest_speakers("Lawrov")


def test_what_is_taken_in_is_seen_by_the_next_question(own_sample: Path, tmp_path: Path) -> None:
    within = Within(outlets=("The Tarn Post",))
    with Newsdesk(own_sample) as own:
        assert own.articles(within=within) == []
        note = tmp_path / "bridge.txt"
        note.write_text(
            "Title: Tarn bridge\nOutlet: The Tarn Post\nDate: 2024-05-02\n\nThe Tarn bridge closed on Monday."
        )
        own.ingest([note])
        assert (
            own.ask("When did the Tarn bridge close?", within=within).citations[0].outlet == "The Tarn Post"
        )


def test_through_a_limit_nothing_is_written(desk: Newsdesk) -> None:
    library = desk._under(Within(outlets=(POST,)))._library
    with pytest.raises(LibraryError, match="cannot be written"):
        library._db.execute("DELETE FROM main.articles")
    before = len(desk.articles())
    with pytest.raises(LibraryError), library.transaction():
        library.set_meta("model", "another")
    assert len(desk.articles()) == before


def test_a_closed_desk_closes_its_limits(sample_library: Path) -> None:
    desk = Newsdesk(sample_library)
    limited = desk._under(Within(outlets=(POST,)))
    assert limited.articles()
    desk.close()
    with pytest.raises(LibraryError, match="closed"):
        limited.articles()


@pytest.mark.parametrize("vectors", ["quantised", "chroma"])
def test_a_large_library_finds_the_same(
    own_sample: Path, desk: Newsdesk, monkeypatch: pytest.MonkeyPatch, vectors: str
) -> None:
    with Newsdesk(own_sample, settings=load_settings(vectors=vectors)) as filling:
        filling.ingest([SAMPLE])
    within = Within(outlets=(COURIER, POST, LANTERN, WIRE))
    expected = {q: [h.passage_id for h in desk.search(q, within=within)] for q in QUESTIONS}
    monkeypatch.setattr(nearest, "READ_ONE_BY_ONE", 0)
    monkeypatch.setattr(nearest, "FEWEST", 1)
    monkeypatch.setattr(text_index, "NAMED_ONE_BY_ONE", 0)
    monkeypatch.setattr(quantised_index, "RANKED", 0)
    with Newsdesk(own_sample, settings=load_settings(vectors=vectors)) as large:
        for question in QUESTIONS:
            found = [hit.passage_id for hit in large.search(question, within=within)]
            assert set(found[:3]) == set(expected[question][:3])
            assert {h.outlet for h in large.search(question, within=within)} <= set(within.outlets)


def test_the_command_line_takes_limits(sample_library: Path) -> None:
    def newsdesk(*words: str) -> str:
        result = CliRunner().invoke(app, ["--library", str(sample_library), *words])
        assert result.exit_code in (0, 2, 4), result.output
        return result.output

    found = newsdesk("ask", QUESTIONS[0], "--outlet", "evening lantern", "--outlet", "Calder Bay Record")
    assert LANTERN in found
    assert POST not in found
    assert "there is nothing on 31 December 2021" in newsdesk(
        "ask", "What happened on 31 December 2021?", "--since", "2023-01-01"
    )
    assert "turned round" in newsdesk("ask", "x", "--since", "2023-01-01", "--until", "2022-01-01")
    events = newsdesk("timeline", "Sollmark flood", "--outlet", GAZETTE)
    assert GAZETTE in events
    assert WIRE not in events
    assert "holds nothing of “Nope”" in newsdesk("timeline", "Sollmark flood", "--outlet", "Nope")


def test_the_answer_at_the_end_of_a_stream_is_the_limited_one(desk: Newsdesk) -> None:
    within = Within(feeds=(ONE,))
    events = list(desk.stream(QUESTIONS[0], within=within))
    assert isinstance(events[-1], Done)
    assert events[-1].answer == desk.ask(QUESTIONS[0], within=within)
