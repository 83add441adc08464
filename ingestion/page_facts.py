"""What a web page states about its article: JSON-LD first, then its meta elements."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "Report")
_MAX_NODES = 2_000
"""JSON-LD nodes looked at; a page with more is not stating facts."""

_META: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("headline", ("og:title", "twitter:title", "dc.title")),
    ("outlet", ("og:site_name", "application-name")),
    ("url", ("og:url",)),
    ("author", ("author", "parsely-author", "sailthru.author", "dc.creator", "byl")),
    (
        "published",
        (
            *(
                "article:published_time",
                "og:published_time",
                "datepublished",
                "parsely-pub-date",
                "sailthru.date",
            ),
            *("pubdate", "publishdate", "dc.date.issued", "dc.date", "date"),
        ),
    ),
    ("modified", ("article:modified_time", "og:updated_time", "datemodified", "lastmod")),
    ("section", ("article:section",)),
)


def page_facts(tree: Any) -> dict[str, object]:
    """The facts that a page states in so many words; nothing is inferred.

    Args:
        tree: the page as parsed by lxml.

    Returns:
        Fields by the names that a record uses. A date comes from JSON-LD, a
        meta element or a `time` element of the article, in this order.
    """
    facts = {name: value for name, value in _from_meta(tree).items() if value}
    for link in tree.iterfind(".//link[@rel='canonical']"):
        facts["canonical"] = link.get("href")
    facts.update({name: value for name, value in _from_json_ld(tree).items() if value})
    if "published" not in facts and (stated := _time(tree)):
        facts["published"] = stated
    if language := tree.get("lang"):
        facts.setdefault("language", language)
    return facts


def _from_meta(tree: Any) -> dict[str, object]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = (meta.get("content") or "").strip()
        if name and content:
            stated.setdefault(name.lower(), content)
    facts: dict[str, object] = {}
    for field, names in _META:
        # An author given as the address of a profile names nobody.
        values = (stated[name] for name in names if name in stated)
        facts[field] = next((value for value in values if field == "url" or "://" not in value), None)
    return facts


def _from_json_ld(tree: Any) -> dict[str, object]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            data = json.loads(script.text_content(), strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if (kind := _article_type(node)) is not None:
                return _of_node(node, kind)
    return {}


def _nodes(data: object) -> Iterator[Mapping[str, object]]:
    queue, looked = [data], 0
    while queue and looked < _MAX_NODES:
        node, looked = queue.pop(0), looked + 1
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, Mapping):
            yield node
            queue.extend(
                value for name, value in node.items() if name in ("@graph", "mainEntity", "mainEntityOfPage")
            )


def _article_type(node: Mapping[str, object]) -> str | None:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and kind.endswith(_ARTICLE_TYPES):
            return kind
    return None


def _of_node(node: Mapping[str, object], kind: str) -> dict[str, object]:
    headline, section = node.get("headline"), node.get("articleSection")
    page = node.get("mainEntityOfPage")
    return {
        "headline": html.unescape(headline) if isinstance(headline, str) else None,
        "author": node.get("author"),
        "published": node.get("datePublished"),
        "modified": node.get("dateModified"),
        "outlet": node.get("publisher"),
        "url": node.get("url") or (page.get("@id") if isinstance(page, Mapping) else page),
        "kind": kind,
        "section": section[0] if isinstance(section, list) and section else section,
        "language": node.get("inLanguage"),
    }


def _time(tree: Any) -> str | None:
    """The first moment in the article's own element; pages also date their links to others."""
    for element in tree.xpath("//article//time[@datetime] | //main//time[@datetime]"):
        return str(element.get("datetime"))
    stated = {element.get("datetime") for element in tree.iter("time")} - {None, ""}
    return str(stated.pop()) if len(stated) == 1 else None
