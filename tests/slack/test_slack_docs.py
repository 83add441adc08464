"""What the pages about Slack tell to type, set and read is there."""

from __future__ import annotations

import re
import tomllib

import pytest
from typer.main import get_command

from bot.cli import app
from bot.slack.settings.channel_rules import ChannelRules
from bot.slack.settings.channel_settings import ChannelSettings
from config.settings import USUAL, Settings
from config.slack_manifest import (
    EVENTS_PATH,
    INSTALL_PATH,
    OPTIONAL_SCOPES,
    REDIRECT_PATH,
    slack_manifest,
)
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "slack.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def commands(text: str) -> list[list[str]]:
    """Every command that a text shows, in words, without its comment."""
    found = re.findall(r"^(?:ExecStart=\S*/)?(newsdesk slack.*)$|`(newsdesk slack[^`]*)`", text, re.MULTILINE)
    return [(one or other).split("#")[0].split() for one, other in found]


@pytest.mark.parametrize("words", commands(PAGE) + commands(README), ids=" ".join)
def test_commands_and_options_are_there(words: list[str]) -> None:
    place = get_command(app).commands["slack"]  # type: ignore[attr-defined]
    for word in words[2:]:
        if word in getattr(place, "commands", {}):
            place = place.commands[word]
        elif word.startswith("--"):
            assert word in {option for parameter in place.params for option in parameter.opts}, word


def test_settings_are_there() -> None:
    for name in re.findall(r"NEWSDESK_(SLACK_[A-Z_]+)", PAGE + README):
        assert name.lower() in Settings.model_fields, name
    for name in re.findall(r"\b(?<!_)(SLACK_[A-Z_]+)", PAGE + README):
        assert name.lower() in USUAL, name


def test_every_slack_setting_has_a_row() -> None:
    for name in Settings.model_fields:
        if name.startswith("slack_") and not name.startswith(
            ("slack_answers", "slack_waiting", "slack_health")
        ):
            assert f"NEWSDESK_{name.upper()}" in README, name


def test_the_file_of_channels_that_is_shown_is_one() -> None:
    shown = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    rules = ChannelRules.model_validate(tomllib.loads(shown[1]))
    assert rules.channels["#legal"].locked
    table = set(re.findall(r"^\| `(\w+)` \| ", PAGE, re.MULTILINE))
    assert set(ChannelSettings.model_fields) <= table


def test_scopes_paths_and_scopes_that_may_be_declined_are_told() -> None:
    assert all(f"`{scope}`" in PAGE for scope in OPTIONAL_SCOPES)
    assert all(path in PAGE for path in (EVENTS_PATH, INSTALL_PATH, REDIRECT_PATH))
    (shortcut,) = slack_manifest()["features"]["shortcuts"]
    assert shortcut["name"] in PAGE
