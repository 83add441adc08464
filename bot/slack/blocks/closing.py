"""What comes last in a message: small print, and what can be pressed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.showing.wording import closing, count
from bot.slack.blocks.actions import FEEDBACK, HELPFUL, MORE, NOT_HELPFUL, SHARE, feedback_value
from bot.slack.blocks.fitting import BUTTON, CONTEXT_ELEMENTS, cut, divided, grouped, label
from bot.slack.blocks.mrkdwn import escaped, plain_line

if TYPE_CHECKING:
    from bot.slack.blocks.message import Block
    from retrieval.answer import Answer

SMALL = 1000
"""Of one piece of small print."""
NOT_MEANT = "Not what you meant? Edit your question, or ask it in full."


def small_print(lines: Iterable[str]) -> Iterator[Block]:
    """Lines in small letters.

    Args:
        lines: as they are, not escaped.
    """
    told = (piece for line in lines for piece in divided(plain_line(line), SMALL, escaped))
    elements = [
        {"type": "mrkdwn", "text": escaped(piece), "verbatim": True} for piece in told if piece.strip()
    ]
    for run in grouped(elements):
        for at in range(0, len(run), CONTEXT_ELEMENTS):
            yield {"type": "context", "elements": run[at : at + CONTEXT_ELEMENTS]}


def footing(answer: Answer) -> Iterator[Block]:
    """How the question was read, what the reader should know, and how far to believe the answer."""
    yield from small_print(closing(answer))


def understood_as(question: str | None) -> Iterator[Block]:
    """What a follow-up was taken to ask, and how to correct it.

    Args:
        question: standing alone; None where nothing was read into it.
    """
    if question and plain_line(question):
        yield from small_print([understood_in_words(question)])


def understood_in_words(question: str) -> str:
    """The same on one line, as it is, not escaped."""
    return f"Understood as: “{cut(plain_line(question), 300)}” {NOT_MEANT}"


def feedback(key: str) -> Block:
    """Helpful or not.

    Args:
        key: of the question.
    """
    return {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": FEEDBACK,
                "positive_button": _thought("Helpful", feedback_value(HELPFUL, key)),
                "negative_button": _thought("Not helpful", feedback_value(NOT_HELPFUL, key)),
            }
        ],
    }


def more(key: str, left: int) -> Block:
    """The button that shows the rest.

    Args:
        key: of the question.
        left: how many quotations are not shown; 0 where it is other things.
    """
    told = f"More: {count(left, 'quotation')}" if left else "More"
    return {"type": "actions", "elements": [button(told, MORE, key)]}


def share(key: str) -> Block:
    """The button that shows a private answer to everybody.

    Args:
        key: of the question.
    """
    return {"type": "actions", "elements": [button("Share here", SHARE, key)]}


def button(text: str, action: str, value: str) -> Block:
    """A button.

    Args:
        text: cut where it is too long.
        action: what pressing it is called.
        value: goes with it.
    """
    return {"type": "button", "action_id": action, "text": label(text, BUTTON), "value": value}


def _thought(text: str, value: str) -> Block:
    return {"text": label(text, BUTTON), "value": value, "accessibility_label": text}
