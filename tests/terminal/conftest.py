"""A terminal in which the chat over the sample articles runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.terminal.screen import Terminal

Begin = Callable[..., Terminal]


@pytest.fixture
def chat(sample_library: Path, tmp_path: Path) -> Iterator[Begin]:
    """Begins `newsdesk chat`, with what `Terminal` takes; all that were begun end with the test."""
    with ExitStack() as begun:

        def begin(*arguments: str, library: Path = sample_library, **given: Any) -> Terminal:
            return begun.enter_context(Terminal(library, tmp_path / "home", *arguments, **given))

        yield begin
