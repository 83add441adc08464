"""What a user does to buttons, menus and fields, as payloads tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.slack.standin.refusals import Json


def find_control(
    blocks: Sequence[Json], action_id: str | None, block_id: str | None, value: Any
) -> tuple[Json, Json]:
    """The one element that is meant, and its block.

    Raises:
        AssertionError: there is none of that kind, or more than one.
    """
    found = [
        (element, block)
        for block in blocks
        for element in _elements(block)
        if action_id in (None, element["action_id"])
        and block_id in (None, block.get("block_id"))
        and (value is None or value in _values(element))
    ]
    assert len(found) == 1, f"{len(found)} controls are {action_id} {block_id} {value} among {blocks}"
    return found[0]


def pressed(element: Json, block: Json, value: Any, ts: str) -> Json:
    """The action a press or a choice makes."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": ts,
    }
    if element["type"] == "feedback_buttons":
        sides = (element["positive_button"], element["negative_button"])
        side = next(side for side in sides if value in (None, side.get("value")))
        return {**action, "value": side.get("value"), "text": side["text"]}
    if element["type"].endswith("button"):
        return {**action, **{name: element[name] for name in ("value", "text", "url") if name in element}}
    return {**action, **entered(element, value)}


def entered(element: Json, value: Any) -> Json:
    """The state of a field or menu with this value in it.

    Raises:
        AssertionError: a user could not enter or choose that.
    """
    kind = element["type"]
    if "options" in element:
        options = {option["value"]: option for option in element["options"]}
        if kind.startswith("multi_") or kind == "checkboxes":
            return {"type": kind, "selected_options": [options[one] for one in value or []]}
        return {"type": kind, "selected_option": options[value] if value is not None else None}
    for thing in ("users", "channels", "conversations"):
        if kind == f"multi_{thing}_select":
            return {"type": kind, f"selected_{thing}": list(value or [])}
        if kind == f"{thing}_select":
            return {"type": kind, f"selected_{thing.removesuffix('s')}": value}
    if kind == "datepicker":
        return {"type": kind, "selected_date": value}
    least, most = element.get("min_length", 0), element.get("max_length", 3_000)
    assert value is None or least <= len(value) <= most, (
        f"{len(value)} characters where {least} to {most} fit"
    )
    return {"type": kind, "value": value}


def view_state(blocks: Sequence[Json], values: dict[str, Any]) -> Json:
    """All fields of a view as they are submitted; those not given stay as they were set.

    Args:
        values: by block_id or action_id.

    Raises:
        AssertionError: a field is not there, or one that has to be filled in is empty.
    """
    state: Json = {}
    known: set[str] = set()
    for block in blocks:
        for element in _elements(block):
            names = {block["block_id"], element["action_id"]}
            given = [values[name] for name in names if name in values]
            known |= names
            value = given[0] if given else _initial(element)
            empty = value is None or value in ("", [])
            must = block["type"] == "input" and not block.get("optional")
            assert not (must and empty), f"{block['block_id']} has to be filled in"
            if block["type"] == "input" or "options" in element:
                state.setdefault(block["block_id"], {})[element["action_id"]] = entered(element, value)
    assert values.keys() <= known, f"no fields {values.keys() - known}"
    return state


def _elements(block: Json) -> Iterator[Json]:
    for element in (block.get("accessory"), block.get("element"), *(block.get("elements") or [])):
        if isinstance(element, dict) and element.get("type") not in ("image", "mrkdwn", "plain_text", None):
            # Slack gives an id to what the app has given none.
            element.setdefault("action_id", f"unnamed-{element['type']}")
            yield element


def _values(element: Json) -> list[Any]:
    sides = (element.get("positive_button") or {}, element.get("negative_button") or {})
    options = element.get("options") or []
    return [
        element.get("value"),
        *(side.get("value") for side in sides),
        *(one.get("value") for one in options),
    ]


def _initial(element: Json) -> Any:
    if "initial_option" in element:
        return element["initial_option"]["value"]
    if "initial_options" in element:
        return [option["value"] for option in element["initial_options"]]
    for name in ("value", "users", "channels", "conversations", "user", "channel", "conversation", "date"):
        if f"initial_{name}" in element:
            return element[f"initial_{name}"]
    return None
