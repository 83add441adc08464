"""Whether what the Slack app needs is set, and looks as it should; nothing is asked of Slack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.status import Check
from config.slack_manifest import APP_SCOPE

if TYPE_CHECKING:
    from pydantic import SecretStr

    from config.settings import Settings

_PAGES = "At https://api.slack.com/apps, your app"
_BOT = f"{_PAGES}, OAuth & Permissions: install it, and set SLACK_BOT_TOKEN to the token (xoxb-…)."
_APP = (
    f"{_PAGES}, Basic Information, App-Level Tokens: generate one with {APP_SCOPE}, and set SLACK_APP_TOKEN."
)
_SIGNING = f"{_PAGES}, Basic Information, App Credentials: set SLACK_SIGNING_SECRET to the signing secret."
_CLIENT = f"{_PAGES}, Basic Information, App Credentials: set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET."


@dataclass(frozen=True, slots=True)
class Modes:
    """How the app runs.

    Args:
        socket: over Socket Mode; else over HTTP.
        many: several workspaces install it by OAuth; else it is in one, by its token.
    """

    socket: bool
    many: bool

    @classmethod
    def of(cls, settings: Settings, *, http: bool) -> Modes:
        """How it runs with these settings; a bot token puts it into one workspace."""
        alone = settings.slack_bot_token is not None or settings.slack_client_id is None
        return cls(socket=not http, many=http and not alone)


def slack_is_set(settings: Settings) -> bool:
    """Whether anything of the Slack app is set."""
    return any((settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret))


def check_settings(settings: Settings, modes: Modes) -> list[Check]:
    """What is missing or cannot be right, and the secrets that cannot be tried without a request of Slack's.

    A token that looks as it should has no line here: Slack itself is asked about it.
    """
    found = []
    if not modes.many:
        found.append(_token("bot token", settings.slack_bot_token, "xoxb-", _BOT))
    if modes.socket:
        found.append(_token("app token", settings.slack_app_token, "xapp-", _APP))
    else:
        found.append(_signing_secret(settings.slack_signing_secret))
    if missing := [] if modes.socket else _packages(modes):
        detail = f"{', '.join(missing)} not installed"
        found.append(
            Check(name="packages", ok=False, detail=detail, mend="pip install 'newsdesk[slack-http]'")
        )
    if modes.many:
        detail = "set" if settings.slack_client_secret else "not set"
        well = settings.slack_client_secret is not None
        found.append(Check(name="client secret", ok=well, detail=detail, mend=_CLIENT))
    return [check for check in found if check is not None]


def _packages(modes: Modes) -> list[str]:
    """What running so needs and is not installed."""
    needed = ("uvicorn", "sqlalchemy", "aiosqlite") if modes.many else ("uvicorn",)
    return [name for name in needed if find_spec(name) is None]


def _token(name: str, token: SecretStr | None, beginning: str, mend: str) -> Check | None:
    if token is None or not token.get_secret_value().strip():
        return Check(name=name, ok=False, detail="not set", mend=mend)
    value = token.get_secret_value()
    if not value.startswith(beginning):
        kind = {"xoxb": "a bot token", "xapp": "an app token", "xoxp": "a user's token"}.get(value[:4])
        detail = f"what is set is {kind}" if kind else f"what is set does not begin with {beginning}"
        return Check(name=name, ok=False, detail=detail, mend=mend)
    if not re.fullmatch(r"[A-Za-z0-9-]+", value):
        return Check(name=name, ok=False, detail="there are characters in it that no token has", mend=mend)
    return None


def _signing_secret(secret: SecretStr | None) -> Check:
    if secret is None or not secret.get_secret_value().strip():
        return Check(name="signing secret", ok=False, detail="not set", mend=_SIGNING)
    if not re.fullmatch(r"[0-9a-f]{32}", secret.get_secret_value()):
        detail = "what is set is not 32 hexadecimal digits"
        return Check(name="signing secret", ok=False, detail=detail, mend=_SIGNING)
    return Check(name="signing secret", ok=True, detail="set; only a request from Slack shows if it is right")
