"""Each source by itself: what came from an address goes in, articles and further addresses come out."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import RefusedError
from ingestion.draft import Draft, Stamp
from ingestion.fetched import Fetched
from ingestion.read import read_file
from ingestion.sources.base import Expected, Find, GoneError, Lead
from ingestion.sources.opening import opened
from ingestion.sources.pdf import release_draft
from ingestion.sources.sniffing import held, unpacked

BASE = "https://paper.example/news/listing"
STORY = (
    "The mayor of Sollmark opened the new bridge over the Averne on Monday, two years late. "
    "The bridge carries two lanes of traffic and a path for walkers."
)
PAGE = f"<html><head><title>Bridge opens</title></head><body><article><p>{STORY}</p></article></body></html>"
NOON = Stamp(datetime(2024, 1, 2, 12, 0, tzinfo=UTC), "second")


def fetched(
    body: str | bytes, media_type: str = "", charset: str | None = None, address: str = BASE
) -> Fetched:
    data = body.encode() if isinstance(body, str) else body
    return Fetched(address, address, "page", 200, data, media_type, charset)


def finds(body: str | bytes, media_type: str = "", expects: Expected = "listing") -> list[Find]:
    return list(opened(fetched(body, media_type), Lead(BASE, expects=expects), lambda address: []))


def leads(body: str | bytes) -> list[Lead]:
    found = finds(body)
    assert all(isinstance(one, Lead) for one in found), found
    return [one for one in found if isinstance(one, Lead)]


def reason(body: str | bytes, media_type: str = "", expects: Expected = "listing") -> str:
    try:
        found = finds(body, media_type, expects)
    except RefusedError as refused:
        return refused.reason
    (only,) = (one for one in found if isinstance(one, RefusedError))
    return only.reason


def rss(*items: str, head: str = "") -> str:
    joined = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0"?>{head}<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>Sollmark Post</title><language>en-GB</language>{joined}</channel></rss>"
    )


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Sollmark Post</title>
<entry><title>Bridge &amp; ferry</title><link href="../bridge"/><updated>2024-01-02T13:00:00Z</updated>
<published>2024-01-02T12:00:00Z</published><author><name>Jo Smith</name></author></entry></feed>"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Sollmark Post",
        "language": "en",
        "items": [
            {"id": 1, "url": "/bridge", "title": "Bridge & ferry", "date_published": "2024-01-02T12:00:00Z"},
            "no entry",
            {"id": 2, "content_text": STORY, "title": "Told in the feed"},
            {"id": 3},
        ],
    }
)


# Feeds


def test_an_rss_feed() -> None:
    (lead,) = leads(
        rss(
            "<title>Bridge &amp; ferry</title><link>/bridge</link><dc:creator>Jo Smith</dc:creator>"
            "<pubDate>Tue, 02 Jan 2024 12:00:00 GMT</pubDate>"
        )
    )
    assert (lead.address, lead.expects, lead.depth) == ("https://paper.example/bridge", "article", 1)
    facts = lead.facts
    assert (facts.outlet, facts.title, facts.published) == ("Sollmark Post", "Bridge & ferry", NOON)
    assert (facts.byline, facts.language) == (("Jo Smith",), "en")


def test_an_atom_feed() -> None:
    (lead,) = leads(ATOM)
    assert lead.address == "https://paper.example/bridge"
    assert (lead.facts.title, lead.facts.published, lead.facts.byline) == (
        "Bridge & ferry",
        NOON,
        ("Jo Smith",),
    )
    assert lead.facts.modified == Stamp(datetime(2024, 1, 2, 13, 0, tzinfo=UTC), "second")


def test_a_json_feed() -> None:
    lead, no_entry, told, nothing = finds(JSON_FEED)
    assert isinstance(lead, Lead)
    assert (lead.address, lead.facts.published) == ("https://paper.example/bridge", NOON)
    assert isinstance(told, Draft)
    assert (told.text, told.outlet, told.url) == (STORY, "Sollmark Post", None)
    assert [str(one.item)[-8:] for one in (no_entry, nothing) if isinstance(one, RefusedError)] == [
        "record 2",
        "record 4",
    ]


def test_a_feed_with_neither_dates_nor_ids_of_its_own() -> None:
    feed = rss(
        "<guid>same</guid><link>https://paper.example/a</link>",
        "<guid>same</guid><link>https://paper.example/b</link><pubDate>yesterday-ish</pubDate>",
        "<title>Neither</title>",
    )
    one, other, neither = finds(feed)
    assert isinstance(one, Lead)
    assert isinstance(other, Lead)
    assert [one.address, other.address] == ["https://paper.example/a", "https://paper.example/b"]
    assert one.facts.published is other.facts.published is None
    assert isinstance(neither, RefusedError)
    assert neither.reason == "an entry with neither an address nor a text"


def test_what_the_feed_holds_stands_in_for_a_page_that_fails() -> None:
    content = f"<content:encoded><![CDATA[<p>{STORY}</p>]]></content:encoded>"
    (lead,) = leads(rss(f"<title>Bridge</title><link>/bridge</link>{content}"))
    assert lead.otherwise is not None
    draft = lead.otherwise(RefusedError(lead.address, "the server answers 403 Forbidden"))
    assert (draft.text, draft.title, draft.url, draft.outlet) == (
        STORY,
        "Bridge",
        lead.address,
        "Sollmark Post",
    )
    assert draft.notes == ("read from the feed, as the page could not be: the server answers 403 Forbidden",)
    with pytest.raises(GoneError):
        lead.otherwise(GoneError(lead.address, "gone"))


def test_a_summary_is_no_article() -> None:
    (lead,) = leads(rss(f"<link>/bridge</link><description>{STORY}</description>"))
    assert lead.otherwise is None


def test_a_feed_that_breaks_off() -> None:
    whole = rss("<link>/a</link>", "<link>/b</link>")
    first, *rest = finds(whole[: whole.index("<link>/b")])
    assert isinstance(first, RefusedError)
    assert "damaged" in first.reason
    assert [one.address for one in rest if isinstance(one, Lead)][:1] == ["https://paper.example/a"]


@pytest.mark.parametrize(
    "feed",
    ["<rss><channel>", rss(), ATOM[:60], "<rss/>", JSON_FEED.replace('"items": [', '"items": [], "x": [')],
)
def test_a_feed_with_nothing_in_it(feed: str) -> None:
    assert reason(feed) in ("its XML is damaged", "no entries in this feed")


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 20_000}">]>'


@pytest.mark.parametrize("head", [LAUGHS, FILE, QUADRATIC], ids=["laughs", "file", "quadratic"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_not_expanded(head: str, encoding: str) -> None:
    feed = rss(f"<title>{'&i;' * 10}&a;</title><link>/a</link>", head=head)
    sitemap = feed.replace("<rss", "<urlset><url><loc>&a;</loc></url><rss") + "</urlset>"
    for text in (feed, sitemap):
        told = reason(text.encode(encoding))
        assert told == "its XML declares entities of its own, which are not expanded"


def test_an_entity_for_a_character_is_harmless() -> None:
    head = '<!DOCTYPE rss [<!ENTITY nbsp "&#160;">]>'
    (lead,) = leads(rss("<title>A&nbsp;B</title><link>/a</link>", head=head))
    assert lead.address == "https://paper.example/a"


# Sitemaps

NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
SITEMAP = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{NEWS}">
<url><loc> https://paper.example/a </loc><lastmod>2024-01-05</lastmod></url>
<url><loc>https://paper.example/b</loc><n:news><n:publication><n:name>Sollmark Post</n:name>
<n:language>en</n:language></n:publication><n:publication_date>2024-01-02T12:00:00Z</n:publication_date>
<n:title>Bridge &amp; ferry</n:title></n:news></url><url/></urlset>"""


