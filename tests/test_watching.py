"""Feeds followed: when each is due, what a round leaves, how it is stopped; a live site over many rounds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from benchmarks.reliability.faults.disks import fill, mounted
from bot.cli import app
from bot.desk import Newsdesk
from bot.facade.parts import LOCK
from config.errors import FeedError, LibraryBusyError, LibraryError, NoRoomError
from config.log import stop_log
from config.settings import Settings, load_settings
from ingestion.watching import Round, wait_for, watch
from retrieval.asking.within import Within
from retrieval.library import Library
from retrieval.store.feed_list import Feed
from tests.old_libraries import old_library
from tests.site_server import SiteServer

ROOT = Path(__file__).resolve().parent.parent
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


STORIES = {
    "ferry": (
        "The mayor of Sollmark opened the new ferry across the Averne on Monday, nine days late.",
        "It carries forty cars and crosses in six minutes, a third of the time the old boat needed.",
        "Nobody will miss that one, she told some 300 people on the landing stage.",
    ),
    "tram": (
        "Trams ran through Port Calder for the first time since 1961 when line one was opened by Ada Quill.",
        "The transport minister rode from the station to the hospital, where nurses greeted her.",
        "Two further lines are being planned, but no money has been found for either of them yet.",
    ),
    "museum": (
        "A museum of clocks has been opened in Tarn by the widow of the watchmaker who collected them.",
        "Visitors can wind eleven of its pieces, among them a tower clock saved from a burning church.",
        "Schools come in free; everybody else pays five crowns, or nothing at all on a Thursday.",
    ),
}


def page(word: str, *more: str) -> str:
    """A page unlike the others."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in (*STORIES[word], *more))
    head = f"<head><title>The {word} opens</title></head>"
    return f"<html>{head}<body><article>{paragraphs}</article></body></html>"


def rss(*paths: str) -> str:
    items = "".join(f"<item><title>t</title><link>/{path}</link></item>" for path in paths)
    return f'<rss version="2.0"><channel><title>Sollmark Post</title>{items}</channel></rss>'


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("NEWSDESK_PER_HOST_DELAY", "0")
    return load_settings()


@pytest.fixture
def desk(tmp_path: Path, settings: Settings) -> Iterator[Newsdesk]:
    with Newsdesk(tmp_path / "library", settings=settings) as opened:
        yield opened
    stop_log()


def newsdesk(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words])


# When


@given(st.timedeltas(timedelta(days=-9), timedelta(days=9)), st.integers(60, 10**6))
def test_when_a_feed_is_due(since: timedelta, every: int) -> None:
    feed = Feed(address="https://a.example/", every_seconds=every, added=NOON, last_checked=NOON)
    waited = wait_for(feed, NOON + since)
    assert 0 <= waited <= every
    if timedelta(0) <= since < timedelta(seconds=every):
        assert wait_for(feed, NOON + since + timedelta(seconds=waited, microseconds=1)) == 0
        assert waited > 0
    else:
        assert waited == 0


