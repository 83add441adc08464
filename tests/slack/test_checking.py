"""`newsdesk slack check` names what is missing and where to mend it, and shows no secret."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from bot.slack.serving.check_library import check_library
from bot.slack.serving.checking import check_slack
from bot.status import Check
from config.settings import Settings, load_settings
from config.slack_manifest import slack_manifest
from tests.slack.standin import Slack
from tests.slack.standin.method import METHODS, Entry

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def slack(slack: Slack) -> Slack:
    slack.use_manifest(slack_manifest())
    return slack


async def checked(settings: Settings, *, http: bool = False) -> dict[str, Check]:
    with Newsdesk(settings=settings) as desk:
        found = await check_slack(desk, http=http)
    told = " ".join(f"{check.detail} {check.mend}" for check in found)
    for secret in (settings.slack_bot_token, settings.slack_app_token, settings.slack_signing_secret):
        value = secret.get_secret_value() if secret else ""
        assert len(value) < 7 or value not in told
    return {check.name: check for check in found}


def settings_for(slack: Slack, library: Path, **other: object) -> Settings:
    tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token}
    return load_settings(library=library, slack_api_url=slack.api_url, **{**tokens, **other})


def run(settings: Settings, *, http: bool = False) -> dict[str, Check]:
    return asyncio.run(checked(settings, http=http))


def test_all_is_well(slack: Slack, sample_library: Path) -> None:
    checks = run(settings_for(slack, sample_library))
    assert list(checks) == ["bot token", "scopes", "app token", "socket", "library"]
    assert all(check.ok for check in checks.values()), checks
    assert "newsdesk" in checks["bot token"].detail.lower()
    assert "Slack greets" in checks["socket"].detail
    slack.wait_for(lambda: slack.connections == 0)


def test_scopes_that_are_missing_are_named(slack: Slack, sample_library: Path) -> None:
    slack.installed["T1"].scopes -= {"commands", "im:history", "users:read"}
    scopes = run(settings_for(slack, sample_library))["scopes"]
    assert not scopes.ok
    assert scopes.detail == "missing: commands, im:history"
    assert "Reinstall to Workspace" in scopes.mend


def test_optional_scopes_are_told_and_not_demanded(slack: Slack, sample_library: Path) -> None:
    slack.installed["T1"].scopes -= {"users:read"}
    scopes = run(settings_for(slack, sample_library))["scopes"]
    assert scopes.ok
    assert "users:read (workspace admins may use /news settings)" in scopes.detail


def test_a_token_that_slack_does_not_know(slack: Slack, sample_library: Path) -> None:
    checks = run(settings_for(slack, sample_library, slack_bot_token="xoxb-0-0", slack_app_token="xapp-0"))
    assert checks["bot token"].detail == "Slack says invalid_auth"
    assert "OAuth & Permissions" in checks["bot token"].mend
    assert checks["app token"].detail == "Slack says invalid_auth"
    assert "App-Level Tokens" in checks["app token"].mend
    assert "scopes" not in checks
    assert "socket" not in checks


def test_a_token_that_was_taken_back(slack: Slack, sample_library: Path) -> None:
    slack.installed["T1"].revoked = True
    check = run(settings_for(slack, sample_library))["bot token"]
    assert check.detail == "Slack says token_revoked"
    assert "taken back" in check.mend


def test_an_app_token_without_its_scope(slack: Slack, sample_library: Path) -> None:
    slack.app.app_scopes.clear()
    check = run(settings_for(slack, sample_library))["app token"]
    assert check.detail == "Slack says missing_scope"
    assert "connections:write" in check.mend


def test_socket_mode_that_is_off(slack: Slack, sample_library: Path) -> None:
    slack.app.socket_mode = False
    check = run(settings_for(slack, sample_library))["app token"]
    assert "Socket Mode: turn it on" in check.mend


def test_tokens_of_two_apps_are_told(
    slack: Slack, sample_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another = Entry(lambda _: {"bot": {"app_id": "A0OTHER"}}, "bot", ("users:read",))
    monkeypatch.setitem(METHODS, "bots.info", another)
    check = run(settings_for(slack, sample_library))["socket"]
    assert check.detail == f"the app token belongs to the app {slack.app.id}, the bot token to A0OTHER"


def test_tokens_that_are_mixed_up_are_not_sent(slack: Slack, sample_library: Path) -> None:
    mixed = {"slack_bot_token": slack.app_token, "slack_app_token": slack.bot_token}
    checks = run(settings_for(slack, sample_library, **mixed))
    assert checks["bot token"].detail == "what is set is an app token"
    assert checks["app token"].detail == "what is set is a bot token"
    assert slack.calls() == []


@pytest.mark.parametrize("token", ["xoxb-1 2", "xoxb-…", "secret", " "])
def test_what_is_no_token_is_not_sent(slack: Slack, sample_library: Path, token: str) -> None:
    checks = run(settings_for(slack, sample_library, slack_bot_token=token))
    assert not checks["bot token"].ok
    assert slack.calls("auth.test") == []


def test_slack_cannot_be_reached(sample_library: Path) -> None:
    with Slack() as gone:
        settings = settings_for(gone, sample_library)
    checks = run(settings)
    assert "cannot be reached" in checks["bot token"].detail
    assert "on line" in checks["app token"].mend


def test_http_needs_the_signing_secret(slack: Slack, sample_library: Path) -> None:
    alone = settings_for(slack, sample_library, slack_app_token=None)
    checks = run(alone, http=True)
    assert not checks["signing secret"].ok
    assert "app token" not in checks
    checks = run(settings_for(slack, sample_library, slack_signing_secret="short"), http=True)
    assert "32 hexadecimal digits" in checks["signing secret"].detail
    checks = run(settings_for(slack, sample_library, slack_signing_secret=SECRET), http=True)
    assert all(check.ok for check in checks.values()), checks


def test_packages_that_are_not_installed_are_named(
    slack: Slack, sample_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.serving.check_settings.find_spec", lambda name: None)
    check = run(settings_for(slack, sample_library), http=True)["packages"]
    assert check.detail == "uvicorn not installed"
    assert "slack-http" in check.mend


def test_many_workspaces_need_no_bot_token(slack: Slack, sample_library: Path) -> None:
    many = settings_for(
        slack, sample_library, slack_bot_token=None, slack_signing_secret=SECRET, slack_client_id="1.2"
    )
    checks = run(many, http=True)
    assert "bot token" not in checks
    assert not checks["client secret"].ok


def test_an_empty_library_and_an_old_one(tmp_path: Path, sample_library: Path) -> None:
    with Newsdesk(tmp_path / "new") as desk:
        assert not check_library(desk).ok
    with Newsdesk(sample_library) as desk:
        fresh = check_library(desk, datetime(2024, 10, 7, tzinfo=UTC))
        old = check_library(desk, datetime(2024, 12, 24, tzinfo=UTC))
    assert fresh.ok
    assert "days old" not in fresh.detail
    assert old.ok
    assert "newsdesk watch" in old.detail


def test_limits_that_leave_nothing_are_told(slack: Slack, sample_library: Path, tmp_path: Path) -> None:
    file = tmp_path / "channels.toml"
    file.write_text("[channels.C123]\noutlets = ['The Harbor Post', 'Northern Courier']\n", "utf-8")
    check = run(settings_for(slack, sample_library, slack_channels=file))["channels"]
    assert not check.ok
    assert check.detail == "the library holds nothing of The Harbor Post"
    file.write_text("[channels.C123]\noutlets = ['Northern Courier']\n", "utf-8")
    assert run(settings_for(slack, sample_library, slack_channels=file))["channels"].ok
    file.write_text("[channels", "utf-8")
    assert not run(settings_for(slack, sample_library, slack_channels=file))["channels"].ok


def test_doctor_has_a_line_only_where_slack_is_set(sample_library: Path, tmp_path: Path) -> None:
    def line(**settings: object) -> Check | None:
        with Newsdesk(settings=load_settings(library=sample_library, **settings)) as desk:
            return next((check for check in desk.doctor() if check.name == "Slack"), None)

    assert line() is None
    alone = line(slack_bot_token="xoxb-1")
    assert alone is not None
    assert alone.detail == "app token: not set"
    whole = line(slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    assert whole is not None
    assert whole.ok
    assert "Socket Mode" in whole.detail
    http = line(slack_bot_token="xoxb-1", slack_signing_secret=SECRET)
    assert http is not None
    assert http.ok
