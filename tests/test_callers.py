"""One desk and many who ask: threads, tasks, limits, and a desk that is closed while it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pytest

from bot.desk import Newsdesk
from config.errors import LibraryError
from retrieval.asking.within import Within
from retrieval.store.connection import Connection

QUESTION = "What did the ferry company say?"


@pytest.fixture
def desk(own_sample: Path) -> Iterator[Newsdesk]:
    with Newsdesk(own_sample) as opened:
        yield opened


def outlets(desk: Newsdesk) -> list[str]:
    return sorted({article.outlet for article in desk.articles() if article.outlet})


@pytest.mark.parametrize("within", [None, Within(outlets=("The Harbour Post",))])
def test_a_desk_that_is_closed_while_it_is_asked_says_so_and_builds_nothing(
    own_sample: Path, within: Within | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Newsdesk(own_sample)
    desk.ask(QUESTION, within=within)
    before = (own_sample / "words").stat().st_ino
    make_ready = desk._make_ready

    def closed_then() -> None:
        make_ready()
        with ThreadPoolExecutor(1) as other:
            other.submit(desk.close).result()

    monkeypatch.setattr(desk, "_make_ready", closed_then)
    with pytest.raises(LibraryError, match="is closed"):
        desk.ask(QUESTION, within=within)
    monkeypatch.undo()
    for ask in (desk.ask, desk.search):
        with pytest.raises(LibraryError, match="is closed"):
            ask(QUESTION, within=within)
    assert (own_sample / "words").stat().st_ino == before


def test_a_thread_holds_one_connection_however_many_limits_it_asks_under(desk: Newsdesk) -> None:
    opened: list[Connection] = []
    for outlet in outlets(desk):
        limited = desk._limited.under(Within(outlets=(outlet,)))
        limited.search(QUESTION)
        opened.append(cast("Connection", limited._library._db))
    assert [connection.closed for connection in opened] == [True] * 8 + [False]
    # One that a question is being answered through stays.
    first, second = (desk._limited.under(Within(outlets=(name,))) for name in outlets(desk)[:2])
    with first._library.snapshot():
        second.search(QUESTION)
        assert first._library.outlets() == tuple(outlets(desk)[:1])
