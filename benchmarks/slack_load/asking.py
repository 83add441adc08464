"""The people: they ask as planned, ask on in threads once they were answered, and lines break meanwhile."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.slack_load.app_process import AppProcess
from benchmarks.slack_load.plan import Load, Planned
from bot.slack.record.received import key_of
from tests.slack.standin import Message, Slack
from tests.slack.standin.delivery import Envelope

TICK = 0.05
"""Seconds between two looks at the clock."""
LOOK = 2.0
"""Seconds between two looks at the app."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was asked.

    Args:
        planned: as it was to be.
        key: of the app's ledger, which its answer bears.
        channel: where it was asked.
        thread: where its answer belongs; None where it is for the asker alone.
        user: who asked.
        at: when, by the stand-in's clock.
    """

    planned: Planned
    key: str
    channel: str
    thread: str | None
    user: str
    at: float


@dataclass
class Asked:
    """What happened while people asked.

    Args:
        questions: in the order in which they were asked.
        twice: the deliveries that came once more.
        typed_again: commands that Slack said had failed.
        cuts: when the connection broke, and seconds until there was a new one.
        kills: when the app was killed, and seconds until it was connected again.
    """

    questions: list[Question] = field(default_factory=list)
    twice: int = 0
    typed_again: list[Question] = field(default_factory=list)
    cuts: list[tuple[float, float]] = field(default_factory=list)
    kills: list[tuple[float, float]] = field(default_factory=list)


class People:
    """Ask; to be used once.

    Args:
        slack: where they ask.
        app: is killed and watched meanwhile.
        load: what they ask.
    """

    def __init__(self, slack: Slack, app: AppProcess, load: Load) -> None:
        self.asked = Asked()
        self._slack = slack
        self._app = app
        self._load = load
        self._drawn = random.Random(load.seed + 1)
        self._users = [slack.user(f"user{n}") for n in range(load.users)]
        self._channels = [slack.channel(f"channel{n}") for n in range(load.channels)]
        self._roots: list[Question] = []
        self._followed: set[str] = set()
        self._again: list[tuple[float, Envelope]] = []
        self._seen = 0
        self._lost = 0
        self._commands: dict[str, Question] = {}
        self._faulty: list[threading.Thread] = []

    def ask(self) -> Asked:
        """Everything as planned, at its time; returns when the last is asked and no fault lasts."""
        planned, faults = self._load.planned(), sorted(self._faults(), key=lambda fault: fault[0])
        due: list[Planned] = []
        began = looked = time.monotonic()
        while planned or due or self._again or faults or any(one.is_alive() for one in self._faulty):
            now = time.monotonic() - began
            while planned and planned[0].at <= now:
                due.append(planned.pop(0))
            due = [one for one in due if not self._put(one, over=not planned)]
            due += self._failed_commands()
            self._deliver_twice(now, over=not planned)
            if faults and faults[0][0] <= now:
                self._faulty.append(threading.Thread(target=faults.pop(0)[1]))
                self._faulty[-1].start()
            if time.monotonic() - looked > LOOK:
                self._app.look()
                looked = time.monotonic()
            time.sleep(TICK)
        return self.asked

    def _failed_commands(self) -> list[Planned]:
        """The commands that Slack has said failed: people type them again once the app is there."""
        if not self._slack.connections:
            return []
        lost = self._slack.lost[self._lost :]
        self._lost += len(lost)
        again = [self._commands[one.id] for one in lost if one.id in self._commands]
        self.asked.typed_again += again
        return [one.planned for one in again]

    def _faults(self) -> Iterator[tuple[float, Callable[[], None]]]:
        for at in self._load.cut_at():
            yield at, self._cut
        for at in self._load.killed_at():
            yield at, self._kill

    def _put(self, one: Planned, *, over: bool) -> bool:
        """Ask a question; False where a follow-up has no answer yet to follow."""
        user = self._users[one.user]
        if one.kind == "follow-up":
            root = self._answered_root()
            if root is None and not over:
                return False
            if root is not None:
                self._follow(one, root)
                return True
        if one.kind == "command":
            envelope = self._slack.command(user, self._channels[one.channel], "/news", one.text)
            self._note(one, str(envelope.payload["trigger_id"]), self._channels[one.channel], user, envelope)
        elif one.kind == "direct":
            self._noted(one, self._slack.direct(user, one.text))
        else:
            self._noted(one, self._slack.mention(self._channels[one.channel], user, one.text))
        return True

    def _follow(self, one: Planned, root: Question) -> None:
        assert root.thread is not None
        ask = self._slack.mention if one.named else self._slack.say
        self._noted(one, ask(root.channel, root.user, one.text, root.thread))
        self._followed.add(root.key)

    def _answered_root(self) -> Question | None:
        """A thread that was answered lately and nobody has asked on in."""
        for root in reversed(self._roots[-100:]):
            assert root.thread is not None
            told = self._slack.answers(root.channel, root.thread)
            if root.key not in self._followed and told and not any(m.streaming for m in told):
                return root
        return None

    def _noted(self, one: Planned, message: Message) -> None:
        self._note(one, message.ts, message.channel, message.user, None, message.thread)
        if one.kind == "mention":
            self._roots.append(self.asked.questions[-1])

    def _note(  # noqa: PLR0913, PLR0917  # all that is known of it
        self,
        one: Planned,
        ts: str,
        channel: str,
        user: str,
        envelope: Envelope | None,
        thread: str | None = None,
    ) -> None:
        key = key_of("T1", channel, ts)
        at = self._slack.clock.now()
        question = Question(one, key, channel, thread, user, at)
        self.asked.questions.append(question)
        if envelope is not None:
            self._commands[envelope.id] = question

    def _deliver_twice(self, now: float, *, over: bool) -> None:
        """Have Slack send some events once more, at once or up to a few seconds later."""
        sent = self._slack.sent
        fresh, self._seen = sent[self._seen :], len(sent)
        for envelope in fresh:
            if _asks(envelope) and self._drawn.random() < self._load.twice:
                self._again.append((now + self._drawn.choice((0.0, 1.0, 5.0, 15.0)), envelope))
        due = [pair for pair in self._again if over or pair[0] <= now]
        for pair in due:
            self._again.remove(pair)
            with self._slack.changes:
                self._slack.carry(pair[1].again("timeout"))
            self.asked.twice += 1

    def _cut(self) -> None:
        """Break the connection, every second time so that neither side is told."""
        opened, at = self._slack.connections_opened, self._slack.clock.now()
        self._slack.cut(silently=bool(len(self.asked.cuts) % 2))
        began = time.monotonic()
        self._slack.wait_for(lambda: self._slack.connections_opened > opened, 30.0)
        self.asked.cuts.append((at, time.monotonic() - began))

    def _kill(self) -> None:
        self._app.look()
        at, began = self._slack.clock.now(), time.monotonic()
        self._app.kill()
        self._app.start()
        self.asked.kills.append((at, time.monotonic() - began))


def _asks(envelope: Envelope) -> bool:
    """Whether it is the first delivery of something said by somebody."""
    if envelope.type != "events_api" or envelope.attempt:
        return False
    event = envelope.payload["event"]
    return event["type"] == "app_mention" or "client_msg_id" in event
