"""A page that is gone: its article answers no more, stays readable, and comes back with its page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from config.log import stop_log
from config.settings import Settings, load_settings
from retrieval.library import Library
from retrieval.wording import day_in_words
from tests.old_libraries import old_library
from tests.site_server import SiteServer

QUESTION = "Who opened the ferry by the Averne?"


def page(word: str) -> str:
    return (
        f"<html><head><title>The {word} opens</title></head><body><article>"
        f"<p>The mayor of Sollmark opened the new {word} by the Averne on Monday, nine days late.</p>"
        f"<p>Nobody will miss the old {word}, she told a crowd of about 300 people there.</p>"
        "</article></body></html>"
    )


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


def found(desk: Newsdesk, as_of: datetime | None = None) -> list[str | None]:
    return [hit.url for hit in desk.search(QUESTION, as_of=as_of)]


@pytest.mark.parametrize("status", [404, 410])
def test_gone_and_back(desk: Newsdesk, site: SiteServer, status: int) -> None:
    ferry, tram = site.put("ferry", page("ferry"), etag='"1"'), site.put("tram", page("tram"))
    desk.ingest([ferry, tram])
    before = datetime.now(UTC)
    cited = desk.article(ferry)
    site.put("ferry", status=status)

    report = desk.ingest([ferry, tram])
    assert (report.withdrawn, report.unchanged, report.embedded) == (1, 1, 0)
    assert [r.reason for r in report.refused] == [f"gone: the server answers {status}"]
    assert [n.text for n in report.notes] == [
        f"withdrawn: its page is gone ({status}); the article no longer answers"
    ]
    assert ferry not in found(desk)
    assert tram in found(desk)
    assert ferry in found(desk, before - timedelta(seconds=1))
    assert desk.article(cited.id, cited.version) == cited
    withdrawal = desk.withdrawal(ferry)
    assert withdrawal is not None
    assert withdrawal.reason == f"its page is gone ({status})"
    assert before.replace(microsecond=0) <= withdrawal.at <= datetime.now(UTC)
    assert desk.withdrawal(tram) is None

    again = desk.ingest([ferry])
    assert (again.withdrawn, len(again.refused)) == (0, 1)
    assert desk.withdrawal(ferry) == withdrawal, "the day it was first found gone stands"

    site.put("ferry", page("ferry"), etag='"1"')
    back = desk.ingest([ferry])
    assert (back.taken, back.updated, back.embedded) == (1, 0, 0)
    assert desk.withdrawal(ferry) is None
    assert ferry in found(desk)
    assert desk.ingest([ferry]).unchanged == 1


def test_a_page_that_fails_in_passing_is_not_withdrawn(desk: Newsdesk, site: SiteServer) -> None:
    ferry = site.put("ferry", page("ferry"))
    desk.ingest([ferry])
    site.put("ferry", status=403)
    assert desk.ingest([ferry]).withdrawn == 0
    assert desk.withdrawal(ferry) is None


def test_gone_at_one_address_of_two(desk: Newsdesk, site: SiteServer) -> None:
    link = f'<link rel="canonical" href="{site / "ferry"}"></head>'
    paths = ("ferry", "ferry?utm_source=x", "ferry?print=1")
    for path in paths:
        site.put(path, page("ferry").replace("</head>", link))
        desk.ingest([site / path])
    assert desk.status().articles == 1
    site.put("ferry", status=410)
    assert desk.ingest([site / "ferry"]).withdrawn == 0
    site.put("ferry?print=1", status=410)
    # The address with a tracking parameter is the page that is gone, and is not asked for to learn that.
    assert desk.ingest([site / "ferry?print=1"]).withdrawn == 1
    assert found(desk) == []


def test_gone_though_the_feed_still_tells_of_it(desk: Newsdesk, site: SiteServer) -> None:
    encoded = '<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/"><![CDATA[%s]]></c:encoded>'
    item = f"<title>The ferry opens</title><link>/ferry</link>{encoded % page('ferry')}"
    feed = site.put("rss.xml", f'<rss version="2.0"><channel><item>{item}</item></channel></rss>')
    site.put("ferry", page("ferry"))
    assert desk.ingest([feed]).new == 1
    site.put("ferry", status=410)
    assert desk.ingest([feed]).withdrawn == 1
    assert found(desk) == []


def test_a_library_from_before_there_were_withdrawals(tmp_path: Path) -> None:
    with closing(old_library(tmp_path, 3)) as db:
        db.execute("INSERT INTO articles (id) VALUES ('kept')")
        db.commit()
    library = Library(tmp_path)
    assert library.find(id="kept") == "kept"
    assert library.withdrawal("kept") is None
    assert library.feeds() == []
    with library.transaction():
        assert library.withdraw("kept", datetime(2026, 11, 23, tzinfo=UTC), "its page is gone (410)")
    assert list(library.withdrawn(datetime(2026, 11, 23, tzinfo=UTC)).values()) == ["kept"]
    assert library.withdrawn(datetime(2026, 11, 22, 23, 59, 59, 999_999, UTC)) == {}
    library.close()


def test_show_says_so(desk: Newsdesk, site: SiteServer) -> None:
    ferry = site.put("ferry", page("ferry"))
    desk.ingest([ferry])
    site.put("ferry", status=410)
    desk.ingest([ferry])
    withdrawal = desk.withdrawal(ferry)
    assert withdrawal is not None
    library = ["--library", str(desk.path)]
    shown = CliRunner().invoke(app, [*library, "show", ferry])
    day = day_in_words(withdrawal.at.date())
    assert f"withdrawn on {day}: its page is gone (410)" in shown.stdout.splitlines()
    assert '"withdrawn"' in CliRunner().invoke(app, [*library, "show", ferry, "--json"]).stdout
