"""The commands: manifest, check and run, as they are typed."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from typer.testing import CliRunner, Result

from bot.cli import app
from config.log import start_log, stop_log
from config.settings import load_settings
from config.slack_manifest import slack_manifest
from tests.slack.standin import Slack


def run(*words: str, **variables: str) -> Result:
    return CliRunner().invoke(app, ["slack", *words], env=variables)


def test_the_manifest_in_three_forms() -> None:
    assert yaml.safe_load(run("manifest").stdout) == slack_manifest()
    assert json.loads(run("manifest", "--json", "--name", "Desk").stdout) == slack_manifest("Desk")
    link = urlsplit(run("manifest", "--link", "--http", "https://a.example").stdout.strip())
    assert link.hostname == "api.slack.com"
    assert json.loads(parse_qs(link.query)["manifest_json"][0]) == slack_manifest(url="https://a.example")
    assert run("manifest", "--yaml", "--json").exit_code == 2
    refused = run("manifest", "--http", "http://a.example")
    assert refused.exit_code == 1
    assert "public address" in refused.stderr


@pytest.mark.parametrize("words", [(), ("run",), ("--http",), ("run", "--http")])
def test_without_tokens_it_says_what_to_do(words: tuple[str, ...]) -> None:
    said = run(*words)
    assert said.exit_code == 1
    assert "The Slack app cannot start: bot token: not set." in said.stderr
    assert "api.slack.com/apps" in said.stderr


def test_an_option_in_the_wrong_place_is_not_passed_over() -> None:
    said = run("--http", "check")
    assert said.exit_code == 2
    assert "Options of check stand behind it" in said.stderr


def test_tokens_are_read_under_their_usual_names(slack: Slack, sample_library: Path) -> None:
    slack.use_manifest(slack_manifest())
    usual = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "NEWSDESK_LIBRARY": str(sample_library),
    }
    well = run("check", **usual)
    assert well.exit_code == 0, well.stdout
    assert "ok: socket: Slack greets" in well.stdout
    broken = run("check", "--json", **usual, NEWSDESK_SLACK_BOT_TOKEN="xoxb-0")
    assert broken.exit_code == 1
    checks = json.loads(broken.stdout)
    assert checks[0]["detail"] == "Slack says invalid_auth"
    for secret in (slack.bot_token, slack.app_token):
        assert secret not in well.stdout + broken.stdout + well.stderr


def test_the_settings_of_a_file_yield_to_a_usual_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text('slack_bot_token = "xoxb-file"\nslack_app_token = "xapp-file"\n', "utf-8")
    monkeypatch.setenv("NEWSDESK_CONFIG", str(file))
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-usual")
    monkeypatch.setenv("SLACK_APP_TOKEN", "")

    def told(**given: Any) -> list[str]:
        settings = load_settings(**given)
        secrets = (settings.slack_bot_token, settings.slack_app_token)
        return [secret.get_secret_value() if secret else "" for secret in secrets]

    assert told() == ["xoxb-usual", "xapp-file"]
    monkeypatch.setenv("NEWSDESK_SLACK_BOT_TOKEN", "xoxb-own")
    assert told() == ["xoxb-own", "xapp-file"]
    assert told(slack_bot_token="xoxb-given") == ["xoxb-given", "xapp-file"]


def test_a_secret_that_a_file_sets_is_not_logged() -> None:
    secret = "0123456789abcdef0123456789abcdef"
    settings = load_settings(slack_signing_secret=secret)
    assert secret not in repr(settings)
    start_log(settings)
    try:
        logging.getLogger("bot").warning("it was %s", secret, extra={"key": secret})
    finally:
        stop_log()
    written = settings.log_file.read_text("utf-8")
    assert "it was" in written
    assert secret not in written


def test_help_loads_nothing_of_slack() -> None:
    script = (
        "import sys\nfrom bot.cli import app\n"
        "try:\n    app(['slack', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = ('slack_bolt', 'slack_sdk', 'aiohttp', 'uvicorn', 'yaml')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")
