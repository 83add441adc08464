"""What the Slack app is to Slack: its scopes, events, command and shortcut, and the manifest that says so."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from config.errors import SettingsError

COMMAND = "/news"
SHORTCUT = "check_news"
"""The callback id of the message shortcut."""

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "groups:history",
    "im:history",
)
"""Without any of these a part of the app does not work."""

OPTIONAL_SCOPES = {
    "channels:read": "settings by #name in public channels",
    "groups:read": "settings by #name in private channels",
    "usergroups:read": "user groups among those who may ask",
    "users:read": "workspace admins may use /news settings",
}
"""Scopes that an installer may decline, with what each is for."""

APP_SCOPE = "connections:write"
"""What the app-level token of Socket Mode needs."""

EVENTS = (
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "message.channels",
    "message.groups",
    "message.im",
)
INSTALLATION_EVENTS = ("app_uninstalled", "tokens_revoked")
"""Told besides where many workspaces may install the app."""

LONGEST_NAME = 35

_NOT_IN_A_BOT_NAME = re.compile(r"[^a-z0-9._-]+")


def slack_manifest(name: str = "Newsdesk", url: str | None = None) -> dict[str, Any]:
    """The manifest of an app, as Slack takes it under "From an app manifest".

    Args:
        name: what the app is called in Slack, 35 characters at most.
        url: the public https address under which Newsdesk is reached; without one the
            app uses Socket Mode and needs no address.

    Raises:
        SettingsError: the name or the address is not usable.
    """
    name = _checked_name(name)
    base = _checked_url(url) if url is not None else None
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": "Answers from the news you keep, every quotation checkable.",
            "long_description": (
                "Mention it, message it or use /news, and it answers from the news articles your team keeps. "
                "Every quotation is word for word in the stored article, with outlet and date, and opens at "
                "its source. It says so where the articles do not answer, and shows where accounts differ."
            ),
            "background_color": "#1f3a5f",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": _bot_name(name), "always_online": True},
            "agent_view": {
                "agent_description": "Ask about the news: answers quote the articles your team keeps, "
                "with outlet, date and source."
            },
            "shortcuts": [
                {
                    "name": "Check against the news",
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": "What the articles hold for and against this message's claims",
                }
            ],
            "slash_commands": [
                {
                    "command": COMMAND,
                    "description": "Ask the news; only you see the answer",
                    "usage_hint": "what did the minister say? | settings | help",
                    # Channels, people and links arrive as ids, so a name in a question stays a name.
                    "should_escape": True,
                    **_at(base, "url"),
                }
            ],
        },
        "oauth_config": {
            **({"redirect_urls": [base + REDIRECT_PATH]} if base else {}),
            "scopes": {
                "bot": sorted((*SCOPES, *OPTIONAL_SCOPES)),
                "bot_optional": sorted(OPTIONAL_SCOPES),
            },
        },
        "settings": {
            "event_subscriptions": {
                **_at(base, "request_url"),
                "bot_events": sorted((*EVENTS, *(INSTALLATION_EVENTS if base else ()))),
            },
            "interactivity": {"is_enabled": True, **_at(base, "request_url")},
            "org_deploy_enabled": False,
            "socket_mode_enabled": base is None,
            "token_rotation_enabled": False,
        },
    }


def _at(base: str | None, field: str) -> dict[str, str]:
    """The field with the address for Slack's requests; nothing in Socket Mode."""
    return {field: base + EVENTS_PATH} if base else {}


def _checked_name(name: str) -> str:
    found = " ".join(name.split())
    if not found or len(found) > LONGEST_NAME or not _bot_name(found):
        raise SettingsError(
            f"The app cannot be called {name!r}: Slack takes 1 to {LONGEST_NAME} characters.",
            "Give it another name with --name, with Latin letters or digits in it.",
        )
    return found


def _bot_name(name: str) -> str:
    """The name in the characters that Slack allows for a bot user."""
    return _NOT_IN_A_BOT_NAME.sub("-", name.lower()).strip("-._")


def _checked_url(url: str) -> str:
    """The address without a slash at its end."""
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme == "https" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username or " " in url.strip():
        raise SettingsError(
            f"Slack cannot reach {url!r}.", "Give the public address, as in https://news.example.org"
        )
    return url.strip().rstrip("/")
