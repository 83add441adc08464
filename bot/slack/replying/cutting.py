"""Markdown cut in two where it hurts least, for the next message to go on with."""

from __future__ import annotations

import re

_ENDS = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?…\])”\"])\s+(?=\S)"),
    re.compile(r"\s+"),
)
_ENTITY = re.compile(r"&\w{0,5}$")
_LATEST = 0.5
"""Part of the room that must be used; an earlier paragraph's end is passed over."""


def cut(text: str, room: int) -> tuple[str, str]:
    """The text as far as there is room, and the rest; together they are the text but for white space.

    Args:
        text: Markdown, already escaped.
        room: characters, at least 10 for anything to be cut off.
    """
    if room < 10:
        return "", text
    if len(text) <= room:
        return text, ""
    for end in _ENDS:
        places = [found for found in end.finditer(text, 0, room + 1) if found.start() >= room * _LATEST]
        if places:
            return text[: places[-1].start()], text[places[-1].end() :]
    at = room
    if entity := _ENTITY.search(text, 0, at):
        at = entity.start() or at
    return text[:at], text[at:]
