"""Whatever happens in whatever order, no revision of a question is answered twice, and none is lost."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.slack.record.ledger import ATTEMPTS, Ledger
from bot.slack.record.ledger_file import entries, ledger_file
from bot.slack.record.received import Entry, Received, Reply

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
MESSAGES = st.integers(0, 3)
PROCESSES = st.integers(0, 1)


class Ledgers(RuleBasedStateMachine):
    """Two processes over one ledger, which crash and start again; Slack delivers, retries and edits."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.file = ledger_file(self.folder)
        self.processes = [Ledger(self.folder), Ledger(self.folder)]
        self.answering: list[dict[str, Entry]] = [{}, {}]
        self.deliveries = 0
        self.delivered: list[Received] = []
        self.revisions: dict[str, int] = {}
        self.answers: Counter[tuple[str, int]] = Counter()
        self.attempts: Counter[tuple[str, int]] = Counter()
        self.ended: set[str] = set()

    def teardown(self) -> None:
        for one in self.processes:
            one.close()
        shutil.rmtree(self.folder)

    def received(self, message: int, edited: int | None) -> Received:
        self.deliveries += 1
        one = Received(
            event_id=f"Ev{self.deliveries}",
            team="T",
            channel="C",
            ts=f"170000000{message}.000000",
            user="U",
            text="words",
            kind="mention",
            received_at=NOW,
            edited_ts=None if edited is None else f"17000001{edited:02}.000000",
        )
        self.delivered.append(one)
        return one

    def new(self, entry: Entry | None, received: Received) -> None:
        """A revision is new exactly once."""
        if entry is not None:
            assert entry.revision == self.revisions.get(received.key, -1) + 1
            self.revisions[received.key] = entry.revision
            self.ended.discard(received.key)

    @rule(process=PROCESSES, message=MESSAGES, edited=st.none() | st.integers(0, 3))
    def deliver(self, process: int, message: int, edited: int | None) -> None:
        received = self.received(message, edited)
        known = received.key in self.revisions
        entry = self.processes[process].take(received)
        assert entry is not None or known, "what was never seen is taken"
        assert entry is None or edited is not None or not known
        self.new(entry, received)

    @precondition(lambda self: self.delivered)
    @rule(process=PROCESSES, data=st.data())
    def retry(self, process: int, data: st.DataObject) -> None:
        assert self.processes[process].take(data.draw(st.sampled_from(self.delivered))) is None

    @rule(process=PROCESSES, message=MESSAGES)
    def begin(self, process: int, message: int) -> None:
        key = self.received(message, None).key
        self.delivered.pop()
        entry = self.processes[process].begin(key)
        if entry is not None:
            assert key not in self.ended
            assert entry.revision == self.revisions[key]
            self.attempts[key, entry.revision] += 1
            self.answering[process][key] = entry
            assert self.processes[1 - process].begin(key) is None

    @precondition(lambda self: any(self.answering))
    @rule(data=st.data(), how=st.sampled_from(["answered", "failed", "dropped", "replying"]))
    def go_on(self, data: st.DataObject, how: str) -> None:
        process = data.draw(st.sampled_from([n for n in (0, 1) if self.answering[n]]))
        entry = self.answering[process][data.draw(st.sampled_from(sorted(self.answering[process])))]
        ledger = self.processes[process]
        reply = Reply(channel="C", ts=f"{entry.key}.{entry.revision}")
        if how == "replying":
            ledger.replying(entry, reply)
            found = ledger.get(entry.key)
            assert found is not None
            assert reply in found.replies, "a message that stands is known, whoever has the question now"
            return
        del self.answering[process][entry.key]
        if how == "answered":
            moved = ledger.answered(entry, reply)
            self.answers[entry.key, entry.revision] += moved
        else:
            moved = ledger.failed(entry, "w") if how == "failed" else ledger.dropped(entry, "w")
        if moved:
            assert entry.key not in self.ended
            self.ended.add(entry.key)

    @rule(process=PROCESSES)
    def crash(self, process: int) -> None:
        self.processes[process].close()
        self.processes[process] = Ledger(self.folder)
        self.answering[process].clear()

    @rule(process=PROCESSES, late=st.booleans())
    def take_over(self, process: int, late: bool) -> None:
        now = NOW + timedelta(minutes=11 if late else 0)
        # The other one is alive; only it has not renewed its lease since `now` was.
        self.processes[1 - process].renew(now)
        again, dropped = self.processes[process].interrupted(now)
        assert not (again and late)
        for entry in again:
            assert entry.key not in self.ended
            held = self.answering[1 - process].get(entry.key)
            assert held is None or held.revision < entry.revision, "the other one lives"
        self.ended |= {entry.key for entry in dropped}

    @rule(message=MESSAGES)
    def forget(self, message: int) -> None:
        key = self.received(message, None).key
        self.delivered.pop()
        if self.processes[0].forget(key) is not None:
            self.ended.add(key)

    @invariant()
    def each_is_answered_once_at_most_and_begun_twice_at_most(self) -> None:
        assert all(count == 1 for count in (+self.answers).values())
        assert all(count <= ATTEMPTS for count in self.attempts.values())

    @invariant()
    def none_is_lost(self) -> None:
        with self.file.reading() as db:
            rows = {entry.key: entry for entry in entries(db, "", ())}
        assert {key: entry.revision for key, entry in rows.items()} == self.revisions
        open_ones = {key for key, entry in rows.items() if entry.state in {"received", "answering"}}
        assert open_ones == set(self.revisions) - self.ended


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True)
