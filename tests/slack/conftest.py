"""What the tests of the Slack app stand on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.slack.standin import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    """A Slack of the test's own, workspace T1 in it."""
    with Slack() as slack:
        yield slack


@pytest.fixture
def anyio_backend() -> str:
    """The loop of tests marked anyio."""
    return "asyncio"
