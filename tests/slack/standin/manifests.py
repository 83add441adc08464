"""What Slack checks in an app's manifest before it takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.slack.standin.app import App
from tests.slack.standin.refusals import Json

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "channel_rename": "channels:read",
    "member_joined_channel": "channels:read",
    "app_home_opened": "",
    "app_context_changed": "assistant:write",
    "agent_session_stopped": "chat:write",
    "app_uninstalled": "",
    "tokens_revoked": "",
}
"""Bot events, and the scope each one needs."""

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.customize",
        "chat:write.public",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)

_KEYS: dict[str, frozenset[str]] = {
    "": frozenset({"_metadata", "display_information", "features", "oauth_config", "settings"}),
    "/_metadata": frozenset({"major_version", "minor_version"}),
    "/display_information": frozenset({"name", "description", "long_description", "background_color"}),
    "/features": frozenset(
        {
            "agent_view",
            "app_home",
            "assistant_view",
            "bot_user",
            "shortcuts",
            "slash_commands",
            "unfurl_domains",
        }
    ),
    "/features/app_home": frozenset(
        {"home_tab_enabled", "messages_tab_enabled", "messages_tab_read_only_enabled"}
    ),
    "/features/bot_user": frozenset({"display_name", "always_online"}),
    "/features/agent_view": frozenset({"agent_description", "suggested_prompts", "actions"}),
    "/features/assistant_view": frozenset({"assistant_description", "suggested_prompts"}),
    "/features/shortcuts/*": frozenset({"name", "type", "callback_id", "description"}),
    "/features/slash_commands/*": frozenset({"command", "url", "description", "usage_hint", "should_escape"}),
    "/features/agent_view/suggested_prompts/*": frozenset({"title", "message"}),
    "/oauth_config": frozenset({"redirect_urls", "scopes", "token_management_enabled", "pkce_enabled"}),
    "/oauth_config/scopes": frozenset({"bot", "user", "bot_optional", "user_optional"}),
    "/settings": frozenset(
        {
            "allowed_ip_address_ranges",
            "event_subscriptions",
            "interactivity",
            "org_deploy_enabled",
            "socket_mode_enabled",
            "token_rotation_enabled",
            "is_hosted",
            "function_runtime",
        }
    ),
    "/settings/event_subscriptions": frozenset({"request_url", "bot_events", "user_events"}),
    "/settings/interactivity": frozenset({"is_enabled", "request_url", "message_menu_options_url"}),
}
_LENGTHS = {
    "/display_information/name": (1, 35),
    "/display_information/description": (0, 140),
    "/display_information/long_description": (174, 4_000),
    "/features/bot_user/display_name": (1, 80),
    "/features/agent_view/agent_description": (1, 300),
    "/features/agent_view/suggested_prompts": (1, 4),
    "/features/shortcuts": (0, 10),
    "/features/shortcuts/*/name": (1, 24),
    "/features/shortcuts/*/callback_id": (1, 255),
    "/features/shortcuts/*/description": (1, 150),
    "/features/slash_commands": (0, 50),
    "/features/slash_commands/*/command": (2, 32),
    "/features/slash_commands/*/description": (1, 2_000),
    "/features/slash_commands/*/usage_hint": (0, 1_000),
    "/settings/event_subscriptions/bot_events": (0, 100),
}
_NEEDED = {
    "": {"display_information"},
    "/display_information": {"name"},
    "/features/bot_user": {"display_name"},
    "/features/agent_view": {"agent_description"},
    "/features/shortcuts/*": {"name", "type", "callback_id", "description"},
    "/features/slash_commands/*": {"command", "description"},
    "/settings/interactivity": {"is_enabled"},
}

Faults = Iterator[Json]


def manifest_faults(manifest: Json) -> list[Json]:
    """What Slack would say is wrong: a message and a pointer each."""
    return [*_shape(manifest, "", ""), *_sense(manifest)]


def set_up(app: App, manifest: Json) -> None:
    """Have the app be as its manifest says."""
    settings = manifest.get("settings", {})
    app.name = manifest["display_information"]["name"]
    app.scopes = set(_at(manifest, "oauth_config", "scopes", "bot") or [])
    app.events = set(_at(manifest, "settings", "event_subscriptions", "bot_events") or [])
    app.commands = {one["command"] for one in _at(manifest, "features", "slash_commands") or []}
    app.socket_mode = bool(settings.get("socket_mode_enabled"))


def _fault(message: str, pointer: str) -> Json:
    return {"message": message, "pointer": pointer or "/"}


def _shape(value: object, general: str, at: str) -> Faults:
    least, most = _LENGTHS.get(general, (0, 0))
    if most and isinstance(value, str | list) and not least <= len(value) <= most:
        yield _fault(f"must have between {least} and {most} characters or items", at)
    if isinstance(value, list):
        for n, one in enumerate(value):
            yield from _shape(one, f"{general}/*", f"{at}/{n}")
    if isinstance(value, dict):
        yield from _fields(value, general, at)
    elif general in _KEYS:
        yield _fault("must be an object", at)


def _fields(value: Json, general: str, at: str) -> Faults:
    for name in sorted(_NEEDED.get(general, set()) - value.keys()):
        yield _fault(f"missing required field: {name}", at)
    for name, inner in value.items():
        if general in _KEYS and name not in _KEYS[general]:
            yield _fault(f"unexpected field: {name}", f"{at}/{name}")
        else:
            yield from _shape(inner, f"{general}/{name}", f"{at}/{name}")


def _sense(manifest: Json) -> Faults:
    scopes = set(_at(manifest, "oauth_config", "scopes", "bot") or [])
    optional = set(_at(manifest, "oauth_config", "scopes", "bot_optional") or [])
    for scope in sorted((scopes | optional) - SCOPES):
        yield _fault(f"illegal bot scope: {scope}", "/oauth_config/scopes/bot")
    for scope in sorted(optional - scopes):
        yield _fault(f"optional, but not among the bot scopes: {scope}", "/oauth_config/scopes/bot_optional")
    if scopes and not _at(manifest, "features", "bot_user"):
        yield _fault("bot scopes need a bot user", "/features/bot_user")
    yield from _looks(manifest)
    yield from _events(manifest, scopes)
    yield from _features(manifest, scopes)
    yield from _addresses(manifest)


def _looks(manifest: Json) -> Faults:
    color = _at(manifest, "display_information", "background_color")
    if color is not None and not re.fullmatch(r"#(?:[0-9a-fA-F]{3}){1,2}", str(color)):
        yield _fault("must be a hexadecimal color", "/display_information/background_color")
    for n, one in enumerate(_at(manifest, "features", "slash_commands") or []):
        if not re.fullmatch(r"/[a-z0-9_-]+", str(one.get("command"))):
            yield _fault("must begin with / and have no spaces", f"/features/slash_commands/{n}/command")
    for n, one in enumerate(_at(manifest, "features", "shortcuts") or []):
        if one.get("type") not in ("message", "global"):
            yield _fault("must be message or global", f"/features/shortcuts/{n}/type")


def _events(manifest: Json, scopes: set[str]) -> Faults:
    pointer = "/settings/event_subscriptions/bot_events"
    for event in _at(manifest, "settings", "event_subscriptions", "bot_events") or []:
        needed = EVENT_SCOPES.get(event)
        if needed is None:
            yield _fault(f"unknown event: {event}", pointer)
        elif needed and needed not in scopes:
            yield _fault(f"{event} needs the scope {needed}", pointer)


def _features(manifest: Json, scopes: set[str]) -> Faults:
    features = manifest.get("features") or {}
    if (features.get("slash_commands") or features.get("shortcuts")) and "commands" not in scopes:
        yield _fault("commands and shortcuts need the scope commands", "/oauth_config/scopes/bot")
    if features.get("agent_view") and "assistant:write" not in scopes:
        yield _fault("an agent needs the scope assistant:write", "/oauth_config/scopes/bot")
    if "assistant_view" in features:
        yield _fault("new apps take agent_view", "/features/assistant_view")


def _addresses(manifest: Json) -> Faults:
    settings = manifest.get("settings") or {}
    if settings.get("socket_mode_enabled"):
        return
    interactivity, events = settings.get("interactivity") or {}, settings.get("event_subscriptions") or {}
    if interactivity.get("is_enabled") and not _https(interactivity.get("request_url")):
        yield _fault("without Socket Mode a request URL is needed", "/settings/interactivity/request_url")
    if events.get("bot_events") and not _https(events.get("request_url")):
        yield _fault(
            "without Socket Mode a request URL is needed", "/settings/event_subscriptions/request_url"
        )
    for n, one in enumerate(_at(manifest, "features", "slash_commands") or []):
        if not _https(one.get("url")):
            yield _fault("without Socket Mode a URL is needed", f"/features/slash_commands/{n}/url")


def _https(url: object) -> bool:
    return isinstance(url, str) and url.startswith("https://")


def _at(value: Json, *path: str) -> Any:
    found: Any = value
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