def test_a_sitemap_and_what_a_news_sitemap_says() -> None:
    plain, news = leads(SITEMAP)
    assert (plain.address, plain.facts.published, plain.facts.modified) == (
        "https://paper.example/a",
        None,
        None,
    )
    facts = news.facts
    assert (news.address, facts.outlet, facts.title) == (
        "https://paper.example/b",
        "Sollmark Post",
        "Bridge & ferry",
    )
    assert (facts.published, facts.language) == (NOON, "en")


def test_a_sitemap_in_gzip() -> None:
    assert leads(gzip.compress(SITEMAP.encode())) == leads(SITEMAP)


def test_an_index_of_sitemaps_and_how_deep_they_go() -> None:
    index = "<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>"
    (lead,) = leads(index)
    assert (lead.address, lead.expects, lead.depth) == ("https://paper.example/one.xml", "listing", 1)
    with pytest.raises(RefusedError, match="too deep"):
        list(opened(fetched(index), Lead(BASE, expects="listing", depth=3), lambda address: []))


def test_a_sitemap_that_breaks_off() -> None:
    found = finds(SITEMAP[: SITEMAP.index("<n:title>")])
    assert next(one.address for one in found if isinstance(one, Lead)) == "https://paper.example/a"
    assert isinstance(found[-1], RefusedError)
    assert "damaged" in found[-1].reason


