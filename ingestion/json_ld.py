"""What a page states of its article in JSON-LD, by schema.org's names."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, object]

_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "Report")
_PUBLISHERS = ("NewsMediaOrganization", "Newspaper")
_MAX_NODES = 2_000
"""JSON-LD nodes looked at; a page with more is not stating facts."""
_INTO = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where a page keeps its own article; elsewhere stand those it links to."""
_WRAPPED = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*;?\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def linked_facts(tree: Any, address: str | None = None) -> dict[str, object]:
    """The facts of the page's article.

    Args:
        tree: the page as parsed by lxml.
        address: the page's own, by which its article is told from others listed on it.

    Returns:
        Fields by the names that a record uses, "kind" holding the type, and
        "free" whether it may be read without paying; None where not stated.
    """
    nodes = list(_nodes(tree))
    named = {id_: node for node in nodes if isinstance(id_ := node.get("@id"), str) and len(node) > 1}
    stories = [(node, kind) for node in nodes if (kind := _type_of(node, _ARTICLE_TYPES)) is not None]
    if not stories:
        return {}
    node, kind = next((s for s in stories if address and address in _addresses(s[0])), stories[0])
    facts = _of_node(node, kind, named)
    if facts["outlet"] is None:
        facts["outlet"] = next((n.get("name") for n in nodes if _type_of(n, _PUBLISHERS)), None)
    return facts


def _nodes(tree: Any) -> Iterator[Node]:
    queue: deque[object] = deque()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            queue.append(_loaded(script.text_content()))
    looked = 0
    while queue and looked < _MAX_NODES:
        node, looked = queue.popleft(), looked + 1
        if isinstance(node, list):
            queue.extend(node[:_MAX_NODES])
        elif isinstance(node, Mapping):
            yield node
            queue.extend(node[name] for name in _INTO if name in node)


def _loaded(text: str) -> object:
    """What a script holds; many pages wrap it in a comment or leave a comma too many."""
    bare = _WRAPPED.sub("", _WRAPPED.sub("", text))
    for attempt in (bare, _TRAILING_COMMA.sub("", bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _type_of(node: Node, wanted: tuple[str, ...]) -> str | None:
    kinds = node.get("@type")
    for kind in kinds if isinstance(kinds, list) else [kinds]:
        if isinstance(kind, str) and kind.endswith(wanted):
            return kind
    return None


def _addresses(node: Node) -> set[str]:
    page = node.get("mainEntityOfPage")
    stated = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, Mapping) else page)
    return {value for value in stated if isinstance(value, str)}


def _of_node(node: Node, kind: str, named: Mapping[str, Node]) -> dict[str, object]:
    headline, page = node.get("headline") or node.get("name"), node.get("mainEntityOfPage")
    return {
        "headline": html.unescape(headline) if isinstance(headline, str) else None,
        "author": _followed(node.get("author"), named) or _followed(node.get("creator"), named),
        "published": node.get("datePublished"),
        "modified": node.get("dateModified"),
        "outlet": _followed(node.get("publisher"), named),
        "url": node.get("url") or (page.get("@id") if isinstance(page, Mapping) else page),
        "kind": kind,
        "section": node.get("articleSection"),
        "language": node.get("inLanguage"),
        "free": _free(node),
        "words": node.get("wordCount"),
    }


def _followed(value: object, named: Mapping[str, Node]) -> object:
    """A reference ("@id") replaced by the node it names, which many pages keep apart."""
    if isinstance(value, list):
        return [_followed(one, named) for one in value]
    if isinstance(value, Mapping) and "name" not in value and isinstance(id_ := value.get("@id"), str):
        return named.get(id_)
    return value


def _free(node: Node) -> bool | None:
    stated = node.get("isAccessibleForFree")
    if isinstance(stated, bool):
        return stated
    return {"true": True, "false": False}.get(str(stated).rsplit("/", 1)[-1].lower())
