"""Whether a message that does not mention the app is meant for it."""

from __future__ import annotations

import re

SAID = frozenset({None, "thread_broadcast", "file_share", "me_message"})
"""Subtypes of messages in which somebody says something; all others tell what Slack has done."""
OF_A_BOT = "bot_message"
"""The subtype of what some bots say."""

_TO_OTHERS = re.compile(r"\s*<(?:@[UW]|!)")
_ASKS = re.compile(
    r"(?:who|whose|whom|what|when|where|which|why|how|did|does|do|is|are|was|were|has|have|had|can|could|will"
    r"|would|should)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_TALK = frozenset(
    _WORD.findall(
        "thanks thank you thx ty cheers ok okay k great nice good cool perfect awesome super wow lol haha hm"
        " hmm yes no yep nope yeah sure right true interesting noted got it will do much very so a lot for"
        " that this the answer love done sorry same agreed hi hello hey bye morning evening all everyone"
    )
)


def goes_on(text: str) -> bool:
    """Whether a message in a thread that was joined goes on asking.

    Thanks, and what is said to others, do not.

    Args:
        text: as Slack gives it.
    """
    words = [word.lower() for word in _WORD.findall(re.sub(r":[\w+-]+:|<[^<>]*>", " ", text))]
    if _TO_OTHERS.match(text) or not words:
        return False
    return "?" in text or not all(word in _SMALL_TALK for word in words)


def asks(text: str) -> bool:
    """Whether a message in a channel where every question is answered is one.

    Args:
        text: as Slack gives it.
    """
    return not _TO_OTHERS.match(text) and (
        text.rstrip().endswith("?") or _ASKS.match(text.lstrip()) is not None
    )
