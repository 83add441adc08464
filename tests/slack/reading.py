"""Messages read as Slack reads them, by rules written down apart from the code that makes them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from slack_sdk.models.blocks import Block

JOINER = "\u2060"
PING = re.compile(r"<[!@#]|@(?:channel|here|everyone)\b|@[A-Z0-9]{3}")
EMOJI = re.compile(r":[a-z0-9_+'-]+:")
BARE_LINK = re.compile(r"https?://|\bwww\.\w|\w@\w", re.IGNORECASE)
STYLED = re.compile(r"(?<!\w)([*_~])(?=\S)[^\n]*?(?<=\S)\1(?!\w)|`|^(?:>|&gt;)", re.MULTILINE)
TOKEN = re.compile(r"<([^<>|\n]*)(?:\|([^<>|\n]*))?>")
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a block."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from parts(inner)


def links(blocks: Sequence[dict[str, Any]]) -> set[str]:
    """Where the blocks lead; fails where one would ping, format or show a picture."""
    found: set[str] = set()
    for part in parts(blocks):
        kind = part.get("type")
        if kind == "link":
            found.add(part["url"])
        elif kind == "mrkdwn":
            assert part["verbatim"] is True
            found |= mrkdwn_links(part["text"])
        elif kind == "plain_text":
            assert part["emoji"] is False
        elif kind is not None:
            assert kind in KNOWN, kind
    return found


KNOWN = {
    *("rich_text", "rich_text_section", "rich_text_quote", "rich_text_list", "text"),
    *("context", "actions", "button", "context_actions", "feedback_buttons", "section", "header"),
}


def mrkdwn_links(text: str) -> set[str]:
    """Where a text in mrkdwn leads; fails where it does anything else."""
    found = {token[1] for token in TOKEN.finditer(text)}
    rest = TOKEN.sub("", text)
    assert "<" not in rest
    assert ">" not in rest
    assert not re.search(r"&(?!amp;|lt;|gt;)", rest)
    assert not STYLED.search(rest)
    assert_dead(html.unescape(rest))
    return found


def assert_dead(text: str) -> None:
    """Nothing in what is seen would ping, link or become a picture, however often it is read."""
    for pattern in (PING, EMOJI, BARE_LINK, HIDDEN):
        assert not pattern.search(text), (pattern.pattern, text)


def assert_accepted(blocks: Sequence[dict[str, Any]]) -> None:
    """The blocks are within Slack's limits, and slack_sdk's validators let them pass."""
    assert 0 < len(blocks) <= 50
    assert units(json.dumps(blocks, ensure_ascii=False)) <= 13_000
    for raw in blocks:
        block = Block.parse(raw)
        assert block is not None
        block.validate_json()
        assert block.to_dict() == raw
    for part in parts(blocks):
        assert_within(part)


LIMITS = {"mrkdwn": 3000, "text": 3000, "link": 3000, "plain_text": 150}


def assert_within(part: dict[str, Any]) -> None:
    kind = part.get("type")
    if kind in LIMITS:
        assert 0 < units(part["text"]) <= LIMITS[kind]
    if kind == "context":
        assert 0 < len(part["elements"]) <= 10
    if kind == "button":
        assert units(part["text"]["text"]) <= 75
    assert units(str(part.get("value", ""))) <= 2000
    assert units(part.get("url", "")) <= 3000
    assert units(part.get("action_id", "")) <= 255
    if kind in ("rich_text_section", "rich_text_quote", "rich_text_list", "rich_text"):
        assert part["elements"]


def quotes(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """What is set off as quoted, without markers; stretches of one quotation apart."""
    return [part["elements"][0]["text"] for part in parts(blocks) if part.get("type") == "rich_text_quote"]


def seen(blocks: Sequence[dict[str, Any]]) -> str:
    """All that is read, in order."""
    texts = (part["text"] for part in parts(blocks) if isinstance(part.get("text"), str))
    return "\n".join(texts)


def read_markdown(text: str) -> tuple[list[str], str]:
    """The quotations in a Markdown text, and all that is seen; fails where anything in it acts."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found: list[str] = []
    all_seen: list[str] = []
    depth = 0
    for token in reader.parse(text):
        assert token.type in MARKDOWN, token.type
        depth += token.nesting if token.type.startswith("blockquote") else 0
        if token.type == "inline":
            said = "".join(_inline(child) for child in token.children or ())
            all_seen.append(said)
            found += [said] if depth else []
    assert_dead("\n".join(all_seen))
    return found, "\n".join(all_seen)


MARKDOWN = {"paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "inline"}


def _inline(token: Any) -> str:
    assert token.type in {"text", "strong_open", "strong_close", "softbreak", "hardbreak"}, token.type
    return "\n" if token.type.endswith("break") else str(token.content)
