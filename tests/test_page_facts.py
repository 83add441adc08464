from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml.html import document_fromstring

from bot.desk import Newsdesk
from config.errors import SettingsError
from config.settings import load_settings
from ingestion.draft import Draft
from ingestion.kinds import kind_of
from ingestion.names import byline_of, without_outlet
from ingestion.outlets import load_outlets
from ingestion.page_facts import page_facts


def linked(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def facts(head: str, body: str = "", lang: str = "", address: str | None = None) -> dict[str, object]:
    return page_facts(
        document_fromstring(f"<html{lang}><head>{head}</head><body><p>x</p>{body}</body></html>"), address
    )


STORY: dict[str, Any] = {"@type": "NewsArticle", "headline": "Cranes stop", "datePublished": "2024-04-15"}


@pytest.mark.parametrize(
    "data",
    [
        STORY,
        [{"@type": "WebSite", "name": "x"}, STORY],
        {"@graph": [{"@type": "BreadcrumbList"}, STORY]},
        {"@type": "WebPage", "mainEntity": STORY},
        {**STORY, "@type": ["Thing", "ReportageNewsArticle"]},
        {**STORY, "@type": "LiveBlogPosting"},
    ],
)
def test_the_article_is_found_wherever_json_ld_puts_it(data: object) -> None:
    found = facts(linked(data))
    assert (found["headline"], found["published"]) == ("Cranes stop", "2024-04-15")


def test_references_of_a_graph_are_followed() -> None:
    graph = [
        {**STORY, "author": {"@id": "#ada"}, "publisher": {"@id": "#us"}},
        {"@type": "Person", "@id": "#ada", "name": "Ada Quill"},
        {"@type": "Organization", "@id": "#us", "name": "The Calder Record"},
    ]
    found = facts(linked({"@graph": graph}))
    assert byline_of(found["author"]) == ("Ada Quill",)
    assert found["outlet"] == graph[2]


def test_of_several_articles_the_one_at_the_pages_address_counts() -> None:
    other = {**STORY, "headline": "Another story", "url": "https://calder.example/other"}
    own = {**STORY, "url": "https://calder.example/strike"}
    canonical = '<link rel="canonical" href="https://calder.example/strike">'
    assert facts(canonical + linked([other, own]))["headline"] == "Cranes stop"
    assert facts(linked([other, own]))["headline"] == "Another story"
    listed = {"@type": "ItemList", "itemListElement": [{"item": other}]}
    assert "headline" not in facts(linked(listed))


@pytest.mark.parametrize("wrap", ["<!--{}-->", "//<![CDATA[\n{}\n//]]>", "{},"[:-1]])
def test_json_ld_in_a_comment_or_with_a_comma_too_many_is_read(wrap: str) -> None:
    text = json.dumps(STORY).replace('"2024-04-15"}', '"2024-04-15",}')
    script = f'<script type="application/ld+json">{wrap.replace("{}", text)}</script>'
    assert facts(script)["headline"] == "Cranes stop"


def test_the_first_date_that_is_understood_counts() -> None:
    unset = linked({**STORY, "datePublished": "0001-01-01T00:00:00Z"})
    assert facts(unset)["published"] is None
    meta = '<meta property="article:published_time" content="2024-04-16T08:00:00+02:00">'
    assert facts(unset + meta)["published"] == "2024-04-16T08:00:00+02:00"
    vague = linked({**STORY, "datePublished": "this morning"})
    assert facts(vague, '<time itemprop="datePublished" datetime="2024-04-17">')["published"] == "2024-04-17"
    assert facts(vague)["published"] == "this morning"
    assert facts("", '<time itemprop="dateModified" datetime="2024-04-18">')["modified"] == "2024-04-18"


def test_whether_it_is_free_is_read_however_it_is_written() -> None:
    for stated, free in (("False", False), ("http://schema.org/False", False), (True, True), ("", True)):
        assert facts(linked({**STORY, "isAccessibleForFree": stated}))["free"] is free
    assert facts('<meta property="article:content_tier" content="locked">')["free"] is False


def test_the_address_is_the_canonical_one_and_no_front_page() -> None:
    link = '<link rel="canonical" href="{}">'
    assert facts(link.format("/strike"), address="https://calder.example/strike?x=1")["canonical"] == (
        "https://calder.example/strike"
    )
    assert "canonical" not in facts(link.format("https://calder.example/"))
    assert "canonical" not in facts(link.format("http://[bad/"))


def test_the_language_is_the_pages() -> None:
    assert facts("", lang=' lang="de-AT"')["language"] == "de-AT"
    assert facts('<meta property="og:locale" content="pt_BR">')["language"] == "pt_BR"
    assert "language" not in facts("")


@pytest.mark.parametrize(
    ("sections", "title", "url", "text", "kind"),
    [
        (["NewsArticle", "Opinion"], "x", None, "", "opinion"),
        ([["World", "Analysis"]], "x", None, "", "analysis"),
        (["LiveBlogPosting"], "x", None, "", "live"),
        ([], "Opinion | Let them stop", None, "", "opinion"),
        ([], "Live updates: cranes stop", None, "", "live"),
        ([], "Live music returns to the quay", None, "", "news"),
        ([], "x", "https://calder.example/opinions/2024/strike", "", "opinion"),
        ([], "x", "https://calder.example/world/live-news/strike", "", "live"),
        ([], "x", "https://calder.example/world/strike-live-updates-42", "", "live"),
        ([], "x", "https://calder.example/opinion", "", "news"),
        ([], "x", "https://www.prnewswire.com/a-b.html", "", "release"),
        ([], "x", None, "PORT CALDER, April 15, 2024 /PRNewswire/ -- Cranes Inc. said", "release"),
        ([], "x", None, "The minister said a press release was wrong.", "news"),
        ([7, None], None, "http://[bad", "", "news"),
    ],
)
def test_the_kind_of_an_article(
    sections: list[object], title: str | None, url: str | None, text: str, kind: str
) -> None:
    assert kind_of(sections, title, url, text) == kind


def test_a_byline_holds_names_and_no_roles() -> None:
    assert byline_of("By Ada Quill, Senior Political Correspondent and Tom Reed, Jr., staff writer") == (
        "Ada Quill",
        "Tom Reed, Jr.",
    )


def test_the_outlets_name_after_a_headline_goes() -> None:
    assert without_outlet("Cranes stop | The Calder Record", {"name": "Calder Record"}) == "Cranes stop"
    assert without_outlet("Cranes stop - calder", "Calder Record") == "Cranes stop - calder"
    assert without_outlet("Cranes stop", None) == "Cranes stop"


def test_a_domain_names_the_outlet() -> None:
    outlets = load_outlets()
    assert outlets.at("https://edition.cnn.com/2024/x") == "CNN"
    assert outlets.at("https://notcnn.com/x") is None
    assert outlets.at("https://[bad") is None
    assert outlets.named(Draft("a", "x", url="https://www.bbc.co.uk/news/1")).outlet == "BBC"
    assert outlets.named(Draft("a", "x", outlet="nytimes.com")).outlet == "The New York Times"
    stated = Draft("a", "x", outlet="BBC News", url="https://www.bbc.co.uk/news/1")
    assert outlets.named(stated) is stated


def test_a_users_table_of_outlets_goes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('"www.Calder.example" = "The Calder Record"\n"cnn.com" = "Cable News"\n', encoding="utf-8")
    article = tmp_path / "a.jsonl"
    record = {
        "url": "https://news.calder.example/1",
        "title": "Cranes stop",
        "text": "The cranes have stopped.",
    }
    article.write_text(json.dumps(record), encoding="utf-8")
    settings = load_settings(outlets=own, library=tmp_path / "library")
    with Newsdesk(tmp_path / "library", settings=settings) as desk:
        desk.ingest([article])
        assert [a.outlet for a in desk.articles()] == ["The Calder Record"]
    assert load_outlets(own).at("cnn.com") == "Cable News"


@pytest.mark.parametrize("content", ["not toml", '"calder.example" = 7', None])
def test_a_table_that_is_none_is_refused_by_name(tmp_path: Path, content: str | None) -> None:
    own = tmp_path / "own.toml"
    if content is not None:
        own.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"own\.toml"):
        load_outlets(own)
