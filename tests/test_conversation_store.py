"""Conversations kept in their file: found again, forgotten in time, shared by processes."""

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.conversations.conversation_file import FILE, VERSION
from bot.conversations.conversation_record import Turn
from bot.conversations.conversation_store import ConversationStore
from config.errors import ConversationNotFoundError, LibraryError
from retrieval.answer import Answer

NOW = datetime(2024, 5, 10, 12, tzinfo=UTC)
ANSWER = Answer(
    question="q", kind="abstained", text="The articles do not say.", confidence=0.1, as_of=NOW.date()
)


def turn(question: str, at: datetime = NOW) -> Turn:
    return Turn(n=0, asked_at=at, question=question, understood=f"{question} alone", why="w", answer=ANSWER)


def test_turns_come_back_as_they_were_kept(tmp_path: Path, address: SecretStr | None) -> None:
    store = ConversationStore(tmp_path, address=address)
    kept = store.begin("What  did the\nunion demand?", "chat", NOW)
    first = store.add(
        kept.id, turn("What did the union demand?").model_copy(update={"as_of": date(2024, 5, 1)})
    )
    second = store.add(kept.id, turn("Why?", NOW + timedelta(minutes=1)))
    assert (first.n, second.n) == (1, 2)
    assert store.turns(kept.id) == [first, second]
    found = store.get(kept.id)
    assert found.title == "What did the union demand?"
    assert found.turns == 2
    assert found.latest == NOW + timedelta(minutes=1)
    assert found.origin == "chat"


def test_an_id_may_be_shortened_but_not_too_far(tmp_path: Path, address: SecretStr | None) -> None:
    store = ConversationStore(tmp_path, address=address)
    ids = [store.begin("q", None, NOW).id for _ in range(40)]
    assert len(set(ids)) == 40
    assert store.get(ids[0].upper()).id == ids[0]
    common = next(c for c in ids[0] + ids[1] + "".join(ids) if sum(i.startswith(c) for i in ids) > 1)
    with pytest.raises(ConversationNotFoundError, match="begin"):
        store.get(common)
    for wrong in ("", "  ", "%", "zzzzzz", "'; DROP TABLE turns"):
        with pytest.raises(ConversationNotFoundError):
            store.get(wrong)


def test_the_latest_of_an_origin_is_found(tmp_path: Path, address: SecretStr | None) -> None:
    store = ConversationStore(tmp_path, address=address)
    assert store.find("slack:C1:1") is None
    old = store.begin("a", "slack:C1:1", NOW)
    new = store.begin("b", "slack:C1:1", NOW + timedelta(hours=1))
    store.begin("c", "slack:C1:2", NOW + timedelta(hours=2))
    assert store.find("slack:C1:1") == new
    store.add(old.id, turn("again", NOW + timedelta(hours=3)))
    found = store.find("slack:C1:1")
    assert found is not None
    assert found.id == old.id


def test_old_ones_are_forgotten_by_their_last_question(tmp_path: Path, address: SecretStr | None) -> None:
    store = ConversationStore(tmp_path, keep_days=30, address=address)
    old = store.begin("old", None, NOW - timedelta(days=31))
    going_on = store.begin("going on", None, NOW - timedelta(days=31))
    store.add(going_on.id, turn("still", NOW - timedelta(days=29)))
    assert [one.id for one in store.all(NOW)] == [going_on.id]
    store.begin("new", None, NOW)
    with pytest.raises(ConversationNotFoundError):
        store.get(old.id)
    assert store.turns(old.id) == []
    assert len(store.turns(going_on.id)) == 1


def test_with_no_limit_all_are_kept(tmp_path: Path, address: SecretStr | None) -> None:
    store = ConversationStore(tmp_path, keep_days=0, address=address)
    store.begin("old", None, NOW - timedelta(days=4000))
    store.begin("new", None, NOW)
    assert [one.title for one in store.all(NOW)] == ["new", "old"]


def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    kept = store.begin("a question about Zebulon Quist", None, NOW)
    store.add(kept.id, turn("a question about Zebulon Quist"))
    assert b"Zebulon" in (tmp_path / FILE).read_bytes()
    assert store.delete(kept.id).id == kept.id
    assert b"Zebulon" not in (tmp_path / FILE).read_bytes()
    with pytest.raises(ConversationNotFoundError):
        store.add(kept.id, turn("another"))
    with pytest.raises(ConversationNotFoundError):
        store.delete(kept.id)


def test_reading_creates_no_file(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    assert store.all() == []
    assert store.turns("abcde") == []
    assert not (tmp_path / FILE).exists()
    (tmp_path / FILE).touch()
    assert store.all() == []


def test_an_answer_that_can_no_longer_be_read_leaves_its_question(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    kept = store.begin("q", None, NOW)
    store.add(kept.id, turn("What did the union demand?"))
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute('UPDATE turns SET answer = \'{"kind": "sung"}\'')
    (found,) = store.turns(kept.id)
    assert found.answer is None
    assert found.question == "What did the union demand?"


def test_a_damaged_file_and_one_of_a_later_version_are_told(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path)
    store.begin("q", None, NOW)
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    for act in (store.all, lambda: store.begin("q")):
        with pytest.raises(LibraryError, match="later Newsdesk"):
            act()
    (tmp_path / FILE).write_bytes(b"no database at all, " * 100)
    for act in (store.all, lambda: store.begin("q")):
        with pytest.raises(LibraryError, match="cannot be read or written"):
            act()


def test_where_there_is_no_folder_nothing_can_be_kept(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path / "nowhere")
    assert store.all() == []
    with pytest.raises(LibraryError):
        store.begin("q")


def test_a_file_that_may_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ConversationStore(tmp_path)
    kept = store.begin("q", None, NOW)
    (tmp_path / FILE).chmod(stat.S_IRUSR)
    # A privileged user may write everywhere, so the system's answer is put in its place.
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert store.get(kept.id).title == "q"
    with pytest.raises(LibraryError, match="cannot be written"):
        store.add(kept.id, turn("another"))


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    kept = ConversationStore(tmp_path).begin("q", None, NOW)
    script = (
        "import sys; from pathlib import Path as P; from tests.test_conversation_store import turn;"
        "from bot.conversations.conversation_store import ConversationStore;"
        "[ConversationStore(P(sys.argv[1])).add(sys.argv[2], turn(f'{sys.argv[3]}{n}')) for n in range(9)]"
    )
    command = [sys.executable, "-c", script, str(tmp_path), kept.id]
    root = Path(__file__).resolve().parent.parent
    running = [subprocess.Popen([*command, name], cwd=root) for name in ("a", "b")]
    assert [one.wait() for one in running] == [0, 0]
    found = ConversationStore(tmp_path).turns(kept.id)
    assert [one.n for one in found] == list(range(1, 19))
    assert {one.question for one in found} == {f"{name}{n}" for name in "ab" for n in range(9)}
