"""The app under test as Slack knows it: its secrets, what it may do and what it hears of."""

from __future__ import annotations

from dataclasses import dataclass, field

SCOPES = frozenset(
    [
        "app_mentions:read",
        "assistant:write",
        "chat:write",
        "commands",
        "im:history",
        "channels:history",
        "groups:history",
        "users:read",
        "reactions:write",
    ]
)
EVENTS = frozenset(
    [
        "app_mention",
        "message.im",
        "message.channels",
        "message.groups",
        "app_home_opened",
        "app_context_changed",
        "agent_session_stopped",
        "app_uninstalled",
        "tokens_revoked",
    ]
)


@dataclass
class App:
    """What an app's settings pages say; a test may change any of it.

    Args:
        scopes: the bot scopes a workspace grants when it installs the app.
        events: subscribed to, `message.channels` and its like by their full names.
        socket_mode: whether connections may be opened.
        request_url: where events go by HTTP, in place of Socket Mode.
    """

    id: str = "A0000000001"
    name: str = "newsdesk"
    client_id: str = "1000000001.2000000001"
    client_secret: str = "standin-client-secret"
    signing_secret: str = "standin-signing-secret"
    verification: str = "standin-verification"
    token: str = "xapp-1-A0000000001-standin"
    config_token: str = "xoxe.xoxp-standin"
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    commands: set[str] = field(default_factory=lambda: {"/news"})
    socket_mode: bool = True
    request_url: str | None = None


@dataclass
class Installation:
    """An app in one workspace.

    Args:
        token: its bot token; refused once `revoked`.
    """

    team: str
    token: str
    bot_user: str
    bot_id: str
    scopes: set[str]
    revoked: bool = False
