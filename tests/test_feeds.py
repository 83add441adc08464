"""The addresses followed: added, listed, removed, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.desk import Newsdesk
from bot.showing.durations import duration, in_brief
from config.errors import FeedError
from config.log import stop_log

FEED = "https://paper.example/rss.xml"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "library"
    stop_log()


def newsdesk(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words])


def test_added_listed_removed(library: Path) -> None:
    with Newsdesk(library) as desk:
        assert desk.feeds() == []
        one = desk.add_feed(f" {FEED}#top ")
        two = desk.add_feed("http://other.example/", every=timedelta(hours=2))
        assert (one.address, one.every_seconds, one.last_checked) == (FEED, 900, None)
    with Newsdesk(library) as desk:
        assert desk.feeds() == [one, two], "they are kept in the library"
        desk.remove_feed(FEED)
        assert desk.feeds() == [two]
        assert desk.add_feed(FEED).address == FEED


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "Nothing cannot be followed: only http and https"),
        ("rss.xml", "rss.xml cannot be followed: only http and https"),
        ("file:///etc/passwd", "file:///etc/passwd cannot be followed: only http and https"),
        ("https://", "cannot be followed: not a valid address"),
        ("http://[", "cannot be followed: not a valid address"),
        ("https://a.example/\udcff", "cannot be followed: not a valid address"),
        ("https://a.example/" + "a" * 5_000, "cannot be followed: not a valid address"),
    ],
)
def test_what_is_no_address(library: Path, address: str, said: str) -> None:
    with Newsdesk(library) as desk:
        for act in (desk.add_feed, desk.remove_feed):
            with pytest.raises(FeedError, match=said):
                act(address)
        assert desk.feeds() == []


@pytest.mark.parametrize("every", [timedelta(0), timedelta(seconds=59), timedelta(days=366), timedelta(-1)])
def test_too_often_or_too_rarely(library: Path, every: timedelta) -> None:
    with Newsdesk(library) as desk, pytest.raises(FeedError, match="cannot be looked at every"):
        desk.add_feed(FEED, every=every)


@given(
    st.timedeltas(timedelta(0), timedelta(days=10_000)).map(
        lambda d: timedelta(seconds=d // timedelta(seconds=1))
    )
)
def test_a_length_of_time_there_and_back(length: timedelta) -> None:
    assert duration(in_brief(round(length.total_seconds()))) == length


@given(st.text(max_size=6) | st.from_regex(r"\s?[0-9]{1,10}[smhdSMHDyµ]?"))
def test_any_text_is_a_length_of_time_or_refused(text: str) -> None:
    try:
        found = duration(text)
    except ValueError:
        return
    assert found >= timedelta(0)
    assert text.strip()[-1].lower() in "smhd"


def test_the_commands(library: Path) -> None:
    empty = newsdesk(library, "feeds", "list")
    assert (empty.exit_code, empty.stdout) == (0, "")
    assert "No feeds are followed." in empty.stderr
    assert newsdesk(library, "feeds", "list", "--json").stdout == "[]\n"

    added = newsdesk(library, "feeds", "add", FEED, "--every", "2h")
    assert (added.exit_code, added.stderr) == (0, f"Following {FEED} every 2h.\n")
    again = newsdesk(library, "feeds", "add", FEED)
    assert again.exit_code == 1
    assert again.stderr.startswith(f"newsdesk: The feed {FEED} is followed already.\n")
    assert newsdesk(library, "feeds", "list").stdout == f"{FEED}\t2h\tnot yet looked at\n"
    (listed,) = json.loads(newsdesk(library, "feeds", "list", "--json").stdout)
    assert (listed["address"], listed["every_seconds"], listed["last_checked"]) == (FEED, 7200, None)

    assert newsdesk(library, "feeds", "remove", FEED).exit_code == 0
    unknown = newsdesk(library, "feeds", "remove", FEED)
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith(f"newsdesk: The feed {FEED} is not followed.\n")
    wrong = newsdesk(library, "feeds", "add", FEED, "--every", "often")
    assert wrong.exit_code == 2
    assert "no length of time" in wrong.stderr
