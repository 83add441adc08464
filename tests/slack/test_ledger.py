"""The ledger: each question taken once, answered once, found again after a crash, and forgotten."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import ValidationError

from bot.slack.record.ledger import STALE, TWICE, Ledger
from bot.slack.record.ledger_file import FILE
from bot.slack.record.received import Received, Reply, key_of
from config.errors import LibraryError

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
REPLY = Reply(channel="C1", ts="1700000009.000000")
ROOT = Path(__file__).resolve().parent.parent.parent


def asked(
    n: int = 1, *, event: str | None = None, edited: str | None = None, text: str = "", at: datetime = NOW
) -> Received:
    return Received(
        event_id=event or f"Ev{n}",
        team="T1",
        channel="C1",
        ts=f"1700000000.{n:06}",
        user="U1",
        text=text or f"question {n}",
        kind="mention",
        received_at=at,
        edited_ts=edited,
    )


def test_a_question_is_taken_once_whatever_event_brings_it(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        entry = ledger.take(asked())
        assert entry is not None
        assert (entry.state, entry.revision, entry.attempts) == ("received", 0, 0)
        assert ledger.take(asked()) is None
        assert ledger.take(asked(event="Ev9")) is None
        assert ledger.take(asked(2, event="Ev9")) is None, "the event was delivered before"
        assert ledger.at("T1", "C1", asked().ts) == ledger.get(asked().key) == entry
        assert ledger.at("T2", "C1", asked().ts) is None


@pytest.mark.parametrize("end", ["answered", "failed", "dropped", "forgotten"])
def test_where_a_command_is_answered_is_kept_until_it_is(tmp_path: Path, end: str) -> None:
    url = "https://hooks.slack.example/commands/T1/secret"
    with Ledger(tmp_path) as killed:
        killed.take(asked().model_copy(update={"response_url": url, "kind": "command"}))
    with Ledger(tmp_path) as ledger:
        assert [entry.response_url for entry in ledger.interrupted(NOW).again] == [url]
        entry = ledger.begin(asked().key)
        assert entry is not None
        if end == "forgotten":
            ledger.forget(entry.key)
        else:
            getattr(ledger, end)(entry, *(["why"] * (end != "answered")))
        kept = ledger.get(entry.key)
        assert kept is not None
        assert (kept.state, kept.response_url) == (end, "")


def test_a_question_without_an_event_id_is_known_by_its_message(tmp_path: Path) -> None:
    command = asked().model_copy(update={"event_id": None, "kind": "command"})
    with Ledger(tmp_path) as ledger:
        assert ledger.take(command) is not None
        assert ledger.take(command) is None


def test_an_edit_is_answered_anew_once_in_place(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(asked())
        first = ledger.begin(asked().key)
        assert first is not None
        assert ledger.answered(first, REPLY, "abcde", 3)
        edited = ledger.take(asked(event="Ev2", edited="1700000050.000000", text="another"))
        assert edited is not None
        assert (edited.key, edited.revision, edited.text) == (first.key, 1, "another")
        assert (edited.replies, edited.conversation, edited.turn) == ((REPLY,), "abcde", 3)
        assert ledger.take(asked(event="Ev3", edited="1700000050.000000")) is None, "the same edit"
        assert ledger.take(asked(event="Ev4", edited="1700000040.000000")) is None, "an earlier one, late"
        assert ledger.take(asked(event="Ev5", edited="10000000000.000000")) is not None
        again = ledger.begin(first.key)
        assert again is not None
        assert (again.revision, again.attempts) == (2, 1)


def test_an_answer_to_words_since_edited_counts_for_nothing_but_its_message_is_known(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(asked())
        old = ledger.begin(asked().key)
        assert old is not None
        assert ledger.replying(old)
        ledger.take(asked(event="Ev2", edited="1700000050.000000"))
        assert not ledger.replying(old, REPLY)
        assert not ledger.answered(old, REPLY)
        assert not ledger.failed(old, "x")
        assert not ledger.dropped(old, "x")
        new = ledger.begin(old.key)
        assert new is not None
        assert new.replies == (REPLY,)
        assert not new.posting
        assert ledger.answered(new)


def test_only_what_waits_is_begun_and_only_what_is_begun_is_ended(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert ledger.begin("no such key") is None
        entry = ledger.take(asked())
        assert entry is not None
        assert not ledger.answered(entry)
        assert ledger.begin(entry.key) is not None
        assert ledger.begin(entry.key) is None
        assert ledger.failed(entry, "the model timed out")
        found = ledger.get(entry.key)
        assert found is not None
        assert (found.state, found.why) == ("failed", "the model timed out")
        assert ledger.begin(entry.key) is None


def test_what_a_process_that_died_left_is_answered_again_once(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    for n in (1, 2):
        first.take(asked(n))
    begun = first.begin(asked(1).key)
    assert begun is not None
    assert first.replying(begun)
    assert first.replying(begun, REPLY)
    second = Ledger(tmp_path)
    assert second.interrupted(NOW) == ([], []), "the first is alive"
    first.close()
    again, dropped = second.interrupted(NOW)
    assert [(e.key, e.attempts, e.replies) for e in again] == [
        (asked(1).key, 1, (REPLY,)),
        (asked(2).key, 0, ()),
    ]
    assert dropped == []
    assert second.interrupted(NOW) == ([], []), "they are its own now"
    assert second.begin(asked(1).key) is not None
    second.close()
    with Ledger(tmp_path) as third:
        again, dropped = third.interrupted(NOW)
        assert [e.key for e in again] == [asked(2).key]
        assert [(e.key, e.why, e.replies, e.text) for e in dropped] == [
            (asked(1).key, TWICE, (REPLY,), "question 1")
        ]
        found = third.get(asked(1).key)
        assert found is not None
        assert (found.state, found.text) == ("dropped", "")
        assert third.take(asked(1, event="Ev9")) is None


def test_a_crash_between_posting_and_hearing_of_it_is_told(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    first.take(asked())
    begun = first.begin(asked().key)
    assert begun is not None
    assert first.replying(begun)
    first.close()
    with Ledger(tmp_path) as second:
        (left,) = second.interrupted(NOW).again
        assert left.posting
        assert left.replies == ()


def test_what_is_stale_is_dropped_with_the_reason(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    first.take(asked(1, at=NOW - timedelta(minutes=11)))
    first.take(asked(2, at=NOW - timedelta(minutes=9)))
    first.close()
    with Ledger(tmp_path) as second:
        again, dropped = second.interrupted(NOW)
        assert [e.key for e in again] == [asked(2).key]
        assert [(e.key, e.why, e.user) for e in dropped] == [(asked(1).key, STALE, "U1")]


def test_a_process_that_hangs_loses_its_questions_when_its_lease_is_over(tmp_path: Path) -> None:
    with Ledger(tmp_path, lease=timedelta(minutes=2)) as hung, Ledger(tmp_path) as other:
        hung.take(asked(), NOW)
        hung.renew(NOW + timedelta(minutes=1))
        assert other.interrupted(NOW + timedelta(minutes=2, seconds=59)).again == []
        (left,) = other.interrupted(NOW + timedelta(minutes=3, seconds=1)).again
        assert hung.begin(left.key) is None
        assert other.begin(left.key) is not None


def test_a_forgotten_question_leaves_no_words_and_is_not_taken_again(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(asked(text="about Zebulon Quist"))
        begun = ledger.begin(asked().key)
        assert begun is not None
        assert "Zebulon" in _everything(tmp_path)
        was = ledger.forget(asked().key)
        assert was is not None
        assert was.text == "about Zebulon Quist"
        assert "Zebulon" not in _everything(tmp_path)
        found = ledger.get(asked().key)
        assert found is not None
        assert (found.state, found.text, found.user) == ("forgotten", "", "")
        assert not ledger.answered(begun, REPLY)
        assert ledger.get(asked().key).replies == (REPLY,)  # type: ignore[union-attr]
        assert ledger.take(asked(event="Ev2", edited="1700000050.000000")) is None
        assert ledger.forget("no such key") is None
        assert ledger.recent("T1", "U1") == []


def test_a_dropped_question_leaves_no_words(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        entry = ledger.take(asked(text="about Zebulon Quist"))
        assert entry is not None
        assert ledger.dropped(entry, "the queue was full")
        assert "Zebulon" not in _everything(tmp_path)


def test_what_is_too_old_is_deleted_and_with_no_limit_kept(tmp_path: Path) -> None:
    later = NOW + timedelta(days=31)
    for days, kept in ((30, False), (0, True)):
        folder = tmp_path / str(days)
        folder.mkdir()
        with Ledger(folder, keep_days=days) as ledger:
            ledger.take(asked(1), NOW)
            ledger.join("T1", "C1", "1", NOW)
            ledger.join("T1", "C1", "2", NOW)
            ledger.join("T1", "C1", "2", later)
            assert ledger.take(asked(2, at=later), later) is not None
            assert (ledger.get(asked(1).key) is not None) == kept
            assert ledger.joined("T1", "C1", "1") == kept
            assert ledger.joined("T1", "C1", "2")
            with sqlite3.connect(folder / FILE) as db:
                assert db.execute("SELECT event_id FROM events").fetchall() == [("Ev2",)]


def test_recent_questions_are_those_of_the_user_latest_first(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        for n in range(4):
            ledger.take(asked(n, at=NOW + timedelta(minutes=n)))
        for n in (0, 1, 3):
            begun = ledger.begin(asked(n).key)
            assert begun is not None
            ledger.answered(begun)
        assert [e.text for e in ledger.recent("T1", "U1", 2)] == ["question 3", "question 1"]
        assert ledger.recent("T1", "U2") == ledger.recent("T2", "U1") == []


def test_threads_are_joined_and_left(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        for channel, thread in (("C1", "1"), ("C1", "2"), ("C2", "1")):
            ledger.join("T1", channel, thread)
        ledger.leave("T1", "C1", "1")
        assert not ledger.joined("T1", "C1", "1")
        assert ledger.joined("T1", "C1", "2")
        ledger.leave("T1", "C1")
        assert not ledger.joined("T1", "C1", "2")
        ledger.leave("T2")
        assert ledger.joined("T1", "C2", "1")


def test_threads_of_one_process_share_it(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger, ThreadPoolExecutor(16) as threads:

        def answer(n: int) -> bool:
            taken = ledger.take(asked(n % 40, event=f"Ev{n}"))
            begun = ledger.begin(taken.key) if taken else None
            return begun is not None and ledger.answered(begun)

        assert sum(threads.map(answer, range(80))) == 40
        assert len(ledger.recent("T1", "U1", 100)) == 40


def test_threads_that_are_its_first_callers_share_it(tmp_path: Path) -> None:
    for n in range(10):
        folder = tmp_path / str(n)
        folder.mkdir()
        together = Barrier(16)
        with Ledger(folder) as ledger, ThreadPoolExecutor(16) as threads:
            for done in [threads.submit(_join_with, together, ledger, str(m)) for m in range(16)]:
                done.result()
            assert all(ledger.joined("T1", "C1", str(m)) for m in range(16))


def _join_with(together: Barrier, ledger: Ledger, thread_ts: str) -> None:
    together.wait()
    ledger.renew()
    ledger.join("T1", "C1", thread_ts)


def test_reading_creates_nothing(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        assert ledger.get("k") is None
        assert ledger.recent("T1", "U1") == []
        assert not ledger.joined("T1", "C1", "1")
    assert list(tmp_path.iterdir()) == []


def test_half_characters_and_endless_texts_can_be_kept(tmp_path: Path) -> None:
    strange = json.loads('"a \\ud83d b \\u0000 c"') + "x" * 50_000
    with Ledger(tmp_path) as ledger:
        entry = ledger.take(asked(text=strange))
        assert entry is not None
        assert len(entry.text) == 40_000
        assert ledger.get(entry.key) == entry
    with pytest.raises(ValidationError):
        asked(event="E" * 300)


def test_the_key_tells_parts_apart() -> None:
    keys = {key_of("T", "C1", "1"), key_of("T", "C", "11"), key_of("TC", "1", "1"), key_of("T", "C1", "2")}
    assert len(keys) == 4


def test_a_damaged_file_a_later_one_and_one_that_may_not_be_written_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(asked())
        with monkeypatch.context() as patch:
            patch.setattr("os.access", lambda path, mode: False)
            with pytest.raises(LibraryError, match="cannot be written"):
                ledger.take(asked(2))
        with sqlite3.connect(tmp_path / FILE) as db:
            db.execute("PRAGMA user_version = 99")
        with pytest.raises(LibraryError, match="later Newsdesk"):
            ledger.get("k")
        with pytest.raises(LibraryError, match="later Newsdesk"):
            ledger.take(asked(2))
    for file in tmp_path.glob("*-*l"):
        file.unlink()
    (tmp_path / FILE).write_bytes(b"no database at all, " * 100)
    with Ledger(tmp_path) as ledger, pytest.raises(LibraryError, match="cannot be read or written"):
        ledger.take(asked(2))
    with Ledger(tmp_path / "nowhere") as ledger, pytest.raises(LibraryError, match="cannot be written"):
        ledger.take(asked(2))


_TAKER = """
import sys
from pathlib import Path
from bot.slack.record.ledger import Ledger
from tests.slack.test_ledger import asked
ledger = Ledger(Path(sys.argv[1]))
sys.stdin.readline()
for n in range(int(sys.argv[2])):
    if ledger.take(asked(n)):
        print(n, flush=True)
