"""What those who run Newsdesk are told: counted truly, without words, and never in the way of a question."""

from __future__ import annotations

import json
import os
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.running.daily_counts import (
    FILE,
    KEPT,
    DailyCounts,
    IngestRun,
    kind_of_reason,
    seconds_of,
    step_of,
)
from bot.running.gathering import _percentile
from bot.running.stats import Stats
from config.errors import LibraryError
from retrieval.library import Library
from tests.postgres import Postgres

LAVROV = "What did Lavrov demand?"
LONG_AGO = date(2000, 1, 1)


@pytest.fixture(params=["file", pytest.param("database", marks=pytest.mark.slow)])
def counts(request: pytest.FixtureRequest, tmp_path: Path) -> DailyCounts:
    if request.param == "file":
        return DailyCounts(tmp_path)
    postgres: Postgres = request.getfixturevalue("postgres")
    return DailyCounts(tmp_path, postgres.new())


def _run(at: datetime, place: str = "ingest") -> IngestRun:
    return IngestRun(at, "ab12", place, 2.0, added=3, refused=1)


class TestCounts:
    def test_they_add_up_over_processes_and_writes(self, counts: DailyCounts) -> None:
        for _ in range(3):
            counts.question("ask", "quoted", 0.2, {"citations": 2})
            counts.write()
        counts.question("ask", "failed", 9.0, {}, "ModelError")
        found = {(one.what, one.kind): one.counted for one in counts.counted(LONG_AGO)}
        assert found == {
            ("question", "quoted"): 3,
            ("question", "failed"): 1,
            ("seconds", str(step_of(0.2))): 3,
            ("happened", "citations"): 6,
            ("failure", "ModelError"): 1,
        }
        counts.close()
        again = DailyCounts(counts._folder, counts._address)
        assert sum(one.counted for one in again.counted(LONG_AGO)) == sum(found.values())

    def test_what_is_too_old_is_forgotten(self, counts: DailyCounts) -> None:
        now = datetime.now(UTC)
        counts.ingest(_run(now - KEPT - timedelta(days=1)), Counter())
        counts.ingest(_run(now - timedelta(days=1), "watch"), Counter({"empty": 2}))
        assert [run.place for run in counts.ingests(now - 2 * KEPT)] == ["watch"]
        with counts._store().writing() as db:
            db.execute("UPDATE counts SET day = '2001-01-01'")
        counts.ingest(_run(now), Counter({"empty": 1}))
        assert [one.counted for one in counts.counted(LONG_AGO)] == [1]

    def test_what_cannot_be_written_waits(self, tmp_path: Path) -> None:
        counts = DailyCounts(tmp_path)
        counts.question("ask", "quoted", 0.2, {})
        counts.write()
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            counts.question("ask", "quoted", 0.2, {})
            counts.write()
            other.execute("ROLLBACK")
        counts.write()
        with closing(sqlite3.connect(tmp_path / FILE)) as db:
            assert db.execute("SELECT counted FROM counts WHERE what = 'question'").fetchone() == (2,)

    def test_nothing_is_made_by_looking(self, tmp_path: Path) -> None:
        assert DailyCounts(tmp_path).counted(LONG_AGO) == []
        assert list(tmp_path.iterdir()) == []


@given(st.floats(0.001, 10_000))
def test_a_duration_is_told_to_five_percent(seconds: float) -> None:
    assert seconds_of(step_of(seconds)) == pytest.approx(seconds, rel=0.05)


