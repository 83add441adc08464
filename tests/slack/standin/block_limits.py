"""Which blocks Slack refuses, and in which words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.slack.standin.reading.blocks import visible_blocks
from tests.slack.standin.refusals import Json, Refused

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
ALL_CHARACTERS = 13_200
"""Over all blocks of a message."""

_TEXTS = ("plain_text", "mrkdwn")
_INTERACTIVE = frozenset(
    [
        "button",
        "checkboxes",
        "datepicker",
        "datetimepicker",
        "timepicker",
        "overflow",
        "radio_buttons",
        "feedback_buttons",
        "icon_button",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "workflow_button",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
    ]
)
_IN_ACTIONS = _INTERACTIVE - {"feedback_buttons", "icon_button", "file_input"}
_IN_MODALS = frozenset({"input"})
_KNOWN = frozenset(
    [
        "section",
        "divider",
        "header",
        "markdown",
        "context",
        "actions",
        "context_actions",
        "image",
        "input",
        "rich_text",
        "table",
        "video",
        "file",
        "task_card",
        "plan",
        "alert",
        "card",
        "container",
        "carousel",
    ]
)

Faults = Iterator[str]


def check_message_blocks(blocks: object) -> list[Json]:
    """The blocks of a message, if Slack takes them.

    Raises:
        Refused: invalid_blocks or msg_blocks_too_long.
    """
    found = _checked(blocks, MESSAGE_BLOCKS, _KNOWN - _IN_MODALS)
    if len(visible_blocks(found)) > ALL_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return found


def check_view_blocks(blocks: object) -> list[Json]:
    """The blocks of a modal or of the Home tab; neither shows Markdown or feedback buttons.

    Raises:
        Refused: invalid_arguments, as views do.
    """
    wrong = {"markdown", "context_actions", "task_card", "plan"}
    try:
        return _checked(blocks, VIEW_BLOCKS, _KNOWN - wrong)
    except Refused as refused:
        raise Refused("invalid_arguments", refused.body.get("errors")) from None


def _checked(blocks: object, most: int, known: frozenset[str] | set[str]) -> list[Json]:
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise Refused("invalid_blocks_format")
    faults = list(_all_faults(blocks, most, known))
    if faults:
        raise Refused("invalid_blocks", faults)
    return [{**block, "block_id": block.get("block_id") or f"b{n}"} for n, block in enumerate(blocks)]


def _all_faults(blocks: list[Json], most: int, known: frozenset[str] | set[str]) -> Faults:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    named = [block["block_id"] for block in blocks if block.get("block_id")]
    if len(set(named)) != len(named):
        yield "block_id must be unique [json-pointer:/blocks]"
    for n, block in enumerate(blocks):
        at = f"/blocks/{n}"
        kind = str(block.get("type"))
        if kind not in known:
            yield f"unsupported type: {kind} [json-pointer:{at}/type]"
            continue
        yield from _length(block.get("block_id"), 255, f"{at}/block_id", least=0)
        yield from _BLOCKS.get(kind, _nothing)(block, at)
        yield from _action_ids(block, at)


def _nothing(block: Json, at: str) -> Faults:
    yield from ()


def _length(text: object, most: int, at: str, *, least: int = 1) -> Faults:
    if text is None:
        return
    if not isinstance(text, str):
        yield f"must be a string [json-pointer:{at}]"
    elif len(text) > most:
        yield f"must be less than {most + 1} characters [json-pointer:{at}]"
    elif len(text) < least:
        yield f"must be more than {least - 1} characters [json-pointer:{at}]"


def _text(
    part: object, most: int, at: str, kinds: tuple[str, ...] = _TEXTS, *, needed: bool = True
) -> Faults:
    if part is None:
        if needed:
            yield f"missing required field: {at.rsplit('/', 1)[1]} [json-pointer:{at.rsplit('/', 1)[0]}]"
        return
    if not isinstance(part, dict) or part.get("type") not in kinds:
        yield f"must be one of: {', '.join(kinds)} [json-pointer:{at}/type]"
        return
    if "text" not in part:
        yield f"missing required field: text [json-pointer:{at}]"
    allowed = {"type", "text"} | ({"verbatim"} if part["type"] == "mrkdwn" else {"emoji"})
    yield from (f"unexpected field: {name} [json-pointer:{at}]" for name in part.keys() - allowed)
    yield from _length(part.get("text", "-"), most, f"{at}/text")


def _section(block: Json, at: str) -> Faults:
    fields = block.get("fields")
    yield from _text(block.get("text"), 3_000, f"{at}/text", needed=not fields)
    if fields is not None and not 1 <= len(fields) <= 10:
        yield f"no more than 10 items allowed [json-pointer:{at}/fields]"
    for n, one in enumerate(fields or []):
        yield from _text(one, 2_000, f"{at}/fields/{n}")
    if "accessory" in block:
        yield from _element(block["accessory"], f"{at}/accessory", _IN_ACTIONS | {"image"})


def _header(block: Json, at: str) -> Faults:
    yield from _text(block.get("text"), 150, f"{at}/text", ("plain_text",))


def _markdown(block: Json, at: str) -> Faults:
    if "text" not in block:
        yield f"missing required field: text [json-pointer:{at}]"
    yield from _length(block.get("text"), 12_000, f"{at}/text")


def _context(block: Json, at: str) -> Faults:
    yield from _count(block, 10, at)
    for n, element in enumerate(block.get("elements") or []):
        if element.get("type") == "image":
            yield from _image(element, f"{at}/elements/{n}")
        else:
            yield from _text(element, 3_000, f"{at}/elements/{n}")


def _actions(block: Json, at: str) -> Faults:
    yield from _count(block, 25, at)
    for n, element in enumerate(block.get("elements") or []):
        yield from _element(element, f"{at}/elements/{n}", _IN_ACTIONS)


def _context_actions(block: Json, at: str) -> Faults:
    yield from _count(block, 5, at)
    for n, element in enumerate(block.get("elements") or []):
        yield from _element(element, f"{at}/elements/{n}", {"feedback_buttons", "icon_button"})


def _count(block: Json, most: int, at: str) -> Faults:
    elements = block.get("elements")
    if not isinstance(elements, list) or not elements:
        yield f"missing required field: elements [json-pointer:{at}]"
    elif len(elements) > most:
        yield f"no more than {most} items allowed [json-pointer:{at}/elements]"


def _image(block: Json, at: str) -> Faults:
    if not block.get("image_url") and not block.get("slack_file"):
        yield f"missing required field: image_url [json-pointer:{at}]"
    yield from _length(block.get("image_url"), 3_000, f"{at}/image_url")
    yield from _length(block.get("alt_text", ""), 2_000, f"{at}/alt_text")


def _input(block: Json, at: str) -> Faults:
    yield from _text(block.get("label"), 2_000, f"{at}/label", ("plain_text",))
    yield from _text(block.get("hint"), 2_000, f"{at}/hint", ("plain_text",), needed=False)
    yield from _element(block.get("element", {}), f"{at}/element", _INTERACTIVE - {"button", "overflow"})


def _element(element: Json, at: str, kinds: frozenset[str] | set[str]) -> Faults:
    kind = str(element.get("type"))
    if kind not in kinds:
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from _length(element.get("action_id"), 255, f"{at}/action_id")
    yield from _text(element.get("placeholder"), 150, f"{at}/placeholder", ("plain_text",), needed=False)
    yield from _ELEMENTS.get(kind, _nothing)(element, at)


def _button(element: Json, at: str) -> Faults:
    yield from _text(element.get("text"), 75, f"{at}/text", ("plain_text",))
    yield from _length(element.get("value"), 2_000, f"{at}/value")
    yield from _length(element.get("url"), 3_000, f"{at}/url")
    yield from _length(element.get("accessibility_label"), 75, f"{at}/accessibility_label")
    if element.get("style", "primary") not in ("primary", "danger"):
        yield f"must be one of: primary, danger [json-pointer:{at}/style]"


def _feedback(element: Json, at: str) -> Faults:
    for side in ("positive_button", "negative_button"):
        button = element.get(side)
        if not isinstance(button, dict):
            yield f"missing required field: {side} [json-pointer:{at}]"
            continue
        yield from _text(button.get("text"), 75, f"{at}/{side}/text", ("plain_text",))
        yield from _length(button.get("value"), 2_000, f"{at}/{side}/value")
        yield from _length(button.get("accessibility_label"), 75, f"{at}/{side}/accessibility_label")


def _options(element: Json, at: str) -> Faults:
    options = element.get("options")
    if options is None and "option_groups" not in element:
        yield f"missing required field: options [json-pointer:{at}]"
        return
    most = {"overflow": 5, "checkboxes": 10, "radio_buttons": 10}.get(element["type"], 100)
    if options is not None and not 1 <= len(options) <= most:
        yield f"no more than {most} items allowed [json-pointer:{at}/options]"
    for n, option in enumerate(options or []):
        yield from _text(option.get("text"), 75, f"{at}/options/{n}/text")
        yield from _length(option.get("value", ""), 150, f"{at}/options/{n}/value")
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    values = [option.get("value") for option in options or []]
    if options is not None and any(option.get("value") not in values for option in chosen):
        yield f"initial option not among the options [json-pointer:{at}]"


def _action_ids(block: Json, at: str) -> Faults:
    elements = [block.get("accessory"), block.get("element"), *(block.get("elements") or [])]
    ids = [
        element["action_id"] for element in elements if isinstance(element, dict) and "action_id" in element
    ]
    if len(set(ids)) != len(ids):
        yield f"`action_id` must be unique within a block [json-pointer:{at}/elements]"


Check = Callable[[Json, str], Faults]

_BLOCKS: dict[str, Check] = {
    "section": _section,
    "header": _header,
    "markdown": _markdown,
    "context": _context,
    "actions": _actions,
    "context_actions": _context_actions,
    "image": _image,
    "input": _input,
}
_ELEMENTS: dict[str, Check] = {
    "button": _button,
    "feedback_buttons": _feedback,
    "image": _image,
    **dict.fromkeys(
        ("static_select", "multi_static_select", "overflow", "checkboxes", "radio_buttons"), _options
    ),
}
