"""`newsdesk slack check`: whether tokens, scopes, the socket and the library are as the app needs them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.serving.check_library import check_channels, check_library
from bot.slack.serving.check_settings import Modes, check_settings
from bot.status import Check
from config.slack_manifest import APP_SCOPE, OPTIONAL_SCOPES, SCOPES

if TYPE_CHECKING:
    from pydantic import SecretStr

    from bot.desk import Newsdesk

APPS = "https://api.slack.com/apps"
HELLO = 15.0
"""Seconds within which Slack greets on a new socket."""

_INSTALL = f"At {APPS}, your app, OAuth & Permissions: install it to the workspace, and copy the bot token."
_APP_TOKEN = (
    f"At {APPS}, your app, Basic Information, App-Level Tokens: generate one with {APP_SCOPE}, and copy it."
)
_BOT_MENDS = {
    "account_inactive": f"The app was removed from the workspace, or its bot is deactivated. {_INSTALL}",
    "token_revoked": f"The token was taken back. {_INSTALL}",
    "token_expired": f"Token rotation is on; turn it off in the app's manifest. {_INSTALL}",
}
_APP_MENDS = {
    "missing_scope": f"The token lacks {APP_SCOPE}. {_APP_TOKEN}",
    "socket_mode_not_enabled": f"At {APPS}, your app, Socket Mode: turn it on.",
    "too_many_websockets": "Ten processes are connected already; stop some.",
}


async def check_slack(desk: Newsdesk, *, http: bool = False) -> list[Check]:
    """Every check, in the order in which one depends on another; none raises.

    Args:
        desk: over the library that would answer.
        http: whether Slack shall reach the app over HTTP, in place of Socket Mode.
    """
    modes = Modes.of(desk.settings, http=http)
    found = check_settings(desk.settings, modes)
    broken = {check.name for check in found if not check.ok}
    bot_app = None
    if desk.settings.slack_bot_token is not None and "bot token" not in broken:
        checks, bot_app = await _check_bot(desk.settings.slack_api_url, desk.settings.slack_bot_token)
        found += checks
    if modes.socket and desk.settings.slack_app_token is not None and "app token" not in broken:
        found += await _check_socket(desk.settings.slack_api_url, desk.settings.slack_app_token, bot_app)
    found += await asyncio.to_thread(_check_desk, desk)
    return found


def _check_desk(desk: Newsdesk) -> list[Check]:
    return [check_library(desk), *check_channels(desk)]


async def _check_bot(url: str, token: SecretStr) -> tuple[list[Check], str | None]:
    """Whose the bot token is and what it may do; and the id of its app, where Slack tells."""
    client = AsyncWebClient(token.get_secret_value(), base_url=url, timeout=15)
    try:
        answer = await client.auth_test()
    except _FAILURES as error:
        return [_failed("bot token", error, _BOT_MENDS, _INSTALL)], None
    detail = f"{answer.get('user')} in {answer.get('team')} ({answer.get('url')})"
    granted = _scopes(answer.headers)
    found = [Check(name="bot token", ok=True, detail=detail), _check_scopes(granted)]
    app = None
    if "users:read" in granted and (bot := answer.get("bot_id")):
        try:
            told: Mapping[str, Any] = (await client.bots_info(bot=str(bot))).get("bot") or {}
            app = str(told.get("app_id") or "") or None
        except _FAILURES:
            app = None  # it only serves to compare
    return found, app


def _check_scopes(granted: set[str]) -> Check:
    missing = [scope for scope in SCOPES if scope not in granted]
    if missing:
        mend = (
            f"At {APPS}, your app, OAuth & Permissions, Bot Token Scopes: add them, then "
            "Reinstall to Workspace. Or replace the app's manifest by that of: newsdesk slack manifest"
        )
        return Check(name="scopes", ok=False, detail=f"missing: {', '.join(missing)}", mend=mend)
    without = [f"{scope} ({use})" for scope, use in OPTIONAL_SCOPES.items() if scope not in granted]
    detail = f"all {len(SCOPES)}" + (f"; not granted, and optional: {', '.join(without)}" if without else "")
    return Check(name="scopes", ok=True, detail=detail)


async def _check_socket(url: str, token: SecretStr, bot_app: str | None) -> list[Check]:
    """Whether the app token opens a socket, and Slack greets on it."""
    client = AsyncWebClient(token.get_secret_value(), base_url=url, timeout=15)
    try:
        opened = await client.apps_connections_open(app_token=token.get_secret_value())
    except _FAILURES as error:
        return [_failed("app token", error, _APP_MENDS, _APP_TOKEN)]
    found = [Check(name="app token", ok=True, detail="it opens connections")]
    try:
        hello = await _hello(str(opened["url"]))
    except (*_FAILURES, ValueError) as error:
        mend = "A proxy or firewall may not let websockets (wss://) through."
        return [*found, Check(name="socket", ok=False, detail=_reason(error), mend=mend)]
    app = str(hello.get("connection_info", {}).get("app_id", ""))
    if bot_app and app and bot_app != app:
        detail = f"the app token belongs to the app {app}, the bot token to {bot_app}"
        return [
            *found,
            Check(name="socket", ok=False, detail=detail, mend=f"Copy both from one app at {APPS}."),
        ]
    others = int(hello.get("num_connections", 1)) - 1
    detail = "Slack greets" + (f"; {others} more connected, which share the events" if others > 0 else "")
    return [*found, Check(name="socket", ok=True, detail=detail)]


async def _hello(url: str) -> dict[str, Any]:
    """What Slack says first on a socket."""
    async with (
        asyncio.timeout(HELLO),
        aiohttp.ClientSession(trust_env=True) as session,
        session.ws_connect(url) as socket,
    ):
        said = json.loads(await socket.receive_str())
    if not isinstance(said, dict) or said.get("type") != "hello":
        raise ValueError("Slack does not greet")
    return said


_FAILURES = (SlackApiError, SlackClientError, aiohttp.ClientError, TypeError, TimeoutError, OSError)
"""TypeError is aiohttp's for a frame that is no text, as where the socket closes at once."""


def _failed(name: str, error: Exception, mends: Mapping[str, str], otherwise: str) -> Check:
    if isinstance(error, SlackApiError):
        code = str(error.response.get("error", "unknown_error"))
        return Check(name=name, ok=False, detail=f"Slack says {code}", mend=mends.get(code, otherwise))
    mend = "Is this machine on line, and does it reach slack.com over https?"
    return Check(name=name, ok=False, detail=_reason(error), mend=mend)


def _reason(error: Exception) -> str:
    """What failed, without an address: that of a socket holds its ticket."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ValueError):
        return "Slack does not greet"
    return f"Slack cannot be reached ({type(error).__name__})"


def _scopes(headers: Mapping[str, Any]) -> set[str]:
    found = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), "")
    return {scope.strip() for scope in str(found).split(",") if scope.strip()}
