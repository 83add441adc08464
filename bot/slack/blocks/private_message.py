"""An answer that only who asked sees, and that can be shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.blocks.answer_message import answer_messages
from bot.slack.blocks.closing import share, small_print
from bot.slack.blocks.fitting import cut
from bot.slack.blocks.message import Message
from bot.slack.blocks.mrkdwn import escaped, plain_line

if TYPE_CHECKING:
    from bot.slack.blocks.decline_message import Searched
    from retrieval.answer import Answer

QUESTION = 300


def private_message(
    answer: Answer,
    key: str,
    *,
    understood: str | None = None,
    expanded: bool = False,
    searched: Searched | None = None,
) -> list[Message]:
    """The question and its answer, with "Share here" at the end.

    Args:
        answer: of any kind.
        key: of the question; at most 255 characters.
        understood: what a follow-up was taken to ask, if anything was read into it.
        expanded: whether all quotations are shown; only then it may be more than one message.
        searched: what the library holds, for an answer that declines.
    """
    *before, last = answer_messages(answer, key, understood=understood, expanded=expanded, searched=searched)
    told = [*before, Message(last.text, (*last.blocks, share(key)))]
    # The command is not seen in the channel, so the answer says what it answers.
    asked = tuple(small_print([f"You asked: “{cut(plain_line(answer.question), QUESTION, escaped)}”"]))
    return [Message(told[0].text, (*asked, *told[0].blocks)), *told[1:]]


def shared_messages(answer: Answer, key: str, user: str) -> list[Message]:
    """The same for everybody, once whoever asked has shared it.

    Args:
        answer: of any kind.
        key: of the question; at most 255 characters.
        user: id of whoever shares it; named, and so called.
    """
    first, *rest = answer_messages(answer, key)
    line, *_ = small_print([f"Question: “{cut(plain_line(answer.question), QUESTION, escaped)}”"])
    by = {"type": "mrkdwn", "text": f"shared by <@{user}>" if user.isalnum() else "shared", "verbatim": True}
    return [Message(first.text, ({**line, "elements": [*line["elements"], by]}, *first.blocks)), *rest]
