"""Block Kit as it is shown: what it says, whom it pings, where it links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.slack.standin.reading.markdown import links_in_markdown, pings_in_markdown, visible_markdown
from tests.slack.standin.reading.mrkdwn import Link, links_in_mrkdwn, pings_in_mrkdwn, visible_mrkdwn
from tests.slack.standin.reading.rich_text import visible_rich_text
from tests.slack.standin.refusals import Json


def visible_blocks(blocks: Sequence[Json]) -> str:
    """What a person reads, a block below another."""
    return "\n".join(shown for block in blocks if (shown := _block(block)))


def pings_in(blocks: Sequence[Json]) -> list[str]:
    """Whom the blocks notify."""
    return [ping for part in _parts(blocks) for ping in _pings(part)]


def links_in(blocks: Sequence[Json]) -> list[Link]:
    """Where one can go from the blocks, by text and by button."""
    return [link for part in _parts(blocks) for link in _links(part)]


def _parts(value: object) -> Iterator[Json]:
    """Everything with a type, in order, at whatever depth."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(inner)


def _pings(part: Json) -> list[str]:
    kind = part["type"]
    if kind == "mrkdwn":
        return pings_in_mrkdwn(str(part.get("text", "")))
    if kind == "markdown":
        return pings_in_markdown(str(part.get("text", "")))
    named = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}.get(kind)
    return [str(part[named])] if named and named in part else []


def _links(part: Json) -> list[Link]:
    kind = part["type"]
    if kind == "mrkdwn":
        return links_in_mrkdwn(str(part.get("text", "")), verbatim=bool(part.get("verbatim")))
    if kind == "markdown":
        return links_in_markdown(str(part.get("text", "")))
    if "url" not in part:
        return []
    label = part.get("text", part["url"])
    return [Link(str(part["url"]), str(label["text"] if isinstance(label, dict) else label))]


def _text(part: Json | None) -> str:
    if not part:
        return ""
    said = str(part.get("text", ""))
    return visible_mrkdwn(said) if part.get("type") == "mrkdwn" else said


def _element(element: Json) -> str:
    kind = element.get("type", "")
    if kind in ("mrkdwn", "plain_text"):
        return _text(element)
    if kind == "image":
        return str(element.get("alt_text", ""))
    if kind == "feedback_buttons":
        sides = (element.get("positive_button"), element.get("negative_button"))
        return " ".join(f"[{_text(side['text'])}]" for side in sides if side)
    if kind.endswith("button"):
        return f"[{_text(element.get('text'))}]"
    return " ".join(f"({_text(option.get('text'))})" for option in element.get("options", [])) or f"[{kind}]"


def _section(block: Json) -> str:
    accessory = block.get("accessory")
    parts = [_text(block.get("text")), *(_text(field) for field in block.get("fields", []))]
    return "\n".join([part for part in parts if part] + ([_element(accessory)] if accessory else []))


def _table(block: Json) -> str:
    return "\n".join(" | ".join(_cell(cell) for cell in row) for row in block.get("rows", []))


def _cell(cell: Json) -> str:
    return visible_rich_text(cell) if cell.get("type") == "rich_text" else str(cell.get("text", ""))


def _input(block: Json) -> str:
    shown = [_text(block.get("label")), _element(block.get("element", {})), _text(block.get("hint"))]
    return "\n".join(part for part in shown if part)


def _joined(elements: Iterable[Json]) -> str:
    return " ".join(_element(element) for element in elements)


_SHOWN: dict[str, Callable[[Json], str]] = {
    "section": _section,
    "header": lambda block: _text(block.get("text")),
    "markdown": lambda block: visible_markdown(str(block.get("text", ""))),
    "divider": lambda block: "───",
    "context": lambda block: _joined(block.get("elements", [])),
    "actions": lambda block: _joined(block.get("elements", [])),
    "context_actions": lambda block: _joined(block.get("elements", [])),
    "image": lambda block: str(block.get("alt_text", "")),
    "input": _input,
    "table": _table,
    "rich_text": visible_rich_text,
}


def _block(block: Json) -> str:
    shown = _SHOWN.get(block.get("type", ""))
    return shown(block) if shown else f"[{block.get('type')}]"
