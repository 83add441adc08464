"""Slack's rich text: what stands in it is shown as it is, whatever marks it has."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks.message import Block
from bot.slack.blocks.mrkdwn import address, plain, plain_line


def words(text: str, *, bold: bool = False) -> Block:
    """Text that only says what it says.

    Args:
        text: not empty.
        bold: whether it is set so.
    """
    return _styled({"type": "text", "text": plain(text)}, bold=bold)


def linked(url: str | None, label: str, *, bold: bool = False) -> Block:
    """A link; its label alone where the address is not fit to be opened."""
    to, shown = address(url), plain_line(label)
    if to is None or not shown:
        return _styled({"type": "text", "text": shown or "untitled"}, bold=bold)
    return _styled({"type": "link", "url": to, "text": shown}, bold=bold)


def section(*parts: Block) -> Block:
    """A paragraph."""
    return {"type": "rich_text_section", "elements": list(parts)}


def quotation(*parts: Block) -> Block:
    """A paragraph set off by a bar."""
    return {"type": "rich_text_quote", "elements": list(parts)}


def bullets(items: Sequence[Block]) -> Block:
    """A list.

    Args:
        items: sections.
    """
    return {"type": "rich_text_list", "style": "bullet", "elements": list(items)}


def rich_text(elements: Sequence[Block]) -> Block:
    """A block of paragraphs, quotations and lists."""
    return {"type": "rich_text", "elements": list(elements)}


def _styled(part: Block, *, bold: bool) -> Block:
    return {**part, "style": {"bold": True}} if bold else part
