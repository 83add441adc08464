"""The manifest keeps to what Slack takes, whatever the app is called and wherever it runs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web import WebClient

from config.errors import SettingsError
from config.slack_manifest import EVENTS, LONGEST_NAME, OPTIONAL_SCOPES, SCOPES, slack_manifest
from tests.slack.standin import Slack
from tests.slack.standin.manifests import manifest_faults


def test_socket_mode_needs_no_address(slack: Slack) -> None:
    manifest = slack_manifest()
    client = WebClient(slack.app.config_token, base_url=slack.api_url)
    assert client.apps_manifest_validate(manifest=manifest)["ok"]
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "assistant_view" not in manifest["features"]
    assert not list(addresses(manifest))


def test_http_gives_every_address() -> None:
    manifest = slack_manifest("Desk", "https://news.example.org/bot/")
    assert manifest_faults(manifest) == []
    assert manifest["settings"]["socket_mode_enabled"] is False
    events = manifest["settings"]["event_subscriptions"]
    assert set(addresses(manifest)) == {"https://news.example.org/bot/slack/events"}
    assert set(events["bot_events"]) == {*EVENTS, "app_uninstalled", "tokens_revoked"}
    assert manifest["oauth_config"]["redirect_urls"] == ["https://news.example.org/bot/slack/oauth_redirect"]


def test_the_command_escapes_people_and_channels() -> None:
    (command,) = slack_manifest()["features"]["slash_commands"]
    assert command["command"] == "/news"
    assert command["should_escape"] is True


def test_optional_scopes_are_among_those_asked_for_and_no_event_needs_one() -> None:
    assert not set(SCOPES) & set(OPTIONAL_SCOPES)
    manifest = slack_manifest()
    scopes = manifest["oauth_config"]["scopes"]
    assert set(scopes["bot_optional"]) < set(scopes["bot"])
    declined = {"bot": [scope for scope in scopes["bot"] if scope not in scopes["bot_optional"]]}
    assert manifest_faults({**manifest, "oauth_config": {"scopes": declined}}) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * (LONGEST_NAME + 1), "новости"])
def test_names_that_slack_refuses(name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be called"):
        slack_manifest(name)


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example.org",
        "news.example.org",
        "https://",
        "https://news.example.org/?a=b",
        "https://news.example.org/#top",
        "https://me:pw@news.example.org",
        "https://news example.org",
        "https://[",
        "",
    ],
)
def test_addresses_that_slack_cannot_call(url: str) -> None:
    with pytest.raises(SettingsError, match="cannot reach"):
        slack_manifest(url=url)


@given(name=st.text(max_size=40), host=st.from_regex(r"[a-z]{1,9}\.example", fullmatch=True))
def test_any_name_is_refused_or_makes_a_manifest_that_slack_takes(name: str, host: str) -> None:
    try:
        manifest = slack_manifest(name, f"https://{host}")
    except SettingsError:
        return
    assert manifest_faults(manifest) == []
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", manifest["features"]["bot_user"]["display_name"])


def addresses(manifest: dict[str, Any]) -> list[str]:
    settings = manifest["settings"]
    found = [
        settings["event_subscriptions"].get("request_url"),
        settings["interactivity"].get("request_url"),
        *(command.get("url") for command in manifest["features"]["slash_commands"]),
    ]
    return [address for address in found if address]