print("done", flush=True)
sys.stdin.readline()
"""


def _taker(folder: Path, takes: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _TAKER, str(folder), str(takes)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_a_process_killed_in_the_middle_loses_nothing_and_nothing_is_taken_twice(tmp_path: Path) -> None:
    takes = 200
    with _taker(tmp_path, takes) as child:
        _go(child)
        assert child.stdout is not None
        taken = [int(child.stdout.readline()) for _ in range(takes // 2)]
        os.kill(child.pid, signal.SIGKILL)
        taken += [int(line) for line in child.stdout]
        assert child.wait() == -signal.SIGKILL
    assert len(taken) < takes
    with Ledger(tmp_path) as ledger:
        left = ledger.interrupted(NOW).again
        assert {e.key for e in left} >= {asked(n).key for n in taken}, "what was taken is there"
        assert len(left) - len(taken) in {0, 1}, "one may have been written but not yet told"
        late = [n for n in range(takes) if ledger.take(asked(n)) is not None]
        assert len(late) + len(left) == takes
        begun = [ledger.begin(asked(n).key) for n in range(takes)]
        assert all(begun)
        with sqlite3.connect(tmp_path / FILE) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_processes_that_take_the_same_questions_take_each_once(tmp_path: Path) -> None:
    running = [_taker(tmp_path, 60) for _ in range(2)]
    for one in running:
        _go(one)
    taken: Counter[int] = Counter()
    for one in running:
        assert one.stdout is not None
        for line in iter(one.stdout.readline, "done\n"):
            taken[int(line)] += 1
    with Ledger(tmp_path) as ledger:
        assert ledger.interrupted(NOW) == ([], []), "both are alive"
        for one in running:
            one.communicate("\n")
        assert [one.returncode for one in running] == [0, 0]
        assert taken == Counter(range(60))
        assert len(ledger.interrupted(NOW).again) == 60, "both have ended"
        assert list((tmp_path / "slack-processes").glob("*")) != []
    assert list((tmp_path / "slack-processes").glob("*")) == []


def test_a_file_that_may_only_be_read_is_read(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.take(asked())
    (tmp_path / FILE).chmod(stat.S_IRUSR)
    assert Ledger(tmp_path).get(asked().key) is not None


def _everything(folder: Path) -> str:
    """Every byte of the ledger's files."""
    return "".join(file.read_bytes().decode("latin-1") for file in folder.glob(f"{FILE}*"))