def test_a_gzip_bomb_at_an_address() -> None:
    with pytest.raises(RefusedError, match="larger than 50 MB when unpacked"):
        unpacked(fetched(gzip.compress(b"\0" * 60_000_000)))
    with pytest.raises(RefusedError, match="damaged or cut off"):
        unpacked(fetched(gzip.compress(SITEMAP.encode())[:50]))


# What it is


@pytest.mark.parametrize(
    ("body", "media_type", "kind"),
    [
        (PAGE, "application/octet-stream", "page"),
        (f"<!-- x --><!DOCTYPE html>\n{PAGE}", "text/plain", "page"),
        (f'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD">{PAGE}', "application/xml", "page"),
        (f"\ufeff  {PAGE}", "", "page"),
        ("Hello <b>there</b>, it is a page without a frame.", "text/html", "page"),
        (rss(), "text/html", "feed"),
        (f"\ufeff{ATOM}", "text/plain", "feed"),
        (ATOM.encode("utf-16"), "", "feed"),
        ("<rdf:RDF xmlns:rdf='x'></rdf:RDF>", "", "feed"),
        ("<sm:urlset xmlns:sm='x'/>", "", "sitemap"),
        (JSON_FEED, "text/html", "json feed"),
        ('[{"text": "x"}]', "text/html", "json"),
        ('{"version": "about jsonfeed.org", "text": "x"}', "", "json"),
        (b"%PDF-1.7\n\x00\xff", "text/html", "pdf"),
        ("WARC/1.0\r\n", "", "warc"),
        (STORY, "text/plain", "text"),
    ],
)
def test_what_it_is_is_told_by_what_came(body: str | bytes, media_type: str, kind: str) -> None:
    assert held(fetched(body, media_type)) == kind


@pytest.mark.parametrize(
    ("body", "media_type", "told"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "text/html", "no article but a PNG image"),
        (b"PK\x03\x04\x00\x00", "", "no article but a zip archive or an office document"),
        (bytes(range(256)) * 4, "text/html", "no article but binary data"),
        ("body { color: red }", "application/css", "no article but application/css"),
    ],
)
def test_what_holds_no_article_is_named(body: str | bytes, media_type: str, told: str) -> None:
    assert reason(body, media_type) == told


def test_a_listing_where_an_article_was_promised_and_the_other_way_round() -> None:
    assert reason(ATOM, expects="article") == "a feed, where a listing promised an article"
    assert reason(PAGE) == "neither a feed nor a sitemap, although named as one"


@given(st.binary(max_size=300), st.sampled_from(["", "text/html", "text/xml", "application/json"]))
def test_whatever_comes_is_read_or_refused(body: bytes, media_type: str) -> None:
    check_read_or_refused(body, media_type)


@given(st.text(max_size=200), st.sampled_from([rss("{}"), SITEMAP, ATOM, JSON_FEED]), st.integers(0, 900))
def test_whatever_stands_in_a_listing_is_read_or_refused(text: str, listing: str, at: int) -> None:
    check_read_or_refused((listing[:at] + text + listing[at:]).encode("utf-8", "replace"), "")


def check_read_or_refused(body: bytes, media_type: str) -> None:
    found: Iterator[Find] = iter(())
    try:
        found = opened(fetched(body, media_type), Lead(BASE, expects="anything"), lambda address: [])
        assert all(isinstance(one, Lead | Draft | RefusedError) for one in found)
    except RefusedError as refused:
        assert refused.reason  # noqa: PT017


# Pages


