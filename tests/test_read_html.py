from __future__ import annotations

import json

import pytest

from config.errors import RefusedError
from ingestion.html_page import declared_charset, html_draft

PARAGRAPHS = (
    "The cranes of the north quay stopped one after another at midnight as dock workers began a strike.",
    "The last ship to be worked was a grain carrier, and its master said he would wait as long as it took.",
    "“Nobody will starve before Friday,” said the harbour master, who had come down to the gate with soup.",
)
BODY = "\n\n".join(PARAGRAPHS)


def page(head: str = "", before: str = "", lang: str = "") -> str:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html{lang}><head>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<main><article><h1>Cranes stop at midnight</h1>{before}{story}</article></main>"
        "<footer><p>© 2024 The Calder Record</p></footer></body></html>"
    )


def linked(**fields: object) -> str:
    data = {"@context": "https://schema.org", "@graph": [{"@type": "WebSite", "name": "x"}, fields]}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


META = (
    '<meta property="og:title" content="Cranes stop">'
    '<meta property="og:site_name" content="The Calder Record">'
    '<meta property="article:published_time" content="2024-04-15T08:25:00Z">'
    '<meta name="author" content="By Ada Quill">'
    '<link rel="canonical" href="https://calder.example/strike">'
)


def test_meta_elements_state_the_facts() -> None:
    draft = html_draft(page(META, lang=' lang="en-GB"'), "a.html")
    assert (draft.title, draft.outlet, draft.byline) == ("Cranes stop", "The Calder Record", ("Ada Quill",))
    assert (draft.url, draft.language) == ("https://calder.example/strike", "en")
    assert draft.published is not None
    assert draft.published.at.isoformat() == "2024-04-15T08:25:00+00:00"
    assert BODY in draft.text
    assert "Home" not in draft.text


def test_json_ld_comes_before_meta_elements() -> None:
    stated = linked(
        **{"@type": "OpinionNewsArticle", "headline": "Let them stop &amp; think", "inLanguage": "en"},
        author=[{"@type": "Person", "name": "Tom Reed"}, {"name": "Ada Quill"}],
        publisher={"name": "The Harbour Post"},
        datePublished="2024-04-16",
        dateModified="2024-04-17T10:00:00+02:00",
    )
    draft = html_draft(page(META + stated), "a.html")
    assert (draft.title, draft.outlet) == ("Let them stop & think", "The Harbour Post")
    assert (draft.byline, draft.kind) == (("Tom Reed", "Ada Quill"), "opinion")
    assert draft.published is not None
    assert (draft.published.at.day, draft.published.precision) == (16, "day")
    assert draft.modified is not None
    assert draft.modified.at.isoformat() == "2024-04-17T08:00:00+00:00"


def test_a_time_element_dates_and_nothing_else_does() -> None:
    dated = html_draft(page(before='<time datetime="2024-04-15">Monday</time>'), "a.html")
    assert dated.published is not None
    assert (dated.published.at.isoformat(), dated.published.precision) == ("2024-04-15T00:00:00+00:00", "day")
    undated = page(
        '<link rel="canonical" href="https://calder.example/2019/05/06/strike">', "<p>Printed 3 May 2019</p>"
    )
    assert html_draft(undated, "a.html").published is None


def test_the_headline_of_the_body_is_the_title_and_not_text() -> None:
    draft = html_draft(page(), "a.html")
    assert draft.title == "Cranes stop at midnight"
    assert draft.text == BODY
    assert draft.outlet is None


def test_broken_json_ld_is_passed_over() -> None:
    deep = "[" * 5000
    for broken in ("{", deep, '{"@type": 3}', '{"@type": "NewsArticle", "headline": 5, "author": 7}'):
        head = META + f'<script type="application/ld+json">{broken}</script>'
        assert html_draft(page(head), "a.html").title == "Cranes stop"


@pytest.mark.parametrize(
    "text",
    [
        "<html><body><nav><a href='/'>Home</a><a href='/w'>World</a></nav></body></html>",
        "<p>",
        "<!-- only a comment that says something at some length -->",
        "<html><body>" + "<div>" * 3000,
        "<p>" * 200_000,
    ],
)
def test_a_page_without_an_article_is_refused(text: str) -> None:
    with pytest.raises(RefusedError) as refused:
        html_draft(text, "a.html")
    assert refused.value.reason == "no article in this page"


def test_only_a_page_of_more_elements_than_any_article_has_is_refused() -> None:
    assert html_draft(page(before="<p></p>" * 10_000), "a.html").text == html_draft(page(), "a.html").text
    with pytest.raises(RefusedError, match="no article in this page"):
        html_draft(page(before="<p></p>" * 50_000), "a.html")


def test_the_charset_a_page_declares() -> None:
    assert declared_charset(b'<meta charset="windows-1251">') == "windows-1251"
    assert declared_charset(b"<?xml version='1.0' encoding='iso-8859-2'?>") == "iso-8859-2"
    assert (
        declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=cp1252">') == "cp1252"
    )
    assert declared_charset(b"<p>nothing</p>") is None


def test_a_page_in_a_script_without_spaces_is_an_article() -> None:
    story = "港の委員会は火曜日に会合を開き、クレーンに関する決定を今年三度目となる延期とした。"
    text = (
        page()
        .replace(PARAGRAPHS[0], story)
        .replace(PARAGRAPHS[1], story * 2)
        .replace(PARAGRAPHS[2], story * 3)
    )
    assert html_draft(text, "a.html").text.startswith(story)
