"""Markdown as Slack shows it in markdown blocks and streams."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.slack.standin.reading.mrkdwn import Link, pings_in_mrkdwn

_BARE_URL = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"”’]")


def visible_markdown(text: str) -> str:
    """What a person reads of it."""
    lines: list[str] = []
    before: list[str] = []
    for token in _parsed(text):
        _step_into(token, before)
        if token.type in ("inline", "fence", "code_block", "html_block"):
            shown = _inline(token.children) if token.type == "inline" else token.content
            lines += [f"{''.join(before)}{line}" for line in shown.rstrip("\n").split("\n")]
            before[:] = [" " * len(mark) if mark.endswith(("• ", ". ")) else mark for mark in before]
        elif token.type == "hr":
            lines.append("───")
    return "\n".join(lines)


def html_of_markdown(text: str) -> str:
    """The same as HTML, for looking at."""
    return str(_reader().render(text))


def pings_in_markdown(text: str) -> list[str]:
    """Whom it notifies: Slack knows its own <…> in Markdown too, unless escaped."""
    return pings_in_mrkdwn(re.sub(r"\\<", "", text))


def links_in_markdown(text: str) -> list[Link]:
    """Its links, bare addresses too, in order."""
    return [link for token in _parsed(text) for link in _links(token.children or [])]


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _parsed(text: str) -> list[Token]:
    return _reader().parse(text)


def _step_into(token: Token, before: list[str]) -> None:
    if token.type == "blockquote_open":
        before.append("> ")
    elif token.type == "list_item_open":
        before.append(f"{token.info}. " if token.info else "• ")
    elif token.type in ("blockquote_close", "list_item_close"):
        before.pop()


def _inline(children: Sequence[Token] | None) -> str:
    return "".join(_said(child) for child in children or [])


def _said(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return token.content if token.type in ("text", "code_inline", "html_inline", "image") else ""


def _links(tokens: Sequence[Token]) -> Iterator[Link]:
    url: str | None = None
    label = ""
    for token in tokens:
        if token.type == "link_open":
            url, label = str(token.attrs["href"]), ""
        elif token.type == "link_close" and url is not None:
            yield Link(url, label)
            url = None
        elif url is not None:
            label += _said(token)
        elif token.type == "text":
            yield from (Link(match[0], match[0]) for match in _BARE_URL.finditer(token.content))