@given(st.lists(st.floats(0.002, 100), min_size=1, max_size=60), st.sampled_from([0.5, 0.95]))
def test_a_percentile_is_that_of_the_durations(durations: list[float], share: float) -> None:
    told = _percentile(Counter(map(step_of, durations)), share)
    true = sorted(durations)[max(0, -(-len(durations) * int(share * 100) // 100) - 1)]
    assert told == pytest.approx(true, rel=0.06, abs=0.001)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("no article text in it", "no article text in it"),
        ("the server answers 503 Service Unavailable", "the server answers Service Unavailable"),
        ("leads to the private address 10.0.0.1", "leads to the private address"),
        ("redirects to https://a.example/?token=x: empty", "redirects to empty"),
        ("not understood: 'What somebody wrote'", "not understood"),
        ("“words”", "other"),
    ],
)
def test_a_reason_is_counted_without_what_differs(reason: str, kind: str) -> None:
    assert kind_of_reason(reason) == kind


class TestIntake:
    def test_versions_by_day_and_outlet(self, own_sample: Path) -> None:
        days = [datetime(2026, 1, n, tzinfo=UTC) for n in (1, 2, 3)]
        with closing(sqlite3.connect(own_sample / "newsdesk.sqlite3")) as db, db:
            (last,) = db.execute("SELECT max(key) FROM versions").fetchone()
            db.execute("UPDATE versions SET added = '2025-12-31T23:59:59+00:00'")
            db.execute("UPDATE versions SET added = '2026-01-01T00:00:00+00:00' WHERE key > ?", (last - 9,))
            db.execute("UPDATE versions SET added = '2026-01-03T12:00:00+00:00' WHERE key > ?", (last - 2,))
        with closing(Library(own_sample)) as library:
            found = library.taken_in_between(days)
            assert [day.total() for day in found] == [7, 0, 2]
            assert library.taken_in_between([datetime(2027, 1, 1, tzinfo=UTC)])[0].total() == 0
            assert library.taken_in_between([datetime(2020, 1, 1, tzinfo=UTC)])[0] == (
                library.versions_by_outlet()
            )
            assert library.versions_by_outlet().total() == library.count("versions")

    def test_stories_are_those_that_the_articles_are_of(self, sample_library: Path) -> None:
        with Newsdesk(sample_library) as desk, closing(Library(sample_library)) as library:
            stories = {min(one.id for one in desk.story(a.id).articles) for a in desk.articles()}
            assert library.stories() == len(stories)


class TestStats:
    def test_questions_ingests_and_feedback(self, own_sample: Path) -> None:
        with Newsdesk(own_sample) as desk:
            answer = desk.ask(LAVROV)
            desk.ask("Who won the chess boxing final on the moon?")
            desk.give_feedback(answer, "bad")
            with pytest.raises(Exception, match="question"):
                desk.ask(" ")
            desk.ingest([own_sample / "nowhere", own_sample / "replica.json"])
            desk.add_feed("https://paper.example/rss.xml")
            stats = desk.stats()
        asked = stats.questions["python"]
        assert (asked.answered, asked.declined, asked.failed, asked.written) == (1, 1, 1, 0)
        assert asked.latency is not None
        assert 0 < asked.latency.p50 <= asked.latency.p95
        assert stats.failures == {"QuestionError": 1}
        assert stats.feedback == {"bad": 1}
        assert stats.ingests[0].refused == 2
        assert sum(stats.refused.values()) == 2
        assert (stats.feeds.followed, stats.feeds.due, stats.feeds.last_success) == (1, 1, None)
        assert sum(day.versions for day in stats.taken_in) == stats.held.versions
        assert stats.held.bytes["articles"] > 0
        assert Stats.model_validate_json(stats.model_dump_json()) == stats
        # Only kinds and numbers are kept.
        kept = (own_sample / FILE).read_bytes()
        assert b"Lavrov" not in kept
        assert b"nowhere" not in kept

    def test_claims_that_are_checked(self, own_sample: Path) -> None:
        with Newsdesk(own_sample) as desk:
            desk.check_claims("Dock workers voted by 87 percent to strike over pay at Port Calder.")
            # Nothing is stated, so nothing is checked, and nothing counted.
            assert desk.check_claims("Good morning! Is anybody there?") == []
            desk.check_claims("Penguins in Antarctica have learnt to play chess this winter.")
            asked = desk.stats().questions
        assert list(asked) == ["check"]
        assert (asked["check"].answered, asked["check"].declined) == (1, 1)

    def test_the_command(self, own_sample: Path) -> None:
        said = CliRunner().invoke(app, ["--library", str(own_sample), "ask", LAVROV])
        assert said.exit_code == 0
        told = CliRunner().invoke(app, ["--library", str(own_sample), "stats"])
        assert "questions (ask): answered: 1, 0 of them written" in told.stdout
        found = json.loads(
            CliRunner().invoke(app, ["--library", str(own_sample), "stats", "--since", "1d", "--json"]).stdout
        )
        assert found["questions"]["ask"]["answered"] == 1
        assert len(found["taken_in"]) == 2
        assert CliRunner().invoke(app, ["stats", "--since", "long"]).exit_code == 2

    def test_a_damaged_file_stops_no_answer(self, own_sample: Path) -> None:
        (own_sample / FILE).write_bytes(b"not a database" * 500)
        with Newsdesk(own_sample) as desk:
            assert desk.ask(LAVROV).citations
            with pytest.raises(LibraryError, match="can be removed"):
                desk.stats()

    @pytest.mark.skipif(os.name != "posix", reason="a folder in its place is no such thing there")
    def test_one_that_cannot_be_written_stops_no_answer(self, own_sample: Path) -> None:
        (own_sample / FILE).mkdir()
        with Newsdesk(own_sample) as desk:
            assert desk.ask(LAVROV).citations

    @pytest.mark.slow
    def test_in_a_database(self, sample_database: SecretStr, postgres: Postgres, tmp_path: Path) -> None:
        from config.settings import load_settings

        settings = load_settings(library=tmp_path, database=postgres.new(sample_database))
        with Newsdesk(settings=settings) as desk:
            desk.ask(LAVROV)
            stats = desk.stats()
        assert stats.questions["python"].answered == 1
        assert sum(day.versions for day in stats.taken_in) == stats.held.versions
        assert stats.held.stories > 0
