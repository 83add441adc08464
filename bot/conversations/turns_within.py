"""Which turns of a conversation may be told, or taken up, under a limit that did not hold when they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.conversations.conversation_record import Turn
    from retrieval.answer import Answer


def turns_within(turns: Iterable[Turn], tells: Callable[[Answer], bool]) -> list[Turn]:
    """The turns that tell of nothing outside the limit.

    A question into which anything was read has words of those before it: it stays only where they do.

    Args:
        turns: all of a conversation, in order.
        tells: whether an answer lies within the limit.
    """
    seen: list[Turn] = []
    whole = True
    for turn in turns:
        if turn.answer is not None and (whole or not turn.why) and tells(turn.answer):
            seen.append(turn)
        else:
            whole = False
    return seen
