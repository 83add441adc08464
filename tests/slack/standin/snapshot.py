"""Messages as an HTML page, to be looked at."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable

from tests.slack.standin.message import Message
from tests.slack.standin.reading.blocks import visible_blocks
from tests.slack.standin.reading.markdown import html_of_markdown
from tests.slack.standin.refusals import Json

_STYLE = (
    "body{font:15px/1.46 Lato,sans-serif;max-width:44em;margin:2em auto;color:#1d1c1d}"
    ".message{border-top:1px solid #ddd;padding:.6em 0}.reply{margin-left:2.5em}"
    ".private{background:#fffbe6}.who{font-weight:700}.ts,.context{color:#616061;font-size:13px}"
    "button{border:1px solid #bbb;border-radius:4px;background:#fff;padding:4px 10px;margin:4px 6px 4px 0}"
    "blockquote{border-left:4px solid #ddd;margin:.3em 0;padding-left:.8em}h3{margin:.5em 0}"
    ".ping{background:#fdf0c3;color:#1264a3}.pre{white-space:pre-wrap}"
)
_STYLES = (("*", "b"), ("_", "i"), ("~", "s"), ("`", "code"))


def page(messages: Iterable[Message], names: dict[str, str]) -> str:
    """All of them in order, replies moved in.

    Args:
        names: of users, by id.
    """
    shown = "\n".join(_message(message, names) for message in messages)
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>\n{shown}\n"


def _message(message: Message, names: dict[str, str]) -> str:
    kinds = ["message"]
    kinds += ["reply"] if message.thread_ts not in (None, message.ts) else []
    kinds += ["private"] if message.ephemeral_to else []
    who = html.escape(names.get(message.user, message.user))
    note = " · only visible to you" if message.ephemeral_to else ""
    note += " · (edited)" if message.edited else ""
    body = (
        "".join(_block(b) for b in message.blocks) if message.blocks else _div("pre", _mrkdwn(message.text))
    )
    head = f'<span class="who">{who}</span> <span class="ts">{message.ts}{note}</span>'
    return f'<div class="{" ".join(kinds)}">{head}{body}</div>'


def _div(kind: str, inner: str) -> str:
    return f'<div class="{kind}">{inner}</div>'


def _mrkdwn(text: str) -> str:
    shown = re.sub(r"<([@!#][^<>|]+)(?:\|([^<>]*))?>", _ping, text)
    shown = re.sub(r"<((?:https?|mailto):[^<>|]+)\|?([^<>]*)>", _anchor, shown)
    for mark, tag in _STYLES:
        escaped = re.escape(mark)
        styled = rf"(?<![\w{escaped}]){escaped}(?=\S)([^\n{escaped}]*\S|\S){escaped}(?!\w)"
        shown = re.sub(styled, rf"<{tag}>\1</{tag}>", shown)
    return re.sub(r"(?m)^(?:&gt;|>) ?(.*)$", r"<blockquote>\1</blockquote>", shown)


def _ping(match: re.Match[str]) -> str:
    return f'<span class="ping">{match[2] or match[1].replace("!", "@")}</span>'


def _anchor(match: re.Match[str]) -> str:
    # Underscores within an address are not italics.
    return f'<a href="{match[1].replace("_", "%5F")}">{match[2] or match[1]}</a>'


def _text(part: Json | None) -> str:
    if not part:
        return ""
    return _mrkdwn(part["text"]) if part.get("type") == "mrkdwn" else html.escape(part["text"])


def _elements(block: Json) -> str:
    return "".join(_element(element) for element in block.get("elements", []))


def _element(element: Json) -> str:
    if element["type"] in ("mrkdwn", "plain_text"):
        return f"<span>{_text(element)}</span> "
    if element["type"] == "feedback_buttons":
        sides = (element["positive_button"], element["negative_button"])
        return "".join(f"<button>{_text(side['text'])}</button>" for side in sides)
    return f"<button>{_text(element.get('text')) or element['type']}</button>"


def _section(block: Json) -> str:
    inner = _text(block.get("text")) + "".join(_div("pre", _text(one)) for one in block.get("fields", []))
    return _div("pre", inner + (_element(block["accessory"]) if "accessory" in block else ""))


_SHOWN: dict[str, Callable[[Json], str]] = {
    "section": _section,
    "header": lambda block: f"<h3>{_text(block['text'])}</h3>",
    "markdown": lambda block: html_of_markdown(block["text"]),
    "divider": lambda block: "<hr>",
    "context": lambda block: _div("context", _elements(block)),
    "actions": lambda block: _div("actions", _elements(block)),
    "context_actions": lambda block: _div("actions", _elements(block)),
}


def _block(block: Json) -> str:
    shown = _SHOWN.get(block["type"])
    return shown(block) if shown else _div("pre", html.escape(visible_blocks([block])))