def article(page: str | bytes, media_type: str = "text/html", charset: str | None = None) -> Draft:
    lead = Lead("https://paper.example/asked", expects="article")
    (found,) = opened(fetched(page, media_type, charset), lead, lambda address: [])
    assert isinstance(found, Draft)
    return found


def test_a_page_is_known_by_where_it_was_found() -> None:
    draft = article(PAGE)
    assert (draft.item, draft.url, draft.text) == ("https://paper.example/asked", BASE, STORY)
    link = '<link rel="canonical" href="https://www.paper.example/bridge"><title>'
    assert article(PAGE.replace("<title>", link)).url == "https://www.paper.example/bridge"
    elsewhere = link.replace("www.paper.example", "other.example")
    assert article(PAGE.replace("<title>", elsewhere)).url == BASE


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8", "no-such-charset", "base64", None])
def test_a_page_whose_charset_is_wrong_or_right(charset: str | None) -> None:
    story = "Премьер-министр заявил во вторник, что правительство не изменит своего решения о мосте. "
    page = f'<html><head><meta charset="windows-1251"></head><body><p>{story * 4}</p></body></html>'
    assert article(page.encode("cp1251"), charset=charset).text == (story * 4).strip()


def test_plain_text_and_json_at_an_address() -> None:
    (text,) = finds(f"Bridge opens\n\n{STORY}\n", "text/plain", "anything")
    assert isinstance(text, Draft)
    assert (text.title, text.url, text.text) == ("Bridge opens", BASE, STORY)
    lines = "\n".join(json.dumps({"text": f"{STORY} {n}", "title": str(n)}) for n in range(3))
    assert [one.item for one in finds(lines, "", "anything") if isinstance(one, Draft)] == [
        f"{BASE} line {n}" for n in (1, 2, 3)
    ]


# Sites

FRONT = f"""<html><head><title>Sollmark Post</title>
<link rel="alternate" type="application/rss+xml" href="/rss.xml">
<link rel="alternate" type="application/rss+xml" href="/comments/feed" title="Comments">
<link rel="ALTERNATE" type="application/atom+xml; charset=utf-8" href="/atom.xml">
<link rel="alternate" hreflang="de" href="/de"></head><body><p>{STORY}</p></body></html>"""
BARE = "<html><body><p>Welcome!</p></body></html>"


def at(address: str, page: str, sitemaps: list[str] | None = None) -> list[Find]:
    return list(opened(fetched(page, "text/html", address=address), Lead(address), lambda a: sitemaps or []))


def addresses(found: list[Find]) -> list[str]:
    return [one.address for one in found if isinstance(one, Lead) and one.expects == "listing"]


def test_a_site_is_read_by_its_feeds() -> None:
    assert addresses(at("https://paper.example/", FRONT, ["/s.xml"])) == [
        "https://paper.example/rss.xml",
        "https://paper.example/atom.xml",
    ]


def test_a_site_without_feeds_is_read_by_its_sitemaps() -> None:
    named = ["https://paper.example/all.xml", "https://paper.example/news.xml"]
    assert addresses(at("https://paper.example/section", BARE, named)) == list(reversed(named))
    (guess,) = at("https://paper.example/", BARE)
    assert isinstance(guess, Lead)
    assert (guess.address, guess.expects) == ("https://paper.example/sitemap.xml", "listing")
    assert guess.otherwise is not None
    with pytest.raises(RefusedError, match="no article in this page, and no feed or sitemap") as refused:
        guess.otherwise(GoneError(guess.address, "gone"))
    assert refused.value.item == "https://paper.example/"


def test_an_article_that_links_to_a_feed_is_an_article() -> None:
    (found,) = at("https://paper.example/bridge", FRONT)
    assert isinstance(found, Draft)


def test_a_page_of_a_listing_is_not_looked_through() -> None:
    assert reason(BARE, "text/html", "article") == "no article in this page"


# Archives


