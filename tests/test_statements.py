"""Who said what: by name, topic, day and outlet, as it stood on a day, copies folded, exact to the letter."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.desk import Newsdesk
from bot.showing.statements_view import statements_text, statements_view
from config.errors import QuestionError
from config.log import stop_log
from retrieval.article import Article, Kind, version_of
from retrieval.checking import MisquotedError, checked_statement
from retrieval.days.day_span import DaySpan, day_span
from retrieval.library import Library
from retrieval.people.person import person_key
from retrieval.saying.speaker import nearest_names, speakers_of
from retrieval.statement import Attribution, Statement
from retrieval.store.statement_query import Conditions, SpeakerCount

NEVER = datetime(2100, 1, 1, tzinfo=UTC)


def newsdesk(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words])


@pytest.fixture(autouse=True)
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


class Shelf:
    """A library filled with articles whose statements are written down by hand."""

    def __init__(self, folder: Path) -> None:
        self.library = Library(folder)

    def put(  # each is a fact of the article or of what is said in it
        self,
        id: str,
        text: str,
        said: str,
        *,
        name: str = "Ada Rusk",
        outlet: str | None = "The Quay",
        published: str | None = "2023-03-01",
        modified: str | None = None,
        said_on: date | None = None,
        to: str | None = None,
        cue: str = "said",
        direct: bool = False,
        kind: Kind = "news",
    ) -> Article:
        """Store an article in which `name` says `said`."""
        article = Article(
            id=id,
            version=version_of(text),
            outlet=outlet,
            title="Harbour news",
            url=f"https://quay.example/{id}",
            published=None if published is None else datetime.fromisoformat(f"{published}T09:00+00:00"),
            published_precision=None if published is None else "minute",
            modified=None if modified is None else datetime.fromisoformat(f"{modified}T09:00+00:00"),
            kind=kind,
            text=text,
        )
        at, verb = text.index(said), text.index(cue)
        found = Attribution(
            start=at,
            end=at + len(said),
            sentence=(0, len(text)),
            cue=(verb, verb + len(cue)),
            name=name,
            to=None if to is None else (text.index(to), text.index(to) + len(to)),
            direct=direct,
            said_on=said_on,
        )
        with self.library.transaction():
            self.library.put(article, None, [])
            self.library.put_attributions(self.key(article), "by hand", [found])
        return article

    def key(self, article: Article) -> int:
        """The version key of an article."""
        row = self.library._db.execute("SELECT key FROM versions WHERE version = ?", (article.version,))
        return int(row.fetchone()[0])

    def copies(self, *articles: Article) -> None:
        """Make the articles one story."""
        with self.library.transaction():
            first, *others = map(self.key, articles)
            self.library.join(first, others)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "shelf")
    yield made
    made.library.close()


@pytest.fixture
def desk(shelf: Shelf) -> Iterator[Newsdesk]:
    with Newsdesk(shelf.library.folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def sample(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as opened:
        yield opened


def test_every_span_stands_in_its_article(sample: Newsdesk) -> None:
    found = sample.statements()
    assert len(found) > 80
    for one in found:
        text = sample.article(one.article_id, one.version).text
        assert text[one.start : one.end] == one.quote
        assert text[one.sentence_start : one.sentence_end] == one.sentence


def test_newest_first_and_undated_last(sample: Newsdesk) -> None:
    days = [one.said_on or (one.published and one.published.date()) for one in sample.statements()]
    dated = [day for day in days if day is not None]
    assert dated == sorted(dated, reverse=True)
    assert days[len(dated) :] == [None] * (len(days) - len(dated))


@pytest.mark.parametrize("name", ["Lavrov", "Sergei Lavrov", "lavrov", "Foreign Minister Sergei Lavrov"])
def test_a_person_by_any_form_of_the_name(sample: Newsdesk, name: str) -> None:
    found = sample.statements(by=name)
    assert {one.name for one in found} == {"Sergei Lavrov"}
    assert found == sample.statements(by="Lavrov")


def test_another_person_of_the_topic_is_not_the_speaker(sample: Newsdesk) -> None:
    found = sample.statements(by="Blinken")
    assert found
    assert {one.name for one in found} == {"Antony Blinken"}


def test_by_topic_in_its_words_and_in_others(sample: Newsdesk) -> None:
    on_nato = sample.statements(by="Lavrov", about="NATO")
    everything = sample.statements(by="Lavrov")
    assert on_nato
    assert [one for one in everything if one in on_nato] == on_nato
    # Neither word stands in the sentence or its headline.
    assert sample.statements(by="Solberg", about="hospital appointments")
    assert sample.statements(by="Lavrov", about="kettle recall") == []


def test_everybody_on_a_topic(sample: Newsdesk) -> None:
    found = sample.statements(about="Port Calder strike")
    assert {"Rosalind Achterberg", "Martin Okafor-Lind"} <= {one.name for one in found}
    assert "Sergei Lavrov" not in {one.name for one in found}


def test_copies_are_one_statement(sample: Newsdesk) -> None:
    wire = [one for one in sample.statements(by="Lavrov") if one.outlet == "Meridian Wire"]
    assert wire
    assert {one.also for one in wire} == {("The Evening Lantern",)}
    assert len({one.sentence for one in wire}) == len({(one.start, one.end) for one in wire}) == len(wire)
    lantern = sample.statements(by="Lavrov", outlet="the evening lantern")
    assert {(one.outlet, one.also) for one in lantern} == {("The Evening Lantern", ("Meridian Wire",))}
    assert len(lantern) == len(wire)


def test_days_are_those_on_which_it_was_said(shelf: Shelf, desk: Newsdesk) -> None:
    shelf.put("a", "Rusk said on Monday that the dues rise.", "the dues rise", said_on=date(2023, 2, 27))
    shelf.put("b", "Rusk said the crane is sold.", "the crane is sold")
    shelf.put("c", "Rusk said the quay is old.", "the quay is old", published=None)
    assert [one.article_id for one in desk.statements(by="Rusk")] == ["b", "a", "c"]
    assert [one.article_id for one in desk.statements(since=date(2023, 3, 1))] == ["b"]
    assert [one.article_id for one in desk.statements(until=date(2023, 2, 28))] == ["a"]
    assert [one.article_id for one in desk.statements(since=date(2023, 2, 27), until=date(2023, 2, 27))] == [
        "a"
    ]


def test_a_corrected_version_takes_the_place_of_the_one_before(shelf: Shelf, desk: Newsdesk) -> None:
    shelf.put("a", "Rusk said nine boats sank.", "nine boats sank")
    shelf.put("a", "Rusk said two boats sank.", "two boats sank", modified="2023-03-05")
    quotes = {
        day: [one.quote for one in desk.statements(by="Rusk", as_of=date(2023, 3, day))] for day in (1, 4, 5)
    }
    assert quotes == {1: ["nine boats sank"], 4: ["nine boats sank"], 5: ["two boats sank"]}
    assert desk.statements(by="Rusk", as_of=date(2023, 2, 28)) == []
    assert desk.speakers(as_of=date(2023, 2, 28)) == []


def test_a_withdrawn_article_says_nothing_any_more(shelf: Shelf, desk: Newsdesk) -> None:
    shelf.put("a", "Rusk said two boats sank.", "two boats sank")
    with shelf.library.transaction():
        shelf.library.withdraw("a", datetime(2023, 4, 1, tzinfo=UTC), "gone")
    assert desk.statements(by="Rusk") == []
    assert len(desk.statements(by="Rusk", as_of=date(2023, 3, 31))) == 1


def test_copies_fold_by_what_was_said_and_only_within_a_story(shelf: Shelf, desk: Newsdesk) -> None:
    said = "the ferry will run again on the first day of May"
    wire = shelf.put(
        "wire", f"HALDRY (Wire) - Rusk said {said}.", said, outlet="Wire", published="2023-02-28"
    )
    copy = shelf.put("copy", f"Rusk said {said}.", said, outlet="The Quay")
    other = shelf.put("other", f"In Haldry Rusk said {said}.", said, outlet="The Bell")
    shelf.copies(wire, copy)
    found = desk.statements(by="Rusk")
    assert [(one.outlet, one.also) for one in found] == [("The Bell", ()), ("Wire", ("The Quay",))]
    assert [(one.name, one.statements) for one in desk.speakers()] == [("Ada Rusk", 2)]
    shelf.copies(wire, other)
    assert [one.also for one in desk.statements(by="Rusk")] == [("The Quay", "The Bell")]


def test_to_whom_and_directly(shelf: Shelf, desk: Newsdesk) -> None:
    shelf.put("a", "Rusk told reporters in Haldry it was late.", "it was late", to="reporters", cue="told")
    shelf.put("b", "Rusk told Mayor Ivo Tarn it was early.", "it was early", to="Mayor Ivo Tarn", cue="told")
    shelf.put("c", "“Never,” Rusk said.", "“Never,”", direct=True)
    assert [one.article_id for one in desk.statements(to="reporters")] == ["a"]
    assert [one.article_id for one in desk.statements(to="Tarn")] == ["b"]
    assert [one.article_id for one in desk.statements(direct=True)] == ["c"]
    assert [one.statements for one in desk.speakers(direct=True)] == [1]


def test_stretches_of_one_sentence_are_shown_and_counted_once(shelf: Shelf, desk: Newsdesk) -> None:
    text = "“We waited,” Rusk said, “and nobody came.”"
    article = shelf.put("a", text, "“We waited,”", direct=True)
    shelf.put("b", "Rusk said it rained.", "it rained", published="2023-02-01")
    with shelf.library.transaction():
        two = [
            Attribution(0, 12, (0, len(text)), (18, 22), name="Ada Rusk", direct=True),
            Attribution(24, len(text), (0, len(text)), (18, 22), name="Ada Rusk", direct=True),
        ]
        shelf.library.put_attributions(shelf.key(article), "by hand", two)
    found = desk.statements(by="Rusk", limit=1)
    assert [one.quote for one in found] == ["“We waited,”", "“and nobody came.”"]
    assert statements_text(found).count(text) == 1
    console = Console(width=100, force_terminal=True, color_system="standard", file=None)
    with console.capture() as shown:
        console.print(statements_view(found))
    assert "\x1b[1m“We waited,”" in shown.get()
    assert "\x1b[2m Rusk said, " in shown.get()


@pytest.mark.parametrize("name", ["", "  ", "?!"])
def test_a_name_of_nothing_is_refused(sample: Newsdesk, name: str) -> None:
    with pytest.raises(QuestionError, match="name is empty"):
        sample.statements(by=name)
    with pytest.raises(QuestionError, match="name is empty"):
        sample.statements(to=name)


@pytest.mark.parametrize("name", ["Лавров", "O'Nobody", "\ud800x", "'; DROP TABLE statements", "x" * 5000])
def test_any_name_is_asked_for(sample: Newsdesk, name: str) -> None:
    assert isinstance(sample.statements(by=name), list)
    assert isinstance(sample.nearest_speakers(name), list)


def test_days_turned_round_are_refused(sample: Newsdesk) -> None:
    with pytest.raises(QuestionError, match="turned round"):
        sample.statements(since=date(2022, 2, 1), until=date(2022, 1, 1))
    with pytest.raises(QuestionError, match="after the day"):
        sample.speakers(since=date(2022, 2, 1), as_of=date(2022, 1, 1))


days = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2020, 2, 1)))


@given(days, days, st.dates(date(2020, 1, 1), date(2020, 2, 1)))
def test_a_range_holds_its_first_and_last_day(since: date | None, until: date | None, day: date) -> None:
    if since and until and since > until:
        with pytest.raises(QuestionError):
            day_span(since, until)
        return
    found = day_span(since, until)
    assert (day in found) == (day not in DaySpan(until=since) or day == since or since is None) & (
        day not in DaySpan(since=until) or day == until or until is None
    )
    assert (None in found) == (since is until is None)


def test_spellings_of_one_name_are_counted_together() -> None:
    counts = [
        SpeakerCount("Rusk", "rusk", 9, "2023-01-02"),
        SpeakerCount("Ada Rusk", "rusk", 4, "2023-01-05"),
        SpeakerCount("Tarn", "tarn", 1, None),
    ]
    told = [(one.name, one.spelled, one.statements, one.latest) for one in speakers_of(counts)]
    assert told == [("Ada Rusk", ("Rusk",), 13, date(2023, 1, 5)), ("Tarn", (), 1, None)]


def test_the_nearest_names(sample: Newsdesk) -> None:
    speakers = sample.speakers()
    assert nearest_names("Lavronov", speakers)[0] == "Sergei Lavrov"
    assert nearest_names("Sergi Lavrv", speakers)[0] == "Sergei Lavrov"
    assert nearest_names("Qqqqqq", speakers) == []


def test_a_statement_that_does_not_stand_in_its_article_is_never_shown(shelf: Shelf, desk: Newsdesk) -> None:
    article = shelf.put("a", "Rusk said it rained.", "it rained")
    (told,) = desk.statements()
    assert checked_statement(told, article) == told
    for wrong in ({"quote": "it snowed"}, {"sentence": "Rusk said"}, {"version": "0" * 12}, {"start": 0}):
        with pytest.raises(MisquotedError):
            checked_statement(told.model_copy(update=wrong), article)
    with shelf.library.transaction():
        lost = [Attribution(900, 905, (0, 5), (0, 4), name="Ada Rusk")]
        shelf.library.put_attributions(shelf.key(article), "by hand", lost)
    with pytest.raises(MisquotedError):
        desk.statements()


def test_a_frequent_speaker_is_found_by_the_index(shelf: Shelf) -> None:
    wanted = Conditions(NEVER, names=("Ada Rusk",), persons=("rusk",))
    plans: list[str] = []
    db = shelf.library._db
    assert isinstance(db, sqlite3.Connection)
    db.set_trace_callback(plans.append)
    shelf.library.stated(wanted)
    db.set_trace_callback(None)
    steps = [str(row[3]) for row in db.execute(f"EXPLAIN QUERY PLAN {plans[0]}")]
    assert any("statements_by_person" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps


def test_in_a_pipe_the_sentence_is_exact(sample_library: Path) -> None:
    words = ("statements", "--by", "Lavrov", "--as-of", "2022-01-02")
    shown = newsdesk(sample_library, *words).stdout
    listed = json.loads(newsdesk(sample_library, *words, "--json").stdout)
    assert listed
    for one in map(Statement.model_validate, listed):
        assert f"\n> {one.sentence}\n" in f"\n{shown}\n" or "\n" in one.sentence
    assert "Sergei Lavrov, Friday 31 December 2021 · " in shown
    assert ", also in The Evening Lantern" in shown


def test_who_speaks(sample_library: Path) -> None:
    result = newsdesk(sample_library, "statements", "--limit", "3")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert len(rows) == 3
    assert [int(row[0]) for row in rows] == sorted((int(row[0]) for row in rows), reverse=True)
    assert "--limit 0" in result.stderr
    listed = json.loads(newsdesk(sample_library, "statements", "--json").stdout)
    assert {"name", "spelled", "statements", "latest"} == set(listed[0])


def test_a_name_nobody_bears_is_told_with_the_nearest(sample_library: Path) -> None:
    result = newsdesk(sample_library, "statements", "--by", "Lavronov")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no statement by “Lavronov”. Nearest names: Sergei Lavrov" in result.stderr
    assert newsdesk(sample_library, "statements", "--by", "Lavronov", "--json").stdout == "[]\n"
    unheld = newsdesk(sample_library, "statements", "--by", "Lavrov", "--outlet", "The Nowhere Times")
    assert "holds nothing of “The Nowhere Times”" in unheld.stderr
    none = newsdesk(sample_library, "statements", "--by", "Lavrov", "--since", "2023-01-01")
    assert (none.exit_code, none.stdout, none.stderr) == (0, "", "No such statements.\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--since", "2022-02-01", "--until", "2022-01-01"), "turned round"),
        (("--since", "2022-02-01", "--as-of", "2022-01-01"), "after the day"),
        (("--since", "2022-02-30"), "is not a day"),
        (("--limit", "-1"), "--limit"),
    ],
)
def test_days_that_cannot_be_are_wrong_usage(sample_library: Path, words: tuple[str, ...], told: str) -> None:
    result = newsdesk(sample_library, "statements", "--by", "Lavrov", *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_an_empty_library_has_no_statements(tmp_path: Path) -> None:
    result = newsdesk(tmp_path / "empty", "statements")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No such statements.\n")
    assert newsdesk(tmp_path / "empty", "statements", "--about", "NATO").exit_code == 1


def test_articles_not_read_for_statements_yet_are_told_of(own_sample: Path) -> None:
    library = Library(own_sample)
    with library.transaction():
        library._db.execute("DELETE FROM statements")
        library._db.execute("DELETE FROM attributed")
    library.close()
    told = newsdesk(own_sample, "statements").stderr
    assert " articles not read for them yet: newsdesk reindex" in told
    assert newsdesk(own_sample, "reindex").exit_code == 0
    assert "Sergei Lavrov" in newsdesk(own_sample, "statements").stdout


def test_what_articles_say_is_harmless_on_a_terminal(shelf: Shelf, desk: Newsdesk) -> None:
    shelf.put(
        "a", "Rusk said [bold]\x1b[2J it rained.", "[bold]\x1b[2J it rained", name="Ada \x1b]0;x\x07Rusk"
    )
    console = Console(width=100, force_terminal=True, color_system=None)
    with console.capture() as shown:
        console.print(statements_view(desk.statements()))
    assert "\x1b[2J" not in shown.get()
    assert "\x1b]0" not in shown.get()
    assert "[bold]" in shown.get()


def test_versions_that_give_something_to_somebody_are_found_latest_first(shelf: Shelf) -> None:
    keys = [shelf.key(shelf.put(f"a{n}", f"Rusk said it rained {n} times.", "it rained")) for n in range(7)]
    other = shelf.key(shelf.put("b", "Lane said it snowed.", "it snowed", name="Jo Lane"))
    rusk, library = person_key("Ada Rusk"), shelf.library
    assert library.speaks(rusk)
    assert not library.speaks(person_key("Nobody Else"))
    assert library.said_by(rusk, [*keys[2:4], other, 99]) == set(keys[2:4])
    assert library.said_last(rusk, None, 3) == keys[:3:-1]
    assert library.said_last(rusk, keys[4], 9) == keys[3::-1]
