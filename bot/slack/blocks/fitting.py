"""What Slack takes at most, kept by construction."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from bot.slack.blocks.message import Block, Message
from bot.slack.blocks.mrkdwn import plain_line
from retrieval.sentences import sentences

BLOCK = 2800
"""Of the text in one block; below what Slack takes, so that nothing beside it tips the scale."""
BLOCKS = 45
"""Of a message; Slack takes 50, and a few may be put around these."""
ALL_BLOCKS = 12_000
"""Of the JSON of all blocks of a message; about 13,000 are refused."""
SHORT_MESSAGE = 9000
"""Of that for a message that must be one, with room for its buttons."""
CONTEXT_ELEMENTS = 10
HEADER = 150
BUTTON = 75
VALUE = 2000
TEXT = 3900
"""Of what a notification tells, so that the message can still be updated (4,000)."""
STREAM = 9000
"""Of one streamed message."""

_WORD_END = re.compile(r"\s(?=\S)")


def size(text: str) -> int:
    """Length as Slack counts it, in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def divided(text: str, limit: int, encoded: Callable[[str], str] = str) -> list[str]:
    """The text in pieces, cut at sentence ends where there are any, else at word ends.

    Joined they are the text. What is cut has not been escaped yet, so no
    escape sequence or link is ever cut.

    Args:
        text: of any length.
        limit: of each piece once it is escaped, in UTF-16 units; at least 100.
        encoded: escapes a piece.
    """

    def fits(piece: str) -> bool:
        return len(piece) <= limit and size(encoded(piece)) <= limit

    if fits(text):
        return [text] if text else []
    parts = list(_parts(text, fits, limit))
    pieces, at = [], 0
    while at < len(parts):
        until = _most(parts, at, fits)
        pieces.append("".join(parts[at:until]))
        at = until
    return [piece for piece in pieces if piece]


def cut(text: str, limit: int, encoded: Callable[[str], str] = str) -> str:
    """The text as far as it fits, cut at the end of a word, with "…" where something is left out.

    Args:
        text: of any length.
        limit: once it is escaped, in UTF-16 units.
        encoded: escapes it.

    Returns:
        What fits, not escaped.
    """
    if len(text) <= limit * 2 and size(encoded(text)) <= limit:
        return text
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(encoded(text[:middle] + "…")) <= limit else (low, middle - 1)
    kept = text[: _whole(text, low)]
    spaced = kept.rstrip().rfind(" ")
    return (kept[:spaced] if spaced > len(kept) * 2 // 3 else kept).rstrip() + "…"


def label(text: str, limit: int) -> Block:
    """A plain text on one line.

    Args:
        text: of any length.
        limit: in UTF-16 units.
    """
    return {"type": "plain_text", "text": cut(plain_line(text), limit) or "…", "emoji": False}


def messages(blocks: Sequence[Block], text: str) -> list[Message]:
    """The blocks over as few messages as take them.

    Args:
        blocks: each within its own limits.
        text: what a notification tells, in mrkdwn, within its limit.
    """
    groups: list[list[Block]] = []
    room = 0
    for block in blocks:
        needed = weight(block)
        if not groups or needed > room or len(groups[-1]) == BLOCKS:
            groups.append([])
            room = ALL_BLOCKS
        groups[-1].append(block)
        room -= needed
    return [Message(text, tuple(group)) for group in groups]


def within(blocks: Iterable[Block], limit: int = SHORT_MESSAGE) -> list[Block]:
    """The first blocks that one message takes beside its buttons."""
    kept: list[Block] = []
    for block in blocks:
        limit -= weight(block)
        if limit < 0 or len(kept) == BLOCKS:
            break
        kept.append(block)
    return kept


def weight(block: Block) -> int:
    """How much of what a message may hold a block takes."""
    return size(json.dumps(block, ensure_ascii=False)) + 1


def grouped(elements: Iterable[Block], limit: int = BLOCK) -> Iterator[list[Block]]:
    """Elements in runs, none of more than so much unless it is one alone.

    Args:
        elements: of one kind of block.
        limit: of the JSON of a run, in UTF-16 units.
    """
    run: list[Block] = []
    room = limit
    for element in elements:
        needed = weight(element)
        if run and needed > room:
            yield run
            run, room = [], limit
        run.append(element)
        room -= needed
    if run:
        yield run


def _most(parts: Sequence[str], at: int, fits: Callable[[str], bool]) -> int:
    """The end of the longest run of parts from there that fits into one piece; it holds at least one."""
    until, step = at + 1, 1

    def more() -> bool:
        return until + step <= len(parts) and fits("".join(parts[at : until + step]))

    while more():
        until, step = until + step, 2 * step
    while step := step // 2:
        until += step if more() else 0
    return until


def _parts(text: str, fits: Callable[[str], bool], limit: int) -> Iterator[str]:
    """Sentences with the white space after them; words of those that do not fit, and stretches of words."""
    starts = [0, *(span.start for span in sentences(text) if span.start), len(text)]
    for sentence in _between(text, starts):
        if fits(sentence):
            yield sentence
            continue
        ends = [0, *(found.end() for found in _WORD_END.finditer(sentence)), len(sentence)]
        for word in _between(sentence, ends):
            yield from _stretches(word, fits, limit)


def _between(text: str, bounds: Sequence[int]) -> Iterator[str]:
    for start, end in pairwise(bounds):
        if start < end:
            yield text[start:end]


def _stretches(word: str, fits: Callable[[str], bool], limit: int) -> Iterator[str]:
    start = 0
    while start < len(word):
        low, high = 1, min(len(word) - start, limit)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if fits(word[start : start + middle]) else (low, middle - 1)
        at = _whole(word, start + low, start)
        yield word[start:at]
        start = at


def _whole(text: str, at: int, start: int = 0) -> int:
    """A place to cut at or a little before this one, that parts no letter from its marks and no emoji."""
    for place in range(at, max(at - 16, start), -1):
        if place >= len(text) or not (_joins(text[place]) or text[place - 1] == "\u200d"):
            return place
    return at


def _joins(character: str) -> bool:
    return unicodedata.combining(character) > 0 or character == "\u200d" or "\ufe00" <= character <= "\ufe0f"