def archive(*pages: tuple[str, str, str], compressed: bool = True) -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compressed)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    for address, kind, body in pages:
        status, _, media_type = kind.partition(" ")
        headers = StatusAndHeaders(status, [("Content-Type", media_type)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(address, "response", io.BytesIO(body.encode()), http_headers=headers)
        )
    return out.getvalue()


PAGES = (
    ("https://paper.example/a", "200 text/html; charset=utf-8", PAGE),
    ("https://paper.example/a.png", "200 image/png", "png"),
    ("https://paper.example/b", "404 text/html", PAGE),
    ("https://paper.example/c", "200 text/html", BARE),
    ("https://paper.example/d", "200 text/html", PAGE.replace("Bridge", "Ferry") + " " * 5_000),
)


@pytest.mark.parametrize(("name", "compressed"), [("a.warc", False), ("a.warc.gz", True)])
def test_an_archive(tmp_path: Path, name: str, compressed: bool) -> None:
    path = tmp_path / name
    path.write_bytes(archive(*PAGES, compressed=compressed))
    one, bare, long = read_file(path, max_bytes=2_000)
    assert isinstance(one, Draft)
    assert (one.url, one.text, one.item) == ("https://paper.example/a", STORY, f"{path} record 2")
    assert isinstance(bare, RefusedError)
    assert (bare.item, bare.reason) == (f"{path} record 5", "no article in this page")
    assert isinstance(long, RefusedError)
    assert long.reason == "larger than 0.002 MB"


def test_an_archive_at_an_address() -> None:
    found = finds(archive(PAGES[0]), "application/gzip", "anything")
    assert [one.url for one in found if isinstance(one, Draft)] == ["https://paper.example/a"]


def test_archives_that_are_none_damaged_or_empty(tmp_path: Path) -> None:
    whole = archive(*PAGES)
    for name, data, told in (
        ("none.warc", b"just a text", "not a web archive, although its name says so"),
        ("cut.warc.gz", whole[:-60], "the archive is cut off in the middle of it"),
        ("no-pages.warc", archive(PAGES[1], compressed=False), "no web pages in this archive"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        last = list(read_file(path, max_bytes=100_000))[-1]
        assert isinstance(last, RefusedError)
        assert last.reason == told


# Releases


def pdf(*pages: list[str]) -> bytes:
    """A PDF written by hand: each page a list of lines."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj T* " for line in lines)
        content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode()
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode(),
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        ]
    out, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


RELEASE = [
    "Sollmark opens its bridge",
    "The mayor of Sollmark opened the new bridge over the",
    "Averne on Monday, two years late.",
    "The bridge carries two lanes of traffic and a path for",
    "walkers, and nobody will miss the fer-",
    "ry, the mayor said.",
    "1 / 2",
]


def encrypted() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(RELEASE))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_press_release(tmp_path: Path) -> None:
    path = tmp_path / "release.pdf"
    path.write_bytes(pdf(RELEASE))
    (draft,) = read_file(path, max_bytes=100_000)
    assert isinstance(draft, Draft)
    assert (draft.kind, draft.title, draft.item) == ("release", "Sollmark opens its bridge", str(path))
    assert draft.text == (
        "The mayor of Sollmark opened the new bridge over the Averne on Monday, two years late.\n\n"
        "The bridge carries two lanes of traffic and a path for walkers, and nobody will miss the ferry, "
        "the mayor said."
    )
    (found,) = finds(pdf(RELEASE), "application/pdf", "article")
    assert isinstance(found, Draft)
    assert found.url == BASE


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (encrypted(), "an encrypted PDF"),
        (pdf([], []), "a PDF without text: its pages are pictures"),
        (pdf(*[["x"]] * 101), "a PDF of more than 100 pages"),
        (b"%PDF-1.4\nnothing of one", "a damaged PDF"),
        (pdf(RELEASE)[:300], "a damaged PDF"),
    ],
    ids=["encrypted", "scanned", "a book", "none", "cut off"],
)
def test_a_release_that_cannot_be_read(data: bytes, told: str) -> None:
    with pytest.raises(RefusedError) as refused:
        release_draft(data, "release.pdf")
    assert (refused.value.item, refused.value.reason) == ("release.pdf", told)


def test_a_length_that_lies_writes_nothing_to_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    whole = archive(PAGES[0], compressed=False)
    stated = whole.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    lying = whole.replace(b"Content-Length: " + stated, b"Content-Length: %d" % (int(stated) - 5), 1)
    (tmp_path / "lying.warc").write_bytes(lying)
    assert list(read_file(tmp_path / "lying.warc", max_bytes=10**6))
    assert capfd.readouterr() == ("", "")
