"""Whether each question was answered exactly once, and what stands where nothing should."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.slack_load.asking import Asked, Question
from bot import Newsdesk
from bot.slack.blocks.actions import FEEDBACK, read_feedback
from bot.slack.record.ledger_file import ledger_file
from bot.slack.record.ledger_lookup import LedgerLookup
from tests.slack.standin import Message, Slack

DECLINED = "do not answer that"


@dataclass
class Outcome:
    """What came of the questions.

    Args:
        once: each question with its one answer.
        faults: one line for everything that is not as it should be.
    """

    once: list[tuple[Question, Message]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def declined(self) -> int:
        """How many answers say that the articles do not answer the question."""
        return sum(DECLINED in message.visible_text() for _, message in self.once)


def answers(slack: Slack) -> dict[str, list[Message]]:
    """The complete answers that can be seen, by the key of the question that each bears."""
    found: defaultdict[str, list[Message]] = defaultdict(list)
    for message in list(slack.messages.values()):
        if message.app_id == slack.app.id and not message.deleted and not message.streaming:
            key = _key(message)
            if key is not None:
                found[key].append(message)
    return found


def unanswered(slack: Slack, asked: Asked) -> int:
    """How many questions have no complete answer yet."""
    found, excused = answers(slack), {one.key for one in asked.typed_again}
    return sum(one.key not in found and one.key not in excused for one in asked.questions)


def outcome(slack: Slack, asked: Asked) -> Outcome:
    """Look at everything that the app has said."""
    result, found = Outcome(), answers(slack)
    excused = {one.key for one in asked.typed_again}
    for question in asked.questions:
        given = found.pop(question.key, [])
        if len(given) == 1 and _in_place(question, given[0]):
            result.once.append((question, given[0]))
        elif given or question.key not in excused:
            where = "" if len(given) != 1 else " in the wrong place"
            result.faults.append(f"{_named(question)}: {len(given)} answers{where}")
    result.faults += [f"an answer to nothing that was asked: {key}" for key in found]
    result.faults += [
        f"left in {message.channel}, thread {message.thread}"
        f"{' and still streaming' if message.streaming else ''}: {message.visible_text()[:80]!r}"
        for message in slack.messages.values()
        if message.app_id == slack.app.id and not message.deleted and not message.ephemeral_to
        if message.streaming or _key(message) is None
    ]
    return result


def kept(library: Path, asked: Asked) -> list[str]:
    """What the library keeps otherwise than once: turns of conversations without a question, or twice.

    Args:
        library: its folder, once the app has ended.
        asked: the questions.
    """
    lookup = LedgerLookup(ledger_file(library))
    entries = [entry for one in asked.questions if (entry := lookup.get(one.key)) is not None]
    faults = [
        f"the ledger has {entry.key} as {entry.state}" for entry in entries if entry.state != "answered"
    ]
    places = {(entry.conversation, entry.turn) for entry in entries}
    if len(places) != len(entries):
        faults.append(f"{len(entries)} questions share {len(places)} turns")
    with Newsdesk(library=library) as desk:
        for conversation in desk.conversations():
            faults += [
                f"a turn that belongs to no question: {turn.question!r}"
                for turn in desk.turns(conversation.id)
                if (conversation.id, turn.n) not in places
            ]
    return faults


def _in_place(question: Question, message: Message) -> bool:
    if question.thread is None:
        return message.ephemeral_to == question.user and message.channel == question.channel
    return not message.ephemeral_to and (message.channel, message.thread) == (
        question.channel,
        question.thread,
    )


def _key(message: Message) -> str | None:
    """The key of the question that a message answers; None where it answers none."""
    for button in message.buttons():
        if button["action_id"] == FEEDBACK:
            told = read_feedback(button["positive_button"]["value"])
            return None if told is None else told[1]
    return None


def _named(question: Question) -> str:
    return f"{question.planned.kind} {question.key} at {question.at:.1f} in {question.channel}"
