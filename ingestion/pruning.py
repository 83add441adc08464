"""Takes out of a page, before its article is looked for, what its markup says is no part of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_MOST = 0.4
"""A hidden or named block with more of a page's letters than this is the article itself, not yet shown."""
_LONGEST_LINK = 200
_SILENT = ("script", "style", "noscript")
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:tooltips?|rollover|newsletters?|newsletter-signup|scrim|overlay|modal|visually-hidden"
    r"|sr-only|screen-reader-text|promo-items?|taboola|outbrain|latest-news-box|article-tools|print-tools)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_POST = re.compile(r"(?:twitter-tweet|twitter-video|bluesky-embed|mastodon-embed)")
_BODY = re.compile(r"(?:article|story|post|entry)[\s_-]*(?:body|content|text)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।:;,]["'”’»)\]]*$""")


def prune(tree: Any) -> None:
    """Take out what is hidden, what is named as furniture, and paragraphs that only point to another story.

    An article that the page lays out in several like blocks is put together
    in the first of them, and posts that it embeds become plain quotations:
    they are part of what it says.

    Args:
        tree: the page as parsed by lxml; it is changed.
    """
    _join_body(tree)
    letters = _letters(tree)
    for quote in tree.iter("blockquote"):
        if _POST.search(quote.get("class") or ""):
            _unname(quote, letters)
    for element in list(_furniture(tree)):
        if element.getparent() is not None and letters[element] < _MOST * letters[tree]:
            element.drop_tree()
    for element in list(tree.iter("p", "li")):
        if element.getparent() is not None and _only_points(element):
            element.drop_tree()


def visible_text(tree: Any) -> str:
    """The words of a page that a reader sees, notices and menus with them, on one line."""
    parts: list[str] = []
    for element in tree.iter():
        if element.tag not in (*_SILENT, "head", "title", "template"):
            parts.append(element.text or "")
        parts.append(element.tail or "")
    return " ".join(" ".join(parts).split())


def _furniture(tree: Any) -> Iterator[Any]:
    for element in tree.iter("div", "span", "section", "aside", "ul", "li", "p", "article", "header"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        if (
            element.get("hidden") is not None
            or _HIDDEN.search(element.get("style") or "")
            or _NAMED.search(names)
        ):
            yield element


def _letters(tree: Any) -> dict[Any, int]:
    """Characters of text in each element, all in one walk: pages from outside nest as deep as they like."""
    counts: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):
        own = 0 if element.tag in _SILENT else len((element.text or "").strip())
        counts[element] = own + sum(counts[child] + len((child.tail or "").strip()) for child in element)
    return counts


def _unname(quote: Any, letters: dict[Any, int]) -> None:
    """Take off the names by which an extractor knows an embedded post, and boxes that hold nothing else."""
    element = quote
    while element is not None and letters[element] == letters[quote]:
        element.attrib.pop("class", None)
        element = element.getparent()


def _only_points(element: Any) -> bool:
    """Whether a paragraph is one link and no sentence: the headline of another story."""
    links = element.findall(".//a[@href]")
    if len(links) != 1 or links[0].get("href").startswith(("#", "mailto:")):
        return False
    text, linked = _words(element), _words(links[0])
    return bool(text) and text == linked and len(text) <= _LONGEST_LINK and not _SENTENCE_END.search(text)


def _words(element: Any) -> str:
    return " ".join(element.text_content().split())


def _join_body(tree: Any) -> None:
    """Move the paragraphs of an article's later blocks into its first one."""
    blocks: dict[tuple[str, str, Any], list[Any]] = {}
    for element in tree.iter("div", "section"):
        name = element.get("class") or ""
        if not _BODY.search(name):
            continue
        story = next(element.iterancestors("article", "main"), None)
        if story is not None and story.tag == "article" and len(element.findall("p")) >= 2:
            blocks.setdefault((element.tag, name, story), []).append(element)
    for first, *others in blocks.values():
        for other in others:
            first.extend(list(other))
