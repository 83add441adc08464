"""Feedback on answers: kept, listed, deleted, and made into questions that test the answers."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr, TypeAdapter
from typer.testing import CliRunner

from benchmarks import feedback as run_feedback
from bot.cli import app
from bot.desk import Newsdesk
from bot.feedback.feedback import Feedback, Occasion, opaque
from bot.feedback.feedback_store import FILE, FeedbackStore
from config.errors import FeedbackNotFoundError, LibraryError, NewsdeskError
from config.log import stop_log
from tests.gate import Question

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
AS_OF = date(2022, 2, 1)
ANSWERED = "what did Lavrov demand?"
DECLINED = "who won the world cup in 1950?"


@pytest.fixture(scope="module")
def reading(sample_library: Path) -> Iterator[Newsdesk]:
    with Newsdesk(sample_library) as desk:
        yield desk


@pytest.fixture
def store(tmp_path: Path, address: SecretStr | None) -> FeedbackStore:
    return FeedbackStore(tmp_path, address)


@pytest.fixture
def desk(own_sample: Path) -> Iterator[Newsdesk]:
    with Newsdesk(own_sample) as desk:
        yield desk
    stop_log()


def given(**facts: object) -> Feedback:
    plain = {
        "verdict": "bad",
        "question": "q",
        "understood": "q",
        "answer": None,
        "at": NOW,
        "origin": "chat",
    }
    return Feedback.model_validate(plain | facts)


def test_it_is_kept_with_question_answer_and_evidence(desk: Newsdesk) -> None:
    answer = desk.ask(ANSWERED, as_of=AS_OF)
    kept = desk.give_feedback(
        answer,
        "bad",
        words=" not all of it\ud800 ",
        on=Occasion("slack", "U123", "and he?", "k1"),
    )
    assert desk.feedback() == [kept]
    assert (kept.question, kept.understood, kept.answer) == ("and he?", answer.question, answer)
    assert [(e.url, e.quote) for e in kept.evidence] == [(c.url, c.quote) for c in answer.citations]
    assert kept.words == "not all of it?"
    assert "U123" not in kept.model_dump_json()
    assert kept.user == opaque("slack", "U123") != opaque("chat", "U123")


def test_who_changes_their_mind_is_counted_once(store: FeedbackStore) -> None:
    store.add(given(user="u1", about="k1"))
    second = store.add(given(user="u1", about="k1", verdict="good"))
    other = store.add(given(user="u2", about="k1", at=NOW + timedelta(hours=1)))
    nobody = [store.add(given(at=NOW - timedelta(hours=n))) for n in (1, 2)]
    assert store.all() == [other, second, *nobody]


def test_it_is_listed_by_verdict_and_day_and_deleted(store: FeedbackStore) -> None:
    old = store.add(given(at=NOW - timedelta(days=3)))
    new = store.add(given(verdict="good", about="k1"))
    assert store.all("bad") == [old]
    assert store.all(since=NOW.date()) == [new]
    assert store.all("bad", NOW.date()) == []
    store.delete(f" {old.id.upper()} ")
    for wrong in (old.id, "", "%"):
        with pytest.raises(FeedbackNotFoundError):
            store.delete(wrong)
    assert store.delete_about("") == 0
    assert store.delete_about("k1") == 1
    assert store.all() == []


def test_reading_makes_no_file_and_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    assert store.all() == []
    assert not store.file.exists()
    store.add(given())
    with sqlite3.connect(store.file) as db:
        db.execute("PRAGMA user_version = 7")
    with pytest.raises(LibraryError, match="later Newsdesk"):
        store.all()
    store.file.write_bytes(b"no database at all, " * 100)
    with pytest.raises(LibraryError, match="cannot be read or written"):
        store.add(given())


def test_an_answer_that_can_no_longer_be_read_leaves_its_evidence(reading: Newsdesk, tmp_path: Path) -> None:
    answer = reading.ask(ANSWERED, as_of=AS_OF)
    store = FeedbackStore(tmp_path)
    evidence = [
        c.model_dump(include={"article_id", "version", "url", "outlet", "quote"}) for c in answer.citations
    ]
    store.add(given(answer=answer, evidence=evidence))
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute('UPDATE feedback SET answer = \'{"kind": "sung"}\'')
    (found,) = store.all()
    assert found.answer is None
    assert [one.quote for one in found.evidence] == [c.quote for c in answer.citations]


def test_the_test_set_is_one_of_the_gates_and_judges_as_the_reader_did(
    desk: Newsdesk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answered, declined = desk.ask(ANSWERED, as_of=AS_OF), desk.ask(DECLINED, as_of=AS_OF)
    file = tmp_path / "set.json"
    for answer in (answered, declined):
        desk.give_feedback(answer, "good")
    assert desk.export_feedback(file).left_out == 0
    made = TypeAdapter(list[Question]).validate_json(file.read_bytes())
    assert [question.faults(answer) for question, answer in zip(made, (declined, answered), strict=True)] == [
        [],
        [],
    ]
    assert run_feedback.main([str(file), "--library", str(desk.path)]) == 0
    for answer in (answered, declined):
        desk.give_feedback(answer, "bad")
    assert desk.export_feedback(file).left_out == 2, "the later verdict on the same question counts"
    made = TypeAdapter(list[Question]).validate_json(file.read_bytes())
    assert made[0].faults(declined) == ["is declined"]
    assert len(made[1].faults(answered)) == len({c.quote for c in answered.citations})
    assert run_feedback.main([str(file), "--library", str(desk.path)]) == 1
    assert "0 of 2 questions" in capsys.readouterr().out


def test_what_gives_nothing_to_test_by_is_left_out(desk: Newsdesk, tmp_path: Path) -> None:
    answer = desk.ask(ANSWERED, as_of=AS_OF)
    unaddressed = [citation.model_copy(update={"url": None}) for citation in answer.citations]
    desk.give_feedback(answer.model_copy(update={"citations": tuple(unaddressed)}), "good")
    assert desk.export_feedback(tmp_path / "set.json") == ([], 1)
    with pytest.raises(NewsdeskError, match="cannot be written"):
        desk.export_feedback(tmp_path)


def test_the_commands(desk: Newsdesk, tmp_path: Path) -> None:
    def newsdesk(*words: str, code: int = 0) -> str:
        result = CliRunner().invoke(app, ["--library", str(desk.path), "feedback", *words])
        assert result.exit_code == code, result.output
        return result.stdout + result.stderr

    assert "no such feedback" in newsdesk()
    good = desk.give_feedback(desk.ask(ANSWERED, as_of=AS_OF), "good", words="\x1b[31mquite\nright")
    bad = desk.give_feedback(desk.ask(DECLINED, as_of=AS_OF), "bad", on=Occasion("slack", "U1", "who won?"))
    lines = newsdesk().splitlines()
    assert [line.split("\t")[0] for line in lines] == [bad.id, good.id]
    assert lines[0].split("\t")[2:] == ["bad", "slack", "who won?", DECLINED, ""]
    assert "\x1b" not in lines[1]
    assert [one["id"] for one in json.loads(newsdesk("--json", "--good"))] == [good.id]
    assert json.loads(newsdesk("--json", "--bad", "--since", "2100-01-01")) == []
    assert "Wrote 2 questions" in newsdesk("export", str(tmp_path / "set.json"))
    assert f"Deleted {bad.id}" in newsdesk("delete", bad.id)
    assert "no feedback" in newsdesk("delete", bad.id, code=1)
    assert desk.feedback() == [good]
