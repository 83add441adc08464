"""Ingest from a site: pages, feeds, sitemaps and files by their addresses; the second time costs little."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.desk import Newsdesk
from config.log import stop_log
from config.settings import Settings, load_settings
from ingestion.report import Report
from tests.site_server import SiteServer

WORDS = ("bridge", "ferry", "harbour", "council", "tram", "museum", "school", "market", "tunnel", "library")


def page(n: int, head: str = "", more: str = "") -> str:
    """A page unlike the others."""
    word = WORDS[n % len(WORDS)]
    return (
        f"<html><head><title>The {word} opens as number {n}</title>{head}</head><body><article>"
        f"<p>The mayor of Sollmark opened the new {word} by the Averne on Monday, {n} days late. {more}</p>"
        f"<p>Nobody will miss the old {word}, she told a crowd of about {n + 300} people there.</p>"
        "</article></body></html>"
    )


def rss(*items: str) -> str:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Sollmark Post</title>{joined}</channel></rss>'


def reasons(report: Report) -> dict[str, str]:
    return {refused.item: refused.reason for refused in report.refused}


@pytest.fixture
def site() -> Iterator[SiteServer]:
    with SiteServer() as server:
        yield server


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("NEWSDESK_ALLOW_PRIVATE_ADDRESSES", "true")
    monkeypatch.setenv("NEWSDESK_PER_HOST_DELAY", "0")
    monkeypatch.setenv("NEWSDESK_FETCH_TIMEOUT", "10")
    return load_settings()


@pytest.fixture
def desk(tmp_path: Path, settings: Settings) -> Iterator[Newsdesk]:
    with Newsdesk(tmp_path / "library", settings=settings) as opened:
        yield opened


def test_everything_named_at_once(desk: Newsdesk, site: SiteServer, tmp_path: Path) -> None:
    for n in range(6):
        site.put(f"{n}.html", page(n))
    saved = tmp_path / "saved-pages"
    saved.mkdir()
    (saved / "a.html").write_text(page(7))
    export = tmp_path / "export.jsonl.gz"
    export.write_bytes(
        gzip.compress(json.dumps({"text": "The quay is dry again.", "title": "Quay"}).encode())
    )
    site.put("rss.xml", rss("<link>/1.html</link>", "<link>/2.html</link>", "<link>/0.html</link>"))
    urls = "".join(f"<url><loc>/{n}.html</loc></url>" for n in (2, 3, 4))
    site.put("map.xml", f"<urlset>{urls}</urlset>", type="application/octet-stream")
    site.put(
        "index.xml.gz", gzip.compress(b"<sitemapindex><sitemap><loc>/map.xml</loc></sitemap></sitemapindex>")
    )
    named: list[str | Path] = [
        site / "0.html",
        site / "rss.xml",
        site / "index.xml.gz",
        saved,
        export,
        site / "5.html",
    ]
    report = desk.ingest(named)
    assert (report.new, report.refused) == (8, ())
    assert report.embedded == report.passages > 0
    assert sorted(site.paths()) == sorted({*site.paths()})
    article = desk.article(site / "1.html")
    assert (article.outlet, article.url, article.source) == (
        "Sollmark Post",
        site / "1.html",
        site / "1.html",
    )
    assert desk.search("Who opened the tram?")[0].url == site / "4.html"
    assert desk.misplaced() == []


def test_the_second_time_costs_one_request_a_page(desk: Newsdesk, site: SiteServer) -> None:
    addresses = [site.put(f"{n}", page(n), etag=f'"{n}"') for n in range(5)] + [site.put("plain", page(5))]
    assert desk.ingest(addresses).new == 6
    before = len(site.requests)
    again = desk.ingest(addresses)
    assert (again.unchanged, again.taken, again.passages, again.embedded) == (6, 6, 0, 0)
    second = [request for request in site.requests[before:] if request.path != "/robots.txt"]
    assert len(second) == 6
    assert sum("if-none-match" in request.headers for request in second) == 5


def test_a_page_that_changed_is_a_new_version(desk: Newsdesk, site: SiteServer) -> None:
    address = site.put("a", page(1), etag='"1"')
    desk.ingest([address])
    site.put("a", page(1, more="A correction was added."), etag='"2"')
    report = desk.ingest([address])
    assert (report.new, report.updated) == (0, 1)
    assert len(desk.versions(address)) == 2
    site.requests.clear()
    assert desk.ingest([address]).unchanged == 1
    assert [request.headers["if-none-match"] for request in site.requests if request.path == "/a"] == ['"2"']


def test_what_was_removed_is_fetched_again(desk: Newsdesk, site: SiteServer) -> None:
    address = site.put("a", page(1), etag='"1"')
    desk.ingest([address])
    desk.remove(address)
    assert desk.ingest([address]).new == 1


def test_one_page_under_several_addresses(desk: Newsdesk, site: SiteServer) -> None:
    link = f'<link rel="canonical" href="{site / "story"}">'
    for path in ("story", "story?utm_source=x", "story?print=1"):
        site.put(path, page(1, link))
    site.put("short", status=301, location="/story")
    named = [site / path for path in ("story", "story?utm_source=x", "story#top", "story?print=1", "short")]
    report = desk.ingest(named)
    assert (report.new, report.same) == (1, 2)
    assert [article.url for article in desk.articles()] == [site / "story"]
    assert desk.ingest(named).embedded == 0


def test_a_page_may_not_take_the_place_of_anothers(desk: Newsdesk, site: SiteServer) -> None:
    hoax = '<link rel="canonical" href="https://paper.example/story">'
    desk.ingest([site.put("hoax", page(2, hoax))])
    assert desk.articles()[0].url == site / "hoax"


def test_a_site_is_followed_to_its_feed_or_sitemap(desk: Newsdesk, site: SiteServer) -> None:
    site.put("/", '<link rel="alternate" type="application/rss+xml" href="/rss.xml"><p>Welcome to us</p>')
    site.put("rss.xml", rss("<link>/1</link>"))
    site.put("section/", "<p>Welcome</p>")
    site.put("robots.txt", f"Sitemap: {site / 'news.xml'}", type=None)
    site.put("news.xml", "<urlset><url><loc>/2</loc></url></urlset>")
    for n in (1, 2):
        site.put(f"{n}", page(n))
    report = desk.ingest([site / "", site / "section/"])
    assert (report.new, report.refused) == (2, ())


def test_a_site_with_nothing_to_follow(desk: Newsdesk, site: SiteServer) -> None:
    report = desk.ingest([site.put("/", "<p>Welcome</p>")])
    assert report.taken == 0
    assert reasons(report) == {site / "": "no article in this page, and no feed or sitemap of the site"}
    assert desk.ingest([site.put("/", page(1))]).new == 1


def test_every_failure_is_a_line_and_the_rest_goes_on(desk: Newsdesk, site: SiteServer) -> None:
    content = "<![CDATA[<p>Nobody will miss the ferry, the mayor told a crowd of three hundred.</p>]]>"
    encoded = f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/">{content}</c:encoded>'
    site.put("robots.txt", "User-agent: *\nDisallow: /closed", type=None)
    site.put("good", page(1))
    site.put("circle", status=302, location="/circle")
    site.put("file", status=302, location="file:///etc/passwd")
    site.put("picture", b"\x89PNG\r\n", type="image/png")
    site.put("empty", "")
    site.put("nothing", "<p>Subscribe</p>")
    site.put("forbidden", status=403)
    site.put("bomb", gzip.compress(b" " * 60_000_000), type="application/gzip")
    paths = ("circle", "good", "file", "picture", "empty", "nothing", "lost", "closed/a", "bomb")
    links = "".join(f"<item><title>t</title><link>/{path}</link></item>" for path in paths)
    site.put(
        "rss.xml",
        rss(
            f"<title>Ferry</title><link>/forbidden</link>{encoded}",
            f"<title>Gone</title><link>/gone</link>{encoded}",
            "<link>http://[</link><title>Broken</title>",
        ).replace("</channel>", f"{links}</channel>"),
    )
    report = desk.ingest([site / "rss.xml", "file:///etc/passwd", "http://no-such-host.invalid/a"])
    assert report.new == 2
    assert report.notes[0].text.startswith(
        "read from the feed, as the page could not be: the server answers 403"
    )
    told = reasons(report)
    assert {item.removeprefix(site / ""): reason for item, reason in told.items() if site / "" in item} == {
        "rss.xml record 3": "an entry with neither an address nor a text",
        "circle": "redirects in a circle",
        "file": "redirects to file:///etc/passwd: only http and https addresses are fetched",
        "picture": "no article but image/png",
        "empty": "empty",
        "nothing": "no article in this page",
        "lost": "gone: the server answers 404",
        "gone": "gone: the server answers 404",
        "closed/a": "the site's robots.txt asks robots not to fetch it",
        "bomb": "larger than 50 MB when unpacked",
    }
    assert told["file:///etc/passwd"] == "only http and https addresses are fetched"
    assert "no-such-host.invalid" in told["http://no-such-host.invalid/a"]
    assert desk.index_faults() == []


def test_private_addresses_are_refused_unless_allowed(
    tmp_path: Path, site: SiteServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = site.put("a", page(1))
    with Newsdesk(tmp_path / "library") as desk:
        assert reasons(desk.ingest([address])) == {address: "leads to the private address 127.0.0.1"}
    assert site.requests == []


def test_an_order_that_does_not_change(tmp_path: Path, site: SiteServer, settings: Settings) -> None:
    site.put("rss.xml", rss(*(f"<link>/{n % 7}</link>" for n in range(30)), "<link>/lost</link>"))
    for n in range(7):
        site.put(f"{n}", page(n))
    states = []
    for run in range(2):
        with Newsdesk(tmp_path / f"library-{run}", settings=settings) as desk:
            items: list[str] = []
            report = desk.ingest([site / "rss.xml"], on_progress=lambda progress: items.append(progress.item))  # noqa: B023
            states.append((items, report.new, report.refused))
    assert states[0] == states[1]
    assert states[0][1] == 7


# The command


@pytest.fixture
def quiet_log() -> Iterator[None]:
    yield
    stop_log()


def newsdesk(library: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["--library", str(library), *words])


@pytest.mark.usefixtures("settings", "quiet_log")
def test_the_command_takes_addresses(site: SiteServer, tmp_path: Path) -> None:
    site.put("rss.xml", rss("<title>One</title><link>/1</link>", "<title>Two</title><link>/2</link>"))
    site.put("1", page(1))
    library = tmp_path / "library"
    dry = newsdesk(library, "ingest", "--dry-run", site / "rss.xml")
    assert dry.exit_code == 0
    assert dry.stdout.splitlines() == [f"new\t{site / '1'}\tOne", f"new\t{site / '2'}\tTwo"]
    assert site.paths() == ["/rss.xml"]
    assert newsdesk(library, "articles").stdout == ""

    done = newsdesk(library, "ingest", site / "rss.xml")
    assert done.exit_code == 3
    assert "1 new" in done.stderr
    assert f"refused {site / '2'}: gone: the server answers 404" in done.stderr

    site.put("1", page(1, more="Changed since."))
    found = json.loads(
        newsdesk(library, "ingest", "--dry-run", "--json", site / "rss.xml", site / "1").stdout
    )
    states = [(one["item"], one["state"]) for one in found["articles"]]
    assert states == [(site / "2", "new"), (site / "1", "changed")]
    assert newsdesk(library, "ingest", site / "lost").exit_code == 1
    assert newsdesk(library, "ingest", "--dry-run", site / "lost").exit_code == 1
