"""What somebody asks, read from a Slack message."""

from __future__ import annotations

import html
import re

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_REFERENCE = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def mentions(text: str, user: str | None) -> bool:
    """Whether a message mentions a user."""
    return user is not None and any(found[1] == user for found in _MENTION.finditer(text))


def question_in(text: str, bot_user: str | None) -> str:
    """The question alone: without the mention of the bot, links and names as they are read.

    Args:
        text: of a message, as Slack gives it.
        bot_user: the bot's user id; its mention is left out wherever it stands.
    """
    without = _MENTION.sub(lambda found: " " if found[1] == bot_user else found[0], text)
    read = html.unescape(_REFERENCE.sub(_as_read, without))
    return "\n".join(" ".join(line.split()) for line in read.splitlines()).strip()


def _as_read(found: re.Match[str]) -> str:
    sign, to, label = found.groups()
    if sign == "!":
        return ""
    if sign:
        return label or ""
    return label or to.removeprefix("mailto:")
