"""Whether each question has its one answer, where it belongs, with citations that are right."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.reliability.slack_hour.people import People, Question
from benchmarks.slack_load.outcome import answers
from bot import Newsdesk
from bot.slack.record.ledger_file import ledger_file
from bot.slack.record.ledger_lookup import LedgerLookup
from bot.slack.record.received import Entry
from config.errors import NewsdeskError
from retrieval.answer import Answer, Citation, Side
from tests.slack.standin import Message, Slack

OPEN = frozenset({"received", "answering"})
JOINER = "\u2060"
BEGINNING = 30
"""Characters of a quotation that are looked for in what is shown; longer ones are cut there."""


@dataclass
class Judged:
    """What came of the questions.

    Args:
        faults: a line for everything that is not as it should be.
        counts: how many ended in which way.
        citations: how many were looked up.
    """

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    citations: int = 0


def unfinished(slack: Slack, people: People, library: Path) -> int:
    """How many questions are still to be answered, or refused, or forgotten."""
    lookup, found = LedgerLookup(ledger_file(library)), answers(slack)
    left = 0
    for question in people.questions:
        if question.deleted or people.excused(question):
            continue
        entry = lookup.get(question.key)
        if entry is None or entry.state in OPEN or (entry.state == "answered" and question.key not in found):
            left += 1
    return left


def judged(slack: Slack, people: People, library: Path) -> Judged:
    """Look at everything; the app has ended."""
    result, lookup, found = Judged(), LedgerLookup(ledger_file(library)), answers(slack)
    entries = {one.key: lookup.get(one.key) for one in people.questions}
    own = {(said.channel, said.ts): key for key, entry in entries.items() if entry for said in entry.replies}
    apologies: defaultdict[str, list[Message]] = defaultdict(list)
    keyed = {id(message) for messages in found.values() for message in messages}
    for message in slack.messages.values():
        if message.app_id != slack.app.id or message.deleted or message.ephemeral_to or id(message) in keyed:
            continue
        key = own.get((message.channel, message.ts))
        if key is None or message.streaming:
            how = "streaming" if message.streaming else "left"
            result.faults.append(
                f"{how} in {message.channel}, thread {message.thread}, of {key}: "
                f"{message.visible_text()[:80]!r}"
            )
        else:
            apologies[key].append(message)
    with Newsdesk(library=library) as desk:
        for question in people.questions:
            entry, given = entries[question.key], found.pop(question.key, [])
            given = [one for one in given if not one.ephemeral_to or question.kind == "command"]
            told = _told(question, entry, given, apologies[question.key], result)
            if people.excused(question) and not given:
                result.counts["excused: Slack said that the command failed"] += 1
                continue
            result.faults += [f"{_named(question)}: {fault}" for fault in told]
            if entry is not None and entry.state == "answered" and len(given) == 1 and not question.deleted:
                result.faults += [
                    f"{_named(question)}: {one}" for one in _answer(desk, entry, question, given[0], result)
                ]
        result.faults += _feedback(slack, people, desk, {key for key, entry in entries.items() if entry})
    result.faults += [f"an answer to nothing that was asked: {key}" for key in found]
    return result


def _told(
    question: Question, entry: Entry | None, given: list[Message], apologies: list[Message], result: Judged
) -> Iterator[str]:
    """What is wrong with what was said to a question."""
    if question.deleted:
        result.counts["deleted by the asker"] += 1
        if given or (entry is not None and entry.state != "forgotten"):
            yield f"deleted, and {len(given)} answers stand; the ledger says {entry and entry.state}"
        return
    if entry is None:
        yield "the app does not know of it"
        return
    if entry.state == "answered":
        result.counts["answered"] += 1
        if len(given) != 1 or apologies:
            yield f"{len(given)} answers and {len(apologies)} other messages"
        elif not _in_place(question, given[0]):
            yield f"answered in {given[0].channel}, thread {given[0].thread}"
    else:
        result.counts[f"not answered: {entry.state}, {entry.why}"] += 1
        if question.thread is not None and len(given) + len(apologies) != 1:
            said = f"{len(given)} answers and {len(apologies)} other messages"
            yield f"{entry.state} ({entry.why}), with {said}"


def _answer(
    desk: Newsdesk, entry: Entry, question: Question, shown: Message, result: Judged
) -> Iterator[str]:
    """What is wrong with the answer that is kept, and with what is shown of it."""
    assert entry.conversation is not None, entry
    turn = next((one for one in desk.turns(entry.conversation) if one.n == entry.turn), None)
    if turn is None or turn.answer is None:
        yield f"its turn {entry.turn} is not kept"
        return
    if turn.question != question.text:
        yield f"it was asked {turn.question!r}, and last {question.text!r}"
    words = " ".join(shown.visible_text().replace(JOINER, "").split())
    for citation in _cited(turn.answer):
        result.citations += 1
        try:
            article = desk.article(citation.article_id, citation.version)
        except NewsdeskError as error:
            yield f"citation of {citation.article_id}: {error.message}"
            continue
        if article.text[citation.start : citation.end] != citation.quote:
            yield f"not in {citation.article_id}: {citation.quote!r}"
    yield from _shown(turn.answer, words, shown)


def _cited(answer: Answer) -> list[Citation | Side]:
    """What it quotes, and what others say otherwise."""
    return [*answer.citations, *(side for conflict in answer.conflicts for side in conflict.sides)]


def _shown(answer: Answer, words: str, shown: Message) -> Iterator[str]:
    if answer.kind == "abstained":
        if "do not answer that" not in words:
            yield f"it was declined, and shown is {words[:80]!r}"
        return
    quotes = [" ".join(one.quote.split())[:BEGINNING] for one in answer.citations]
    if answer.kind == "quoted" and not any(quote in words for quote in quotes):
        yield f"none of its quotations is shown: {words[:200]!r}"
    urls = {one.url for one in _cited(answer)} | {source.url for source in answer.sources}
    if strange := {link.url for link in shown.links} - urls:
        yield f"links to what is not cited: {sorted(strange)[:3]}"


def _feedback(slack: Slack, people: People, desk: Newsdesk, known: set[str]) -> Iterator[str]:
    """Verdicts that were acknowledged and are not kept, as last given."""
    kept = {one.about: one.verdict for one in desk.feedback()}
    acked = {ack.envelope.id for ack in slack.acks if not ack.late}
    deleted = {one.key for one in people.questions if one.deleted}
    for key, (envelope, helpful) in people.judged.items():
        if envelope.id not in acked or key in deleted or key not in known:
            continue
        if kept.get(key) != ("good" if helpful else "bad"):
            yield f"feedback on {key} is kept as {kept.get(key)}, and helpful was {helpful}"


def _in_place(question: Question, message: Message) -> bool:
    if question.thread is None:
        return message.ephemeral_to == question.user and message.channel == question.channel
    return not message.ephemeral_to and (message.channel, message.thread) == (
        question.channel,
        question.thread,
    )


def _named(question: Question) -> str:
    edits = f", edited {question.edits} times" if question.edits else ""
    return f"{question.kind} {question.key} in {question.channel}, thread {question.thread}{edits}"
