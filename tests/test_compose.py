"""The files for containers name settings, commands and extras that there are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import USUAL, Settings
from tests.test_docs import parse

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if service["image"] == "newsdesk"]
SET = {f"NEWSDESK_{name.upper()}" for name in Settings.model_fields} | {name.upper() for name in USUAL}


def test_there_are_some() -> None:
    assert OURS == ["ingest", "slack", "newsdesk"]


@pytest.mark.parametrize("name", OURS)
def test_each_runs_a_command_with_settings_that_there_are(name: str) -> None:
    service = SERVICES[name]
    parse(service["command"])
    assert set(service["environment"]) <= SET
    assert service["environment"]["NEWSDESK_DATABASE"].startswith("postgresql://newsdesk:")
    # Without a folder that outlives it, a node would be filled anew at each start.
    assert any(volume.endswith("/library") for volume in service["volumes"])


@pytest.mark.parametrize("name", list(SERVICES))
def test_what_a_service_stands_on_is_there(name: str) -> None:
    service = SERVICES[name]
    assert set(service.get("depends_on", ())) <= set(SERVICES)
    named = {volume.partition(":")[0] for volume in service.get("volumes", ())}
    assert {volume for volume in named if "/" not in volume} <= set(COMPOSE["volumes"])
    for file in (volume for volume in named if volume.startswith("./")):
        assert (ROOT / file).is_file()


def test_ingesting_nodes_have_folders_of_their_own_and_those_in_slack_share_one() -> None:
    assert SERVICES["ingest"]["volumes"] == ["/library"]
    assert SERVICES["slack"]["volumes"] == ["answers:/library"]


def test_only_the_proxy_is_reached_from_outside_and_it_asks_for_the_token() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    header = Settings.model_fields["chroma_token_header"].default
    rules = (ROOT / "docs" / "Caddyfile").read_text()
    assert f"not header {header} {{$NEWSDESK_CHROMA_TOKEN}}" in rules
    assert set(re.findall(r"\{\$(\w+)\}", rules)) == set(SERVICES["proxy"]["environment"])


def test_the_image_installs_extras_and_copies_packages_that_there_are() -> None:
    lines = (ROOT / "Dockerfile").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    (extras,) = re.findall(r"'\.\[([\w,-]+)\]'", lines)
    assert set(extras.split(",")) <= set(project["project"]["optional-dependencies"])
    copied = {word for line in re.findall(r"^COPY (.+) \S+$", lines, re.MULTILINE) for word in line.split()}
    assert all((ROOT / name).exists() for name in copied)
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) <= copied
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in
    assert set(re.findall(r"(NEWSDESK_\w+)=", lines)) <= SET
