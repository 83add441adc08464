"""People who ask, ask on, correct themselves, take back, press buttons; and what became known of it."""

from __future__ import annotations

import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from benchmarks.slack_load.plan import FIRST, THEN
from bot.slack.blocks.actions import FEEDBACK, MORE, feedback_value
from bot.slack.record.received import key_of
from tests.slack.standin import Message, Slack
from tests.slack.standin.delivery import Envelope

Kind = Literal["mention", "direct", "command", "follow-up"]
TEAM = "T1"

_DOES = (
    ("mention", 30),
    ("direct", 12),
    ("command", 12),
    ("follow-up", 22),
    ("edit", 6),
    ("delete", 4),
    ("feedback", 8),
    ("more", 3),
    ("twice", 6),
)
LATELY = 300.0
"""Seconds in which people still do something about what they asked."""


@dataclass
class Question:
    """A question, as it stands in Slack.

    Args:
        key: of the app's ledger.
        kind: how it was asked.
        user: who asked.
        channel: where.
        thread: where its answer belongs; None where it is for the asker alone.
        text: what is asked, as last edited.
        at: when it was asked, on `time.monotonic`.
        message: in Slack; None for a command.
        envelope: of a command.
        followed: whether somebody has asked on below it.
    """

    key: str
    kind: Kind
    user: str
    channel: str
    thread: str | None
    text: str
    at: float
    message: Message | None
    envelope: Envelope | None = None
    followed: bool = False
    deleted: bool = False
    edits: int = 0


@dataclass
class People:
    """Do something whenever they are asked to.

    Args:
        slack: where.
        users, channels: how many there are of each.
        seed: of what is drawn.
    """

    slack: Slack
    users: int
    channels: int
    seed: int
    questions: list[Question] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    judged: dict[str, tuple[Envelope, bool]] = field(default_factory=dict)
    """The last press of whether it helped, by the key of the question."""

    def __post_init__(self) -> None:
        self._drawn = random.Random(self.seed)
        self._users = [self.slack.user(f"user{n}") for n in range(self.users)]
        self._channels = [self.slack.channel(f"channel{n}") for n in range(self.channels)]

    def do(self) -> None:
        """One thing, drawn by chance."""
        names, weights = zip(*_DOES, strict=True)
        what = self._drawn.choices(names, weights)[0]
        if getattr(self, f"_{what.replace('-', '_')}")():
            self.done[what] += 1

    def excused(self, question: Question) -> bool:
        """Whether Slack itself has told the asker that a command failed: there may be no answer to it."""
        return question.envelope is not None and any(
            one.id == question.envelope.id for one in self.slack.lost
        )

    def _mention(self) -> bool:
        user, channel = self._drawn.choice(self._users), self._drawn.choice(self._channels)
        text = self._first()
        self._asked("mention", text, self.slack.mention(channel, user, text))
        return True

    def _direct(self) -> bool:
        text = self._first()
        self._asked("direct", text, self.slack.direct(self._drawn.choice(self._users), text))
        return True

    def _command(self) -> bool:
        user, channel = self._drawn.choice(self._users), self._drawn.choice(self._channels)
        text = self._first()
        envelope = self.slack.command(user, channel, "/news", text)
        key = key_of(TEAM, channel, str(envelope.payload["trigger_id"]))
        self.questions.append(
            Question(key, "command", user, channel, None, text, time.monotonic(), None, envelope)
        )
        return True

    def _follow_up(self) -> bool:
        roots = [one for one in self._lately() if one.kind in ("mention", "direct") and self._answered(one)]
        if not roots:
            return False
        root = self._drawn.choice(roots)
        assert root.thread is not None
        named = root.kind == "mention" and self._drawn.random() < 0.5
        ask = self.slack.mention if named else self.slack.say
        text = self._drawn.choice(THEN)
        self._asked("follow-up", text, ask(root.channel, root.user, text, root.thread))
        root.followed = True
        return True

    def _edit(self) -> bool:
        found = [one for one in self._lately() if one.message is not None and not one.followed]
        if not found:
            return False
        question = self._drawn.choice(found)
        assert question.message is not None
        text = self._drawn.choice([one for one in FIRST if one != question.text])
        question.text = text
        question.edits += 1
        self.slack.edit(question.message, text)
        return True

    def _delete(self) -> bool:
        found = [one for one in self._lately() if one.message is not None and not one.followed]
        if not found:
            return False
        question = self._drawn.choice(found)
        assert question.message is not None
        question.deleted = True
        self.slack.delete(question.message)
        return True

    def _feedback(self) -> bool:
        found = self._pressable(FEEDBACK)
        if found is None:
            return False
        question, message = found
        helpful = self._drawn.random() < 0.5
        value = feedback_value("helpful" if helpful else "not_helpful", question.key)
        self.judged[question.key] = (self.slack.press(question.user, message, FEEDBACK, value=value), helpful)
        return True

    def _more(self) -> bool:
        found = self._pressable(MORE)
        if found is None:
            return False
        self.slack.press(found[0].user, found[1], MORE)
        return True

    def _twice(self) -> bool:
        """Slack sends a late event once more, though it was acknowledged."""
        events = [one for one in self.slack.sent[-30:] if one.type == "events_api"]
        if not events:
            return False
        with self.slack.changes:
            self.slack.carry(self._drawn.choice(events).again("timeout"))
        return True

    def _pressable(self, action: str) -> tuple[Question, Message] | None:
        found = [
            (one, message)
            for one in self._lately()
            for message in self._said_to(one)
            if any(button["action_id"] == action and one.key in str(button) for button in message.buttons())
        ]
        return self._drawn.choice(found) if found else None

    def _said_to(self, question: Question) -> list[Message]:
        if question.thread is None:
            return self.slack.private(question.user)
        return self.slack.answers(question.channel, question.thread)

    def _answered(self, question: Question) -> bool:
        said = self._said_to(question)
        return bool(said) and not any(one.streaming for one in said)

    def _lately(self) -> list[Question]:
        since = time.monotonic() - LATELY
        return [one for one in self.questions[-100:] if one.at > since and not one.deleted]

    def _first(self) -> str:
        return self._drawn.choice(FIRST)

    def _asked(self, kind: Kind, text: str, message: Message) -> None:
        key = key_of(TEAM, message.channel, message.ts)
        self.questions.append(
            Question(
                key, kind, message.user, message.channel, message.thread, text, time.monotonic(), message
            )
        )
