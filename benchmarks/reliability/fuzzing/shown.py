"""What must hold of an answer wherever it is shown."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

from rich.console import Console

from benchmarks.reliability.fuzzing.taken import promise
from bot.conversations.conversation_markdown import markdown
from bot.conversations.conversation_record import Kept, Turn
from bot.showing.inert import inert_json
from bot.showing.rendering import answer_text, answer_view
from bot.slack.blocks.answer_message import answer_messages, closing_blocks
from bot.slack.blocks.private_message import private_message
from bot.slack.blocks.telling import Telling
from retrieval.answer import Answer
from retrieval.answer_stream import Piece, quoted_events
from tests.slack.reading import assert_accepted, mrkdwn_links, read_markdown
from tests.slack.standin.block_limits import check_message_blocks

# Colours and links are Rich's own; any other escape sequence came from outside.
_OWN = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^\x1b]*\x1b\\")
_ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MARKER = re.compile(r"\[(\d+)\]")


def check_shown(answer: Answer) -> None:
    """An answer shown on a terminal, in a pipe, as JSON and Markdown, and in Slack."""
    promise(Answer.model_validate_json(answer.model_dump_json()) == answer, "not itself after JSON")
    json.loads(inert_json(answer.model_dump_json()))
    if answer.kind == "written":
        marked = {int(n) for n in _MARKER.findall(answer.text)}
        promise(marked == {c.ordinal for c in answer.citations}, "markers and citations differ")
    _check_terminal(answer)
    answer_text(answer).encode()
    _check_markdown(answer)
    _check_slack(answer)


def _check_terminal(answer: Answer) -> None:
    out = io.StringIO()
    Console(file=out, force_terminal=True, width=80).print(answer_view(answer))
    promise(_ACTS.search(_OWN.sub("", out.getvalue())) is None, "a control character on the terminal")


def _check_markdown(answer: Answer) -> None:
    now = datetime(2024, 5, 4, tzinfo=UTC)
    turn = Turn(n=1, asked_at=now, question=answer.question, understood=answer.question, answer=answer)
    kept = Kept(id="a" * 8, title=answer.question, begun=now, latest=now, turns=1)
    markdown(kept, [turn]).encode()


def _check_slack(answer: Answer) -> None:
    told = [
        *answer_messages(answer, "key", understood=answer.question),
        *answer_messages(answer, "key", expanded=True),
        *private_message(answer, "key", understood=answer.question),
    ]
    for message in told:
        assert_accepted(message.blocks)
        check_message_blocks(list(message.blocks))
        promise(mrkdwn_links(message.text) == set(), "a link in a notification")
    telling = Telling()
    telling.understood(answer.question)
    pieces = [event for event in quoted_events(answer) if isinstance(event, Piece)]
    streamed = "".join(telling.markdown(piece) for piece in pieces)
    read_markdown(streamed)
    if answer.kind != "abstained":
        check_message_blocks(list(closing_blocks(answer, "key", told=telling.told)))
