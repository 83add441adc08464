"""The modal in which an admin sets what holds in a channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.blocks.mrkdwn import plain_line
from bot.slack.settings.channel_settings import ALL, NOBODY, ChannelSettings, is_group
from bot.slack.settings.channel_store import Change

CALLBACK = "channel_settings"
CHOSEN = "chosen"

_MOST_OPTIONS = 100
_LONGEST_OPTION = 75
_LONGEST_TEXT = 3000

UNNAMED = "unnamed"
"""Shown for a name of which nothing can be seen."""

_WHO = {ALL: "Everybody in the channel", CHOSEN: "Only the people and groups below", NOBODY: "Nobody"}
_WHEN = {"mention": "When it is mentioned", "every": "Every question in the channel"}
FLAGS = {"bots": "Other bots may ask", "quoted": "Quote only, even where a chat model is set"}

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the modal is made from.

    Args:
        channel: the channel's id.
        settings: what holds there now.
        change: what an admin set there; None where the server's file holds.
        outlets: those of the library.
        feeds: the addresses that are followed.
    """

    channel: str
    settings: ChannelSettings
    change: Change | None
    outlets: Sequence[str]
    feeds: Sequence[str]


def settings_view(shown: Shown) -> dict[str, Any]:
    """The modal, as `views.open` takes it."""
    settings = shown.settings
    chosen = settings.who if isinstance(settings.who, tuple) else ()
    users = [id for id in chosen if not is_group(id)]
    groups = [id for id in chosen if is_group(id)]
    blocks = [
        _section(_standing(shown)),
        _radio("who", "Who may ask", _WHO, CHOSEN if chosen else str(settings.who)),
        _input("users", "People", _users(users)),
        _input("groups", "User groups, by their ids (S…), one a line", _text(groups)),
        _radio("when", "When it answers", _WHEN, settings.when),
        _several("outlets", "Outlets it answers from", "All of them", shown.outlets, settings.outlets),
        _several("feeds", "Feeds whose articles answer", "All of them", shown.feeds, settings.feeds),
        _context("Where both are chosen, articles of any of these outlets or feeds answer."),
        _checks("flags", "Also", FLAGS, [name for name in FLAGS if getattr(settings, name)]),
    ]
    if shown.change is not None:
        blocks.append(
            _checks("reset", "Or", {"reset": "Forget what was saved here; use what is set on the server"}, [])
        )
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": shown.channel,
        "title": _plain("Channel settings"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": blocks,
    }


def _standing(shown: Shown) -> str:
    if shown.change is None:
        return f"What holds in <#{shown.channel}>, as set on the server. What you save here wins over that."
    at = int(shown.change.at.timestamp())
    when = f"<!date^{at}^{{date_long}}|{shown.change.at:%Y-%m-%d}>"
    return f"What holds in <#{shown.channel}>, set by <@{shown.change.by}> on {when}."


def _several(block: str, label: str, none: str, held: Sequence[str], chosen: str | tuple[str, ...]) -> Block:
    """Names to choose from; to write, one a line, where Slack's menus cannot show them all."""
    chosen = chosen if isinstance(chosen, tuple) else ()
    # A name that the library does not hold is offered too, else saving would drop the limit silently.
    names = list(dict.fromkeys((*chosen, *held)))
    if not 0 < len(names) <= _MOST_OPTIONS or any(len(name) > _LONGEST_OPTION for name in names):
        return _input(block, f"{label}, one a line; empty for all", _text(chosen))
    element: Block = {
        "type": "multi_static_select",
        "placeholder": _plain(none),
        "options": [_option(name, plain_line(name) or UNNAMED) for name in names],
    }
    if chosen:
        element["initial_options"] = [_option(name, plain_line(name) or UNNAMED) for name in chosen]
    return _input(block, label, element)


def _radio(block: str, label: str, choices: Mapping[str, str], chosen: str) -> Block:
    options = {value: _option(value, text) for value, text in choices.items()}
    element = {"type": "radio_buttons", "options": [*options.values()], "initial_option": options[chosen]}
    return {**_input(block, label, element), "optional": False}


def _checks(block: str, label: str, choices: Mapping[str, str], chosen: Sequence[str]) -> Block:
    options = {value: _option(value, text) for value, text in choices.items()}
    element: Block = {"type": "checkboxes", "options": [*options.values()]}
    if chosen:
        element["initial_options"] = [options[value] for value in chosen]
    return _input(block, label, element)


def _users(chosen: Sequence[str]) -> Block:
    return {"type": "multi_users_select", **({"initial_users": list(chosen)} if chosen else {})}


def _text(lines: Iterable[str]) -> Block:
    text = "\n".join(lines)
    element: Block = {"type": "plain_text_input", "multiline": True, "max_length": _LONGEST_TEXT}
    return {**element, **({"initial_value": text} if text else {})}


def _input(block: str, label: str, element: Block) -> Block:
    """An input whose element is named as its block is."""
    return {
        "type": "input",
        "block_id": block,
        "optional": True,
        "label": _plain(label),
        "element": {**element, "action_id": block},
    }


def _option(value: str, text: str) -> Block:
    return {"text": _plain(text), "value": value}


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_plain(text)]}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}
