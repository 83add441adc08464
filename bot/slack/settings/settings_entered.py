"""What an admin entered in the modal of a channel's settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from bot.slack.blocks.mrkdwn import plain_line
from bot.slack.settings.channel_settings import ALL, ChannelSettings, askers, is_group
from bot.slack.settings.settings_view import CHOSEN, FLAGS


@dataclass(frozen=True, slots=True)
class Entered:
    """What an admin entered.

    Args:
        settings: what shall hold; None where something is wrong, or the server's file shall.
        reset: whether the server's file shall hold again.
        errors: what is wrong, by the block that shows it.
    """

    settings: ChannelSettings | None
    reset: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


def channel_of(view: Mapping[str, Any]) -> str:
    """The id of the channel that a submitted modal is about."""
    return str(view.get("private_metadata", ""))


def entered(
    view: Mapping[str, Any], outlets: Sequence[str], feeds: Sequence[str], before: ChannelSettings
) -> Entered:
    """What a submitted modal asks for.

    Args:
        view: as Slack sends it.
        outlets: those of the library.
        feeds: the addresses that are followed.
        before: what held when the modal was opened; a name in it that the library
            does not hold (yet) may stay.
    """
    values = view.get("state", {}).get("values", {})
    if _picked(values, "reset"):
        return Entered(None, reset=True)
    errors: dict[str, str] = {}
    stated = {
        "who": _who(values, errors),
        "when": _radioed(values, "when", errors),
        "outlets": _limit(values, "outlets", outlets, before.outlets, errors),
        "feeds": _limit(values, "feeds", feeds, before.feeds, errors),
        **{flag: flag in _picked(values, "flags") for flag in FLAGS},
    }
    if errors:
        return Entered(None, errors=errors)
    try:
        return Entered(ChannelSettings.model_validate(stated))
    except ValidationError as error:
        first = error.errors()[0]
        return Entered(None, errors={str(first["loc"][0]): str(first["msg"])})


def _who(values: Mapping[str, Any], errors: dict[str, str]) -> str | tuple[str, ...]:
    answer = _radioed(values, "who", errors)
    if answer != CHOSEN:
        return answer
    users = _element(values, "users").get("selected_users") or []
    groups = _lines(_element(values, "groups").get("value"))
    if wrong := next((id for id in groups if not is_group(id)), None):
        errors["groups"] = f"{wrong[:50]} is no id of a user group; those begin with S."
        return ()
    if not users and not groups:
        errors["users"] = "Choose somebody, or name a user group."
        return ()
    try:
        return askers([*users, *groups])
    except ValueError as error:
        errors["users"] = f"Not possible: {error}."
        return ()


def _limit(
    values: Mapping[str, Any],
    block: str,
    held: Sequence[str],
    before: str | tuple[str, ...],
    errors: dict[str, str],
) -> str | tuple[str, ...]:
    """The names chosen or written, spelled as the library does; "all" where there is none."""
    element = _element(values, block)
    options = element.get("selected_options")
    wanted = [str(option.get("value", "")) for option in options] if options else _lines(element.get("value"))
    known = {name.casefold(): name for name in (*(before if isinstance(before, tuple) else ()), *held)}
    unknown = next((name for name in wanted if name.casefold() not in known), None)
    if unknown is not None:
        near = get_close_matches(unknown.casefold(), known, n=1)
        hint = f" Is it {plain_line(known[near[0]])}?" if near else ""
        errors[block] = f"The library knows no {plain_line(unknown[:60])}.{hint}"
        return ALL
    return tuple(known[name.casefold()] for name in wanted) or ALL


def _radioed(values: Mapping[str, Any], block: str, errors: dict[str, str]) -> str:
    value = (_element(values, block).get("selected_option") or {}).get("value")
    if not isinstance(value, str):
        errors[block] = "Choose one."
        return ""
    return value


def _picked(values: Mapping[str, Any], block: str) -> list[str]:
    return [str(option.get("value")) for option in _element(values, block).get("selected_options") or []]


def _element(values: Mapping[str, Any], block: str) -> Mapping[str, Any]:
    """What was entered in a block; its one element has the block's name."""
    found = (values.get(block) or {}).get(block)
    return found if isinstance(found, Mapping) else {}


def _lines(text: object) -> list[str]:
    lines = (" ".join(line.split()) for line in str(text or "").splitlines())
    return list(dict.fromkeys(line for line in lines if line))
