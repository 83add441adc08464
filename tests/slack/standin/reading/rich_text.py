"""Rich text, which is what people's own messages are made of."""

from __future__ import annotations

from tests.slack.standin.refusals import Json


def visible_rich_text(part: Json) -> str:
    """What a person reads of a rich_text block or of a part of one."""
    kind = part.get("type", "")
    inner = [visible_rich_text(element) for element in part.get("elements", [])]
    if kind == "rich_text_list":
        return "\n".join(f"• {item}" for item in inner)
    if kind == "rich_text_quote":
        return "\n".join(f"> {line}" for line in "".join(inner).split("\n"))
    if inner:
        return ("\n" if kind == "rich_text" else "").join(inner)
    return _leaf(kind, part)


def _leaf(kind: str, part: Json) -> str:
    marks = {"user": ("@", "user_id"), "usergroup": ("@", "usergroup_id"), "broadcast": ("@", "range")}
    if kind in marks:
        mark, name = marks[kind]
        return f"{mark}{part.get(name, '')}"
    if kind == "emoji":
        return f":{part.get('name', '')}:"
    return str(part.get("text") or part.get("url") or "")
