"""Many workspaces: each installs the app by its own pages, and is answered with its own token."""

from __future__ import annotations

import asyncio
import html
import re
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listeners import installations as leaving
from bot.slack.serving.http import HttpServer, slack_asgi
from bot.slack.serving.installations import FILE, Installations
from config.errors import SettingsError
from config.settings import Settings, load_settings
from config.slack_manifest import EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH, SCOPES, slack_manifest
from tests.slack.standin import Slack


def settings_for(slack: Slack, **other: object) -> Settings:
    given = {"slack_client_id": slack.app.client_id, "slack_client_secret": slack.app.client_secret}
    return load_settings(slack_api_url=slack.api_url, **{**given, **other})


class Leaving:
    """Keeps which workspaces have left."""

    def __init__(self, left: list[str]) -> None:
        self._left = left

    async def leave(self, team: str) -> None:
        self._left.append(team)


@asynccontextmanager
async def served(
    slack: Slack, installations: Installations, left: list[str] | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    """The app over HTTP, echoing what it is asked, and the browser of somebody who installs it."""
    left = [] if left is None else left
    app = AsyncApp(
        client=AsyncWebClient(base_url=slack.api_url),
        signing_secret=slack.app.signing_secret,
        oauth_settings=installations.oauth,
    )
    leaving.register(app, Leaving(left))  # type: ignore[arg-type]

    @app.event("app_mention")
    async def mentioned(event: dict[str, str], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], text="here", thread_ts=event["ts"])

    @app.event("message")
    async def heard() -> None:
        return

    server = HttpServer(slack_asgi(app, slack.app.signing_secret), "127.0.0.1", 0, grace=1)
    await server.start()
    slack.app.request_url = f"http://127.0.0.1:{server.port}{EVENTS_PATH}"
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as browser:
            yield browser
    finally:
        await server.stop()


async def installed(slack: Slack, browser: httpx.AsyncClient, team: str) -> httpx.Response:
    """Go through the pages as somebody of that workspace does."""
    page = await browser.get(INSTALL_PATH)
    assert page.status_code == 200
    link = re.search(r'href="(https://slack\.com/oauth/v2/authorize[^"]+)"', page.text)
    assert link is not None
    asked = parse_qs(urlsplit(html.unescape(link[1])).query)
    assert set(SCOPES) <= set(asked["scope"][0].split(","))
    back = {"code": slack.authorize(team), "state": asked["state"][0]}
    # The cookie is for https alone; a browser on loopback is not held to it, httpx is.
    cookie = page.headers["set-cookie"].split(";")[0]
    return await browser.get(REDIRECT_PATH, params=back, headers={"cookie": cookie})


def test_two_workspaces_install_it_and_each_is_answered_with_its_own_token(
    slack: Slack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    slack.use_manifest(slack_manifest(url="https://news.example.org"))

    left: list[str] = []

    async def run() -> None:
        async with (
            Installations(settings_for(slack), tmp_path) as installations,
            served(slack, installations, left) as browser,
        ):
            for team in ("T1", "T2"):
                assert (await installed(slack, browser, team)).status_code == 200
                assert await installations.token(team) == slack.installed[team].token
            for team in ("T1", "T2"):
                channel = slack.channel("news", team=team)
                asked = slack.mention(channel, slack.user("owner", team=team), "what is new?")
                await slack.answer(asked)
            assert [call.team for call in slack.calls("chat.postMessage")] == ["T1", "T2"]

            slack.uninstall("T1")
            async with asyncio.timeout(10):
                while await installations.token("T1") is not None:
                    await asyncio.sleep(0.01)
            assert await installations.token("T2") == slack.installed["T2"].token
            await installations.forget("T2")
            assert await installations.token("T2") is None

    asyncio.run(run())
    assert set(left) == {"T1"}
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    for secret in (slack.app.client_secret, slack.installed["T2"].token):
        assert secret not in caplog.text


def test_an_installation_that_nobody_began_is_refused(slack: Slack, tmp_path: Path) -> None:
    slack.use_manifest(slack_manifest(url="https://news.example.org"))

    async def run() -> None:
        async with (
            Installations(settings_for(slack), tmp_path) as installations,
            served(slack, installations) as browser,
        ):
            code = slack.authorize("T1")
            for query in ({"code": code, "state": "guessed"}, {"code": code}, {}):
                answer = await browser.get(REDIRECT_PATH, params=query)
                assert answer.status_code >= 400
                assert code not in answer.text
            declined = await browser.get(REDIRECT_PATH, params={"error": "access_denied"})
            assert "access_denied" in declined.text
            assert (await browser.post(INSTALL_PATH)).status_code == 405
            assert await installations.token("T1") is None
        assert slack.calls("oauth.v2.access") == []

    asyncio.run(run())


def test_what_is_missing_is_said(slack: Slack, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="client id"):
        Installations(load_settings(), tmp_path)
    for address in ("no address", "sqlite:///not-async.db", "postgresql+nothing://me:pw@host/db"):
        with pytest.raises(SettingsError) as refused:
            Installations(settings_for(slack, slack_database=address), tmp_path)
        assert "pw" not in str(refused.value)


def test_a_database_that_cannot_be_written_is_said(slack: Slack, tmp_path: Path) -> None:
    address = f"sqlite+aiosqlite:///{tmp_path / 'none' / 'there.db'}"

    async def run() -> None:
        before = set(threading.enumerate())
        with pytest.raises(SettingsError, match="cannot be used"):
            async with Installations(settings_for(slack, slack_database=address), tmp_path):
                raise AssertionError("it opened")
        # The driver's thread still tells this loop that it ends, which must not be closed by then.
        while set(threading.enumerate()) - before:
            await asyncio.sleep(0)

    asyncio.run(run())
