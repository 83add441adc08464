"""Feeds of every kind and pages in several dresses, as outlets write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from benchmarks.reliability.feeds_hour.articles import Article, Text

KINDS = (
    "rss",
    "atom",
    "json",
    "sitemap",
    "rss full",
    "rdf",
    "news sitemap",
    "sitemap index",
    "site",
    "notices rss",
    "notices json",
)
"""Of notices there are no pages: all that there is of them stands in the feed."""

_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def listing(kind: str, outlet: str, base: str, articles: Sequence[Article], own: str) -> tuple[str, str]:
    """A feed or sitemap, and its media type.

    Args:
        kind: one of `KINDS`.
        outlet: its name.
        base: the address of its site, without a slash at the end.
        articles: what is listed, the newest first.
        own: the path of the feed itself; of a site, that of the feed which its front page names.
    """
    if kind == "sitemap index":
        inner = f"<sitemap><loc>{base}{own}/inner</loc></sitemap>"
        return f'<sitemapindex xmlns="{_SITEMAP}">{inner}</sitemapindex>', "application/xml"
    if kind in ("sitemap", "news sitemap"):
        return _sitemap(kind, outlet, base, articles), "application/xml"
    if kind == "site":
        return _front(outlet, f"{base}{own}", articles), "text/html; charset=utf-8"
    if kind in _WRITTEN:
        write, media = _WRITTEN[kind]
        return write(outlet, base, articles), media
    return _rss(kind, outlet, base, articles), "application/rss+xml; charset=utf-8"


def page(outlet: str, address: str, article: Article, dress: int, dated: str) -> str:
    """The page of an article.

    Args:
        outlet: its name.
        address: where it stands.
        article: what it tells.
        dress: the number of a way to write a page.
        dated: which of its dates it states: "both", "published" or "none".
    """
    title = escape(article.title)
    head = f'<title>{title}</title><meta property="og:site_name" content="{escape(outlet)}">'
    if dated != "none":
        head += f'<meta property="article:published_time" content="{article.published.isoformat()}">'
    if dated == "both" and article.version:
        head += f'<meta property="article:modified_time" content="{article.stamps[-1].isoformat()}">'
    if dress % 3 == 1:
        head += f'<link rel="canonical" href="{address}">'
    paragraphs = "".join(f"<p>{escape(line, quote=False)}</p>" for line in article.text)
    menu = '<nav><a href="/">Home</a> <a href="/town">Town</a> <a href="/sport">Sport</a></nav>'
    body = (
        f"<article><h1>{title}</h1>{paragraphs}</article>",
        f'<main><h1>{title}</h1><div class="article-body">{paragraphs}</div></main>',
        f'<div id="content"><article><header><h1>{title}</h1></header>{paragraphs}</article></div>',
    )[dress % 3]
    footer = f"<footer><p>© {escape(outlet)}</p></footer>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{menu}{body}{footer}</body></html>'


def _rss(kind: str, outlet: str, base: str, articles: Sequence[Article]) -> str:
    items = []
    for one in articles:
        guid = f'<guid isPermaLink="false">{one.guid}</guid>'
        link = "" if one.notice else f"<link>{escape(base + one.link)}</link>"
        full = kind == "rss full" or one.notice
        text = f"<content:encoded>{escape(_paragraphs(one.text))}</content:encoded>" if full else ""
        date = f"<pubDate>{format_datetime(one.published)}</pubDate>"
        items.append(f"<item><title>{escape(one.title)}</title>{link}{guid}{date}{text}</item>")
    channel = f"<title>{escape(outlet)}</title><link>{base}/</link>{''.join(items)}"
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}<rss version="2.0" xmlns:content="{_CONTENT}"><channel>{channel}</channel></rss>'


def _rdf(outlet: str, base: str, articles: Sequence[Article]) -> str:
    items = "".join(
        f'<item rdf:about="{one.guid}"><title>{escape(one.title)}</title>'
        f"<link>{escape(base + one.link)}</link></item>"
        for one in articles
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        f'<channel rdf:about="{base}/"><title>{escape(outlet)}</title></channel>{items}</rdf:RDF>'
    )


def _atom(outlet: str, base: str, articles: Sequence[Article]) -> str:
    entries = "".join(
        f"<entry><id>{one.guid}</id><title>{escape(one.title)}</title>"
        f'<link rel="alternate" href="{escape(one.link)}"/><published>{one.published.isoformat()}</published>'
        f"<updated>{one.stamps[-1].isoformat()}</updated></entry>"
        for one in articles
    )
    title = f"<title>{escape(outlet)}</title><id>{base}/</id>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{base}/">{title}{entries}</feed>'


def _json(outlet: str, base: str, articles: Sequence[Article]) -> str:
    items = [
        {
            "id": one.guid,
            "title": one.title,
            "date_published": one.published.isoformat(),
            **({"content_html": _paragraphs(one.text)} if one.notice else {"url": base + one.link}),
        }
        for one in articles
    ]
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": outlet, "items": items}, ensure_ascii=False
    )


def _sitemap(kind: str, outlet: str, base: str, articles: Sequence[Article]) -> str:
    def news(one: Article) -> str:
        if kind == "sitemap":
            return f"<lastmod>{one.stamps[-1].isoformat()}</lastmod>"
        publication = f"<news:publication><news:name>{escape(outlet)}</news:name></news:publication>"
        date = f"<news:publication_date>{one.published.isoformat()}</news:publication_date>"
        return f"<news:news>{publication}{date}<news:title>{escape(one.title)}</news:title></news:news>"

    urls = "".join(f"<url><loc>{escape(base + one.link)}</loc>{news(one)}</url>" for one in articles)
    return f'<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">{urls}</urlset>'


def _front(outlet: str, feed: str, articles: Sequence[Article]) -> str:
    """A front page, with long teasers that could be taken for an article."""
    teasers = "".join(
        f'<div class="teaser"><h2><a href="{escape(one.link)}">{escape(one.title)}</a></h2>'
        f"<p>{escape(one.text[0], quote=False)}</p></div>"
        for one in articles[:8]
        if not one.notice
    )
    welcome = (
        f"<p>{escape(outlet)} has told the region since 1871 what happens there and why it matters.</p>"
        "<p>Every day some forty people write, check, print and carry it through wind and weather.</p>"
    )
    head = f'<title>{escape(outlet)}</title><link rel="alternate" type="application/rss+xml" href="{feed}">'
    return f"<!doctype html><html><head>{head}</head><body><main>{welcome}{teasers}</main></body></html>"


def _paragraphs(text: Text) -> str:
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in text)


_WRITTEN = {
    "atom": (_atom, "application/atom+xml"),
    "json": (_json, "application/feed+json"),
    "notices json": (_json, "application/feed+json"),
    "rdf": (_rdf, "application/rdf+xml"),
}