def test_each_feed_in_its_time(desk: Newsdesk, site: SiteServer, monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[int] = []
    monkeypatch.setattr("ingestion.watching.give_back", lambda: given_back.append(len(rounds)))
    with pytest.raises(FeedError, match="No feeds are followed"):
        desk.check_feeds(NOON)
    often = desk.add_feed(site.put("often.xml", rss("ferry")), every=15 * MINUTE).address
    rare = desk.add_feed(site.put("rare.xml", rss("tram")), every=60 * MINUTE).address
    site.put("ferry", page("ferry"))
    site.put("tram", page("tram"))
    now = NOON
    rounds: list[Round | LibraryError] = []
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        nonlocal now
        waits.append(seconds)
        now += timedelta(seconds=seconds)
        return now > NOON + 61 * MINUTE

    watch(desk.check_feeds, desk.feeds, rounds.append, wait=wait, clock=lambda: now)
    told = [(round_.at - NOON, round_.feeds) for round_ in rounds if isinstance(round_, Round)]
    assert told == [
        (0 * MINUTE, (often, rare)),
        (15 * MINUTE, (often,)),
        (30 * MINUTE, (often,)),
        (45 * MINUTE, (often,)),
        (60 * MINUTE, (often, rare)),
    ]
    assert max(waits) <= 60
    # Memory is given back after each round in which something was done.
    assert given_back == [1, 2, 3, 4, 5]
    assert [feed.last_checked for feed in desk.feeds()] == [NOON + 60 * MINUTE] * 2


def test_what_is_wrong_with_a_feed_is_noted(desk: Newsdesk, site: SiteServer) -> None:
    lost = desk.add_feed(site / "lost.xml").address
    done = desk.check_feeds(NOON)
    assert done is not None
    assert [refused.item for refused in done.report.refused] == [lost]
    assert desk.feeds()[0].note == "gone: the server answers 404"
    site.put("lost.xml", rss("ferry"))
    site.put("ferry", page("ferry"))
    desk.check_feeds(NOON + 15 * MINUTE)
    assert desk.feeds()[0].note is None


def test_another_process_that_writes_is_waited_for(desk: Newsdesk, site: SiteServer) -> None:
    desk.add_feed(site.put("rss.xml", rss("ferry")))
    site.put("ferry", page("ferry"))
    lock = FileLock(desk.path / LOCK)
    lock.acquire()
    told: list[Round | LibraryError] = []

    def wait(_: float) -> bool:
        lock.release()
        return len(told) == 2

    watch(desk.check_feeds, desk.feeds, told.append, wait=wait, clock=lambda: NOON)
    assert isinstance(told[0], LibraryBusyError)
    assert isinstance(told[1], Round)
    assert told[1].report.new == 1


def test_room_on_a_full_disk_is_waited_for(desk: Newsdesk, site: SiteServer, tmp_path: Path) -> None:
    with mounted(tmp_path / "disk", "size=2m") as may:
        if not may:
            pytest.skip("a disk cannot be mounted here")
        filling = tmp_path / "disk" / "filling"
        told: list[Round | LibraryError] = []

        def wait(_: float) -> bool:
            filling.unlink(missing_ok=True)
            return len(told) == 2

        with Newsdesk(tmp_path / "disk" / "library") as full:
            full.add_feed(site.put("rss.xml", rss("ferry")))
            site.put("ferry", page("ferry"))
            fill(filling)
            watch(full.check_feeds, full.feeds, told.append, wait=wait, clock=lambda: NOON)
            assert isinstance(told[0], NoRoomError)
            assert isinstance(told[1], Round)
            assert told[1].report.new == 1
            assert full.index_faults() == []


def test_a_round_that_is_stopped_is_done_again(desk: Newsdesk, site: SiteServer) -> None:
    desk.add_feed(site.put("rss.xml", rss("ferry", "tram")))
    site.put("ferry", page("ferry"))
    taken = 0

    def body() -> Iterator[bytes]:
        nonlocal taken
        taken += 1
        os.kill(os.getpid(), signal.SIGINT)
        yield page("tram").encode()

    site.put("tram", body)
    with pytest.raises(KeyboardInterrupt):
        desk.check_feeds(NOON)
    assert taken == 1
    assert desk.feeds()[0].last_checked is None
    assert desk.integrity() == desk.index_faults() == []
    site.put("tram", page("tram"))
    done = desk.check_feeds(NOON)
    assert done is not None
    assert done.report.taken == 2
    assert desk.status().articles == 2


# The command


@pytest.mark.usefixtures("settings")
def test_once(tmp_path: Path, site: SiteServer) -> None:
    library = tmp_path / "library"
    for words in (("watch",), ("watch", "--once")):
        empty = newsdesk(library, *words)
        assert empty.exit_code == 1
        assert empty.stderr.startswith("newsdesk: No feeds are followed.\n")
    newsdesk(library, "feeds", "add", site.put("rss.xml", rss("ferry")))
    site.put("ferry", page("ferry"))
    first = newsdesk(library, "watch", "--once")
    assert first.exit_code == 0
    assert "1 feed: 1 new (" in first.stderr
    second = newsdesk(library, "watch", "--once")
    assert (second.exit_code, second.stderr) == (0, "No feed is due yet.\n")
    newsdesk(library, "feeds", "add", site / "lost.xml")
    assert newsdesk(library, "watch", "--once").exit_code == 1
    stop_log()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_stopped_between_rounds(desk: Newsdesk, site: SiteServer, sign: signal.Signals) -> None:
    desk.add_feed(site.put("rss.xml", rss("ferry")))
    site.put("ferry", page("ferry"))
    command = [sys.executable, "-m", "bot", "--library", str(desk.path), "watch"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "1 feed: 1 new (" in process.stderr.readline()
        process.send_signal(sign)
        _, told = process.communicate(timeout=20)
    assert process.returncode == 130
    assert told == "Stopped. Nothing is lost; newsdesk watch goes on from here.\n"
    assert desk.status().articles == 1


# A live site


def test_a_live_site_over_many_rounds(desk: Newsdesk, site: SiteServer) -> None:
    feed = site.put("rss.xml", rss("ferry", "tram"), etag='"1"')
    ferry = site.put("ferry", page("ferry"), etag='"f1"')
    tram = site.put("tram", page("tram"), etag='"t1"')
    desk.add_feed(feed)
    now = NOON - 15 * MINUTE

    def round_() -> Round:
        nonlocal now
        now += 15 * MINUTE
        site.requests.clear()
        done = desk.check_feeds(now)
        assert done is not None
        assert desk.misplaced() == desk.index_faults() == desk.integrity() == []
        return done

    def conditional() -> set[str]:
        return {r.path for r in site.requests if "if-none-match" in r.headers}

    first = round_().report
    assert (first.new, first.refused) == (2, ())

    # Nothing has changed: pages are only asked whether they have, and nothing is embedded.
    for _ in range(2):
        quiet = round_().report
        assert (quiet.unchanged, quiet.taken, quiet.embedded, quiet.passages) == (2, 2, 0, 0)
        assert conditional() == {"/ferry", "/tram"}
        assert sorted(site.paths()) == ["/ferry", "/rss.xml", "/tram"]

    # A new story.
    site.put("rss.xml", rss("museum", "ferry", "tram"), etag='"2"')
    museum = site.put("museum", page("museum"), etag='"m1"')
    assert (report := round_().report).new == 1
    assert report.unchanged == 2
    assert desk.search("Who opened the museum?")[0].url == museum

    # A story that changed.
    added = "A second ferry will follow in the spring of next year, the harbour office said."
    old = desk.article(ferry)
    site.put("ferry", page("ferry", added), etag='"f2"')
    assert (report := round_().report).updated == 1
    assert (report.new, report.unchanged) == (0, 2)
    assert len(desk.versions(ferry)) == 2
    sentences = desk.changes(ferry).sentences
    assert [s.new.text for s in sentences if s.kind != "kept" and s.new is not None] == [added]
    assert desk.article(ferry, old.version) == old

    # A copy at a second site.
    with SiteServer() as other:
        copy = other.put("wire/tram", page("tram"), etag='"c1"')
        desk.add_feed(other.put("rss.xml", rss("wire/tram").replace("Sollmark Post", "Averne Courier")))
        assert (report := round_().report).new == 1
        assert (report.copies, report.embedded) == (1, 0)
        assert {article.url for article in desk.story(tram).articles} == {tram, copy}
        (hit, *_) = desk.search("Who opened the tram?")
        assert hit.url in {tram, copy}

        # A story that is gone, at one of its two places.
        site.put("tram", status=410)
        report = round_().report
        assert (report.withdrawn, report.embedded) == (1, 0)
        assert [r.item for r in report.refused] == [tram]
        assert desk.search("Who opened the tram?")[0].url == copy
        assert desk.withdrawal(tram) is not None
        assert desk.withdrawal(copy) is None

        quiet = round_().report
        assert (quiet.unchanged, quiet.withdrawn, quiet.embedded) == (3, 0, 0)
        assert conditional() == {"/ferry", "/museum"}

    assert desk.status().articles == 4
    assert desk.status().versions == 5


# Which way an article came in


def test_an_article_is_known_to_have_come_through_each_feed_that_lists_it(
    desk: Newsdesk, site: SiteServer
) -> None:
    town = desk.add_feed(site.put("town.xml", rss("ferry", "tram"))).address
    port = desk.add_feed(site.put("port.xml", rss("ferry?utm_source=port"))).address
    ferry, tram = site.put("ferry", page("ferry")), site.put("tram", page("tram"))
    site.put("ferry?utm_source=port", page("ferry"))
    desk.check_feeds(NOON)

    def ways(address: str) -> set[str]:
        return set(desk._library.ways_to(desk.article(address).id))

    assert (ways(ferry), ways(tram)) == ({town, port}, {town})
    assert [a.url for a in desk.articles(within=Within(feeds=(port,)))] == [ferry]
    assert desk.search("Who opened the tram?", within=Within(feeds=(port,)))[0].url == ferry

    # Listed by another feed later, and not fetched anew.
    site.put("port.xml", rss("tram"))
    again = desk.check_feeds(NOON + 60 * MINUTE)
    assert again is not None
    assert again.report.new == 0
    assert (ways(ferry), ways(tram)) == ({town, port}, {town, port})

    # No longer followed, it is still the way by which they came.
    desk.remove_feed(port)
    assert len(desk.articles(within=Within(feeds=(port,)))) == 2
    desk.remove(desk.article(tram).id)
    assert [a.url for a in desk.articles(within=Within(feeds=(port,)))] == [ferry]


def test_a_library_from_before_the_way_was_recorded(tmp_path: Path) -> None:
    with closing(old_library(tmp_path, 5)) as db:
        db.execute("INSERT INTO articles (id) VALUES ('kept')")
        db.commit()
    library = Library(tmp_path)
    assert library.ways_to("kept") == []
    with library.transaction():
        library.came_through([("kept", "https://one.example/"), ("gone", "https://one.example/")])
        library.came_through([("kept", "https://one.example/")])
    assert library.ways_to("kept") == ["https://one.example/"]
    library.close()
