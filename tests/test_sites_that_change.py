"""Sites that move articles, put other pages in a feed's place, and misdate what they correct."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk import Newsdesk
from config.log import stop_log
from config.settings import Settings, load_settings
from ingestion.report import Report
from tests.site_server import SiteServer

FERRY = (
    "The mayor of Sollmark opened the new ferry across the Averne on Monday, nine days late.",
    "It carries forty cars and crosses in six minutes, a third of the time the old boat needed.",
    "Nobody will miss that one, she told some 300 people on the landing stage.",
)
CORRECTED = (*FERRY, "Correction: an earlier version of this article gave the number of cars as sixty.")
TRAM = (
    "Trams ran through Port Calder for the first time since 1961 when line one was opened by Ada Quill.",
    "The transport minister rode from the station to the hospital, where nurses greeted her.",
    "Two further lines are being planned, but no money has been found for either of them yet.",
)
SORRY = (
    "Our site is being looked after tonight, and cannot show you what you came for. Please try again.",
    "Until then our colleagues in the newsroom go on writing, and nothing that they write will be lost.",
)


def page(title: str, text: Sequence[str], head: str = "") -> str:
    body = "".join(f"<p>{line}</p>" for line in text)
    return f"<html><head><title>{title}</title>{head}</head><body><article>{body}</article></body></html>"


def rss(*items: str) -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Sollmark Post</title>{entries}</channel></rss>'


def link(path: str) -> str:
    return f"<title>t</title><link>/{path}</link>"


def notice(guid: str, title: str, text: Sequence[str]) -> str:
    body = "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in text)
    content = f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">{body}</c:encoded>'
    return f'<title>{title}</title><guid isPermaLink="false">{guid}</guid>{content}'


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


def taken(report: Report) -> tuple[int, int, int]:
    return report.new, report.updated, report.unchanged


def texts(desk: Newsdesk, id_: str) -> list[tuple[str, ...]]:
    return [tuple(version.text.split("\n\n")) for version in desk.versions(id_)]


# An article that has moved


@pytest.mark.parametrize("status", [301, 308])
def test_an_article_that_moved_for_good_is_the_same_article(
    desk: Newsdesk, site: SiteServer, status: int
) -> None:
    feed = site.put("rss.xml", rss(link("ferry")))
    old = site.put("ferry", page("The ferry opens", FERRY), etag='"1"')
    assert taken(desk.ingest([feed])) == (1, 0, 0)
    id_ = desk.article(old).id

    new = site.put("archive/ferry", page("The ferry opens", FERRY), etag='"1"')
    site.put("ferry", status=status, location="/archive/ferry")
    desk.ingest([feed])
    assert [(one.id, one.url) for one in desk.articles()] == [(id_, new)]
    site.requests.clear()
    assert taken(desk.ingest([feed])) == (0, 0, 1)
    assert [r.path for r in site.requests if "if-none-match" in r.headers] == ["/ferry", "/archive/ferry"]

    # From now on the feed names the new address only, and the text changes there.
    site.put("rss.xml", rss(link("archive/ferry")))
    site.put("archive/ferry", page("The ferry opens", CORRECTED), etag='"2"')
    assert taken(desk.ingest([feed])) == (0, 1, 0)
    assert texts(desk, id_) == [FERRY, CORRECTED]
    assert desk.status().articles == 1

    # It is gone, at the new address and behind the old one.
    site.put("archive/ferry", status=410)
    assert desk.ingest([feed]).withdrawn == 1
    assert desk.withdrawal(id_) is not None


def test_what_is_sent_on_to_something_else_is_no_move(desk: Newsdesk, site: SiteServer) -> None:
    feed = site.put("rss.xml", rss(link("ferry"), link("latest")))
    ferry = site.put("ferry", page("The ferry opens", FERRY))
    site.put("monday", page("Monday's news", FERRY[::-1]))
    site.put("latest", status=302, location="/monday")
    desk.ingest([feed])
    # Sent on for good, but to another story; and an address of the latest news, whatever that is.
    site.put("ferry", status=301, location="/tram")
    site.put("tram", page("Trams run again", TRAM))
    site.put("latest", status=302, location="/tuesday")
    site.put("tuesday", page("Tuesday's news", CORRECTED))
    assert desk.ingest([feed]).new == 2
    assert texts(desk, ferry) == [FERRY]
    assert {one.title for one in desk.articles()} == {
        "The ferry opens",
        "Monday's news",
        "Tuesday's news",
        "Trams run again",
    }


def test_not_found_said_with_status_200_changes_nothing(desk: Newsdesk, site: SiteServer) -> None:
    feed = site.put("rss.xml", rss(link("ferry")))
    address = site.put("ferry", page("The ferry opens", FERRY))
    desk.ingest([feed])
    site.put("ferry", page("Page not found", ["Go back to the front page, or look for it in our archive."]))
    report = desk.ingest([feed])
    assert [refused.reason for refused in report.refused] == ["a page that says there is no such article"]
    assert texts(desk, desk.article(address).id) == [FERRY]
    assert desk.ask("Who opened the new ferry?").citations


def test_a_redirect_to_the_front_page_is_no_article(desk: Newsdesk, site: SiteServer) -> None:
    feed = site.put("rss.xml", rss(link("ferry"), link("tram")))
    ferry = site.put("ferry", page("The ferry opens", FERRY))
    site.put("tram", page("Trams run again", TRAM))
    desk.ingest([feed])
    site.put("", page("Sollmark Post", SORRY))
    site.put("ferry", status=302, location="/")
    report = desk.ingest([feed])
    assert [(one.item, one.reason) for one in report.refused] == [(ferry, "redirects to the front page")]
    assert desk.status().articles == 2
    assert texts(desk, ferry) == [FERRY]


# A feed that is something else for a while


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_an_apology_in_a_feed_s_place_is_no_article(desk: Newsdesk, site: SiteServer, kind: str) -> None:
    feed = site.put("rss.xml", rss(link("ferry")))
    site.put("ferry", page("The ferry opens", FERRY))
    desk.ingest([feed])
    said = page("Back soon", SORRY) if kind == "text/html" else "\n\n".join(SORRY)
    site.put("rss.xml", said, type=kind)
    report = desk.ingest([feed])
    assert [one.reason for one in report.refused] == [
        "not the feed that it was, but a page with a text on it"
    ]
    assert desk.status().articles == 1
    # The same page, where somebody follows it for its own sake, is one.
    alone = site.put("alone", said, type=kind)
    assert desk.ingest([alone]).new == 1
    assert desk.ingest([alone]).unchanged == 1


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
@pytest.mark.parametrize("where", ["", "town"])
def test_what_is_followed_is_no_article_at_the_first_look_either(
    desk: Newsdesk, site: SiteServer, where: str, kind: str
) -> None:
    """As where a site is down, or its front page is cut off before it names its feed."""
    site.put("robots.txt", status=404)
    site.put("sitemap.xml", status=404)
    site.put(where, page("Sollmark Post", SORRY) if kind == "text/html" else "\n\n".join(SORRY), type=kind)
    site.put("rss.xml", rss(link("ferry")))
    site.put("ferry", page("The ferry opens", FERRY))
    desk.add_feed(site / where, every=timedelta(minutes=1))
    first = desk.check_feeds()
    assert first is not None
    assert (first.report.new, len(first.report.refused)) == (0, 1)
    # As the hint says: it can be taken in where it is followed no longer, and not before.
    assert "newsdesk feeds remove" in first.report.refused[0].hint
    assert desk.ingest([site / where]).new == 0
    feed = '<link rel="alternate" type="application/rss+xml" href="/rss.xml">'
    site.put(where, page("Sollmark Post", SORRY, feed))
    again = desk.check_feeds(desk.now() + timedelta(hours=1))
    assert again is not None
    assert again.report.new == 1
    assert [one.title for one in desk.articles()] == ["The ferry opens"]


# Entries without an address


def test_entries_without_an_address_are_known_by_their_ids(desk: Newsdesk, site: SiteServer) -> None:
    feed = site.put("rss.xml", rss(notice("n1", "The ferry opens", FERRY)))
    assert taken(desk.ingest([feed])) == (1, 0, 0)
    # A newer one stands before it.
    site.put("rss.xml", rss(notice("n2", "Trams run again", TRAM), notice("n1", "The ferry opens", FERRY)))
    assert taken(desk.ingest([feed])) == (1, 0, 1)
    # A changed text of the one, and the other is gone from the feed.
    site.put("rss.xml", rss(notice("n1", "The ferry opens", CORRECTED)))
    assert taken(desk.ingest([feed])) == (0, 1, 0)
    versions = {one.title: texts(desk, one.id) for one in desk.articles()}
    assert versions == {"The ferry opens": [FERRY, CORRECTED], "Trams run again": [TRAM]}
    # Twice the very same entry changes nothing.
    site.put("rss.xml", rss(*[notice("n1", "The ferry opens", CORRECTED)] * 2))
    assert desk.ingest([feed]).taken == 2
    assert desk.status().articles == 2


def test_one_id_for_all_entries_names_none_of_them(desk: Newsdesk, site: SiteServer) -> None:
    entries = [notice("0", "The ferry opens", FERRY), notice("0", "Trams run again", TRAM)]
    feed = site.put("rss.xml", rss(*entries))
    assert taken(desk.ingest([feed])) == (2, 0, 0)
    site.put("rss.xml", rss(*entries[::-1]))
    assert taken(desk.ingest([feed])) == (0, 0, 2)


def test_items_of_a_json_feed_without_an_address(desk: Newsdesk, site: SiteServer) -> None:
    def feed(*items: tuple[str, Sequence[str]]) -> str:
        told = [{"id": id_, "title": id_, "content_text": "\n\n".join(text)} for id_, text in items]
        body = {"version": "https://jsonfeed.org/version/1.1", "title": "Sollmark Post", "items": told}
        return site.put("feed.json", json.dumps(body), type="application/feed+json")

    desk.ingest([feed(("ferry", FERRY))])
    assert taken(desk.ingest([feed(("tram", TRAM), ("ferry", FERRY))])) == (1, 0, 1)
    assert taken(desk.ingest([feed(("tram", TRAM), ("ferry", CORRECTED))])) == (0, 1, 1)


# What a page says of itself


def test_a_correction_dated_before_what_it_corrects_comes_after_it(desk: Newsdesk, site: SiteServer) -> None:
    published = '<meta property="article:published_time" content="2126-11-28T12:00:00Z">'
    modified = '<meta property="article:modified_time" content="2026-11-28T12:00:00Z">'
    ferry = site.put("ferry", page("The ferry opens", FERRY, published))
    desk.ingest([ferry])
    site.put("ferry", page("The ferry opens", CORRECTED, published + modified))
    desk.ingest([ferry])
    assert texts(desk, ferry) == [FERRY, CORRECTED]
    assert desk.ingest([ferry]).unchanged == 1


def test_a_day_that_one_feed_tells_holds_for_what_another_lists(desk: Newsdesk, site: SiteServer) -> None:
    dated = site.put("rss.xml", rss(f"{link('ferry')}<pubDate>Sat, 28 Nov 2026 12:00:00 GMT</pubDate>"))
    ferry = site.put("ferry", page("The ferry opens", FERRY))
    desk.ingest([dated])
    undated = site.put("other.xml", rss(link("ferry")))
    site.put("ferry", page("The ferry opens", CORRECTED))
    desk.ingest([undated])
    assert texts(desk, ferry) == [FERRY, CORRECTED]
    assert desk.article(ferry).published == desk.versions(ferry)[0].published is not None
    site.put("ferry", page("The ferry opens", FERRY))
    desk.ingest([undated])
    assert texts(desk, ferry) == [CORRECTED, FERRY]


def test_a_feed_s_own_text_takes_no_page_s_place(desk: Newsdesk, site: SiteServer) -> None:
    modified = '<meta property="article:modified_time" content="2026-11-28T12:00:00Z">'
    feed = site.put("rss.xml", rss(f"<link>/ferry</link>{notice('n1', 'The ferry opens', FERRY)}"))
    ferry = site.put("ferry", page("The ferry opens", FERRY, modified))
    desk.ingest([feed])
    site.put("rss.xml", rss(f"<link>/ferry</link>{notice('n1', 'The ferry opens', CORRECTED)}"))
    site.put("ferry", status=403)
    assert [one.reason for one in desk.ingest([feed]).refused] == ["the server answers 403 Forbidden"]
    site.put("ferry", page("The ferry opens", CORRECTED, modified.replace("28T", "29T")))
    desk.ingest([feed])
    assert texts(desk, ferry) == [FERRY, CORRECTED]


def test_latin_1_is_said_where_windows_1252_is_meant(desk: Newsdesk, site: SiteServer) -> None:
    said = ("“The ferry is late – again,” the mayor of Sollmark said to 300 people on Monday.", *FERRY[1:])
    body = page("The ferry opens", said).encode("cp1252")
    ferry = site.put("ferry", lambda: [body], type="text/html; charset=iso-8859-1")
    desk.ingest([ferry])
    assert texts(desk, ferry) == [said]
