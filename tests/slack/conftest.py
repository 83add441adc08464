"""What the tests of the Slack app stand on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from tests.slack.running_app import RunningApp
from tests.slack.standin import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A Slack of the test's own, workspace T1 in it."""
    with Slack() as slack:
        yield slack


@pytest.fixture(scope="session")
def loaded(sample_library: Path) -> Iterator[Newsdesk]:
    """A desk whose model is loaded, for others to borrow."""
    with Newsdesk(sample_library) as desk:
        desk.search("news")
        yield desk


@pytest.fixture
def app(slack: Slack, own_sample: Path, loaded: Newsdesk) -> Iterator[RunningApp]:
    """The app at work in workspace T1, with the sample news."""
    with RunningApp(slack, own_sample, loaded) as running:
        yield running


@pytest.fixture
def anyio_backend() -> str:
    """The loop of tests marked anyio."""
    return "asyncio"
