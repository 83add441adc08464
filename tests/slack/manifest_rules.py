"""What Slack demands of a manifest, from its reference at docs.slack.dev and its own types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

BOT_EVENTS_AND_SCOPES = {
    "agent_session_stopped": {"chat:write"},
    "app_context_changed": {"assistant:write"},
    "app_home_opened": set(),
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "tokens_revoked": set(),
}
FIELDS = {
    "": {"_metadata", "display_information", "features", "oauth_config", "settings"},
    "display_information": {"name", "description", "long_description", "background_color"},
    "features": {"app_home", "bot_user", "agent_view", "shortcuts", "slash_commands"},
    "oauth_config": {"redirect_urls", "scopes"},
    "settings": {
        "event_subscriptions",
        "interactivity",
        "org_deploy_enabled",
        "socket_mode_enabled",
        "token_rotation_enabled",
    },
}
HTTPS = re.compile(r"https://[^\s?#]+")


def faults(manifest: dict[str, Any]) -> Iterator[str]:
    """Whatever Slack would refuse, or would take and not act on."""
    for place, allowed in FIELDS.items():
        found = manifest[place] if place else manifest
        yield from (f"{place}.{field} is no field" for field in found.keys() - allowed)
    yield from _display_faults(manifest["display_information"])
    yield from _feature_faults(manifest["features"])
    yield from _scope_faults(manifest)
    yield from _address_faults(manifest)


def _display_faults(display: dict[str, str]) -> Iterator[str]:
    if not 1 <= len(display["name"]) <= 35:
        yield "the name is too long"
    if len(display["description"]) > 140:
        yield "the description is too long"
    if not 174 <= len(display["long_description"]) <= 4000:
        yield "the long description is too short or too long"
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", display["background_color"]):
        yield "the colour is none"


def _feature_faults(features: dict[str, Any]) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"]):
        yield "the bot's name has characters that are not allowed"
    if not 1 <= len(features["agent_view"]["agent_description"]) <= 300:
        yield "the agent's description is too long"
    yield from _called_faults(features)


def _called_faults(features: dict[str, Any]) -> Iterator[str]:
    for command in features["slash_commands"]:
        if not re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"]):
            yield "the command is none"
        if not 1 <= len(command["description"]) <= 2000 or len(command["usage_hint"]) > 1000:
            yield "the command's words are too long"
    for shortcut in features["shortcuts"]:
        if shortcut["type"] not in {"global", "message"} or len(shortcut["callback_id"]) > 255:
            yield "the shortcut is none"
        if not 1 <= len(shortcut["description"]) <= 150 or not 1 <= len(shortcut["name"]) <= 24:
            yield "the shortcut's words are too long"


def _scope_faults(manifest: dict[str, Any]) -> Iterator[str]:
    scopes = manifest["oauth_config"]["scopes"]
    bot = set(scopes["bot"])
    if len(scopes["bot"]) != len(bot) or len(bot) > 255:
        yield "scopes twice or too many"
    if not set(scopes["bot_optional"]) <= bot:
        yield "optional scopes that are not among the scopes"
    needed = {"assistant:write", "commands"}
    for event in manifest["settings"]["event_subscriptions"]["bot_events"]:
        needed |= BOT_EVENTS_AND_SCOPES.get(event, {f"unknown event {event}"})
    if missing := needed - (bot - set(scopes["bot_optional"])):
        yield f"scopes that events need are missing or optional: {missing}"


def _address_faults(manifest: dict[str, Any]) -> Iterator[str]:
    settings = manifest["settings"]
    addresses = [
        settings["event_subscriptions"].get("request_url"),
        settings["interactivity"].get("request_url"),
        *(command.get("url") for command in manifest["features"]["slash_commands"]),
        *manifest["oauth_config"].get("redirect_urls", [None]),
    ]
    if settings["socket_mode_enabled"]:
        if any(addresses):
            yield "Socket Mode with addresses"
    elif not all(address and HTTPS.fullmatch(address) for address in addresses):
        yield "an address is missing or not https"
