"""Slack's mrkdwn as it is shown: what it says, whom it pings, where it links."""

from __future__ import annotations

import html
import re
from typing import NamedTuple


class Link(NamedTuple):
    """Where a link leads and what it is called."""

    url: str
    label: str


_CONTROL = re.compile(r"<([^<>\n]+)>")
_BARE_URL = re.compile(r"(?<![\w/|<])https?://[^\s<>|]+[^\s<>|.,;:!?)\]'\"”’]")
_STYLES = [
    re.compile(
        rf"(?<![\w{re.escape(mark)}]){re.escape(mark)}(?=\S)([^\n{re.escape(mark)}]*\S|\S){re.escape(mark)}(?!\w)"
    )
    for mark in ("*", "_", "~", "`")
]
_BROADCASTS = ("channel", "here", "everyone")


def pings_in_mrkdwn(text: str) -> list[str]:
    """Whom it notifies, in order: U…, W…, S… ids, channel, here, everyone."""
    return [ping for match in _CONTROL.finditer(text) if (ping := _pinged(match[1]))]


def links_in_mrkdwn(text: str, *, verbatim: bool = False) -> list[Link]:
    """Its links; a bare address becomes one too unless the text is verbatim."""
    found = [(match.start(), link) for match in _CONTROL.finditer(text) if (link := _linked(match[1]))]
    if not verbatim:
        bare = _CONTROL.sub(lambda match: " " * len(match[0]), text)
        found += [
            (match.start(), Link(html.unescape(match[0]), html.unescape(match[0])))
            for match in _BARE_URL.finditer(bare)
        ]
    return [link for _, link in sorted(found)]


def visible_mrkdwn(text: str) -> str:
    """What a person reads of it."""
    shown = text
    for style in _STYLES:
        shown = style.sub(r"\1", shown)
    return html.unescape(_CONTROL.sub(_shown, shown))


def _pinged(inside: str) -> str | None:
    name, _, _ = inside.partition("|")
    if name.startswith("@") and len(name) > 1:
        return name[1:]
    if name.startswith("!subteam^"):
        return name.removeprefix("!subteam^")
    return name[1:] if name.startswith("!") and name[1:] in _BROADCASTS else None


def _linked(inside: str) -> Link | None:
    url, bar, label = inside.partition("|")
    if not re.match(r"(?:https?://|mailto:|tel:)", url):
        return None
    return Link(html.unescape(url), html.unescape(label if bar else url))


def _shown(match: re.Match[str]) -> str:
    inside = match[1]
    link = _linked(inside)
    if link is not None:
        return html.escape(link.label, quote=False)
    name, _, label = inside.partition("|")
    ping = _pinged(inside)
    if ping is not None:
        return f"@{label or ping}"
    if name.startswith("#"):
        return f"#{label or name[1:]}"
    return label or match[0]
