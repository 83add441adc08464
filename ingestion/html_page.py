"""A saved web page: its article, told from the rest by trafilatura, and what the page states of it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.names import without_outlet
from ingestion.page_facts import page_facts
from ingestion.pruning import prune, visible_text
from ingestion.record import draft_of
from ingestion.stubs import Shown, stub_reason

MAX_ELEMENTS = 50_000
"""A page with more is no article, which has a few thousand; telling one from the rest would take long."""
_SENTENCE_WORDS = 6
"""So many words make a line of an article; a menu has shorter ones only."""
_SENTENCE_LETTERS = 40
"""The same for scripts that put no space between words."""

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HEAD = 4096
_NO_ARTICLE = "no article in this page"
_SAVE_AGAIN = "Save the page of the article itself, or its text."


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page states in its first bytes."""
    match = _CHARSET.search(data, 0, _HEAD)
    return None if match is None else match[1].decode("ascii")


class PageRead(NamedTuple):
    """What a page shows, and why that is not its article: "a paywall: …"; None if it is."""

    draft: Draft
    stub: str | None


def html_draft(text: str, item: str, address: str | None = None) -> Draft:
    """Read the article of one web page.

    Args:
        text: the decoded page.
        item: what a report names.
        address: where it was fetched from; None for a saved page.

    Raises:
        RefusedError: there is no article in the page, or only a paywall,
            consent form, login or robot check in its place.
    """
    read = read_page(text, item, address)
    if read.stub is not None:
        raise RefusedError(item, read.stub, _SAVE_AGAIN)
    return read.draft


def read_page(text: str, item: str, address: str | None = None) -> PageRead:
    """Read what a page shows, be it the first lines only; as `html_draft` does.

    Raises:
        RefusedError: there is no text of an article in the page.
    """
    tree = _parsed(text)
    if tree is None or sum(1 for _ in zip(range(MAX_ELEMENTS + 1), tree.iter(), strict=False)) > MAX_ELEMENTS:
        raise RefusedError(item, _NO_ARTICLE, _SAVE_AGAIN)
    facts = page_facts(tree, address)
    visible = visible_text(tree)
    prune(tree)
    body, title, author = _extracted(tree)
    headline = str(facts.get("headline") or title or "")
    facts["headline"] = without_outlet(headline, facts.get("outlet"))
    facts.setdefault("author", (author or "").replace(";", ","))
    places = (facts.get("canonical"), facts.get("url"), address)
    lines = _without(body.split("\n"), headline, facts["headline"], *places)
    stub = stub_reason(
        Shown(
            lines,
            visible,
            title=headline,
            address=address or next((str(place) for place in places if place), None),
            free=facts.pop("free") is not False,
            words=facts.pop("words", None),
        )
    )
    if not any(map(_is_story, lines)):
        raise RefusedError(item, stub or _NO_ARTICLE, _SAVE_AGAIN)
    return PageRead(draft_of({**facts, "text": _joined(lines)}, item), stub)


def _parsed(text: str) -> Any:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    try:
        return document_fromstring(
            text.encode("utf-8", "replace"),
            parser=HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True),
        )
    except (etree.LxmlError, ValueError):
        return None


def _extracted(tree: Any) -> tuple[str, str | None, str | None]:
    """The body, and the title and author where only the page's looks tell them."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            with_metadata=True,
            # Its guess at a date is not used; this keeps it short.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # noqa: BLE001
        # Pages from outside break extractors in more ways than can be listed; such a page has no article.
        return "", None, None
    if found is None or isinstance(found, dict):
        return "", None, None
    return found.text or "", found.title, found.author


def _is_story(line: str) -> bool:
    return len(line.split()) >= _SENTENCE_WORDS or sum(map(str.isalpha, line)) >= _SENTENCE_LETTERS


def _without(lines: list[str], *repeated: object) -> list[str]:
    """The lines without the headline and the address, which stand in the page's body as well."""
    known = {" ".join(str(fact).split()) for fact in repeated if fact}
    return [line for line in lines if " ".join(line.split()) not in known]


def _joined(lines: list[str]) -> str:
    """Paragraphs apart, the items of a list on consecutive lines."""
    out: list[str] = []
    for n, line in enumerate(lines):
        if n:
            out.append("\n" if line.startswith("- ") and lines[n - 1].startswith("- ") else "\n\n")
        out.append(line)
    return "".join(out)
