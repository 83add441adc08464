"""What a web page states about its article: JSON-LD first, then its meta elements, then `time`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from ingestion.canonical import canonical_url
from ingestion.dates import parse_stamp
from ingestion.json_ld import linked_facts

_META: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("headline", ("og:title", "twitter:title", "dc.title", "parsely-title")),
    ("outlet", ("og:site_name", "application-name", "dc.publisher", "citation_journal_title")),
    ("url", ("og:url",)),
    ("author", ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")),
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
            *("pubdate", "publishdate", "publish-date", "dc.date.issued", "dc.date", "date"),
        ),
    ),
    (
        "modified",
        ("article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified"),
    ),
    ("section", ("article:section", "parsely-section", "section", "og:type")),
    ("language", ("og:locale", "content-language", "dc.language")),
    ("free", ("article:content_tier",)),
)
_DATES = ("published", "modified")
_YEAR_FIRST = re.compile(r"\s*\d{4}")


def page_facts(tree: Any, address: str | None = None) -> dict[str, object]:
    """The facts that a page states in so many words; nothing is inferred.

    Args:
        tree: the page as parsed by lxml.
        address: where it was fetched from; None where that is not known.

    Returns:
        Fields by the names that a record uses. A date comes from JSON-LD, a
        meta element or a `time` element of the article, in this order: the
        first that is understood. "free" is False where the page says that
        its article is not free to read.
    """
    meta = _from_meta(tree)
    canonical = _canonical(tree, address)
    linked = linked_facts(tree, canonical or _text(meta.get("url")) or address)
    facts = {name: value for name, value in {**meta, **_given(linked)}.items() if value is not None}
    for name in _DATES:
        stated = (linked.get(name), meta.get(name), _time(tree, name))
        facts[name] = _understood(stated)
    if canonical is not None:
        facts["canonical"] = canonical
    if address is not None:
        facts.setdefault("link", address)
    facts["free"] = linked.get("free") is not False and str(meta.get("free")).lower() not in (
        "locked",
        "metered",
    )
    if language := tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"):
        facts["language"] = linked.get("language") or language
    return facts


def _given(facts: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in facts.items() if value}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _canonical(tree: Any, address: str | None) -> str | None:
    """The address the page gives itself; a front page in its place is a mistake of its template."""
    for link in tree.iterfind(".//link[@rel='canonical']"):
        try:
            stated = urljoin(address or "", str(link.get("href") or "").strip())
        except ValueError:
            continue
        if (known := canonical_url(stated)) is not None and known.count("/") > 2:
            return stated
    return None


def _from_meta(tree: Any) -> dict[str, object]:
    stated: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (
            meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv") or ""
        )
        content = (meta.get("content") or "").strip()
        if name and content:
            stated.setdefault(name.lower(), content)
    facts: dict[str, object] = {}
    for field, names in _META:
        # An author given as the address of a profile names nobody.
        values = (stated[name] for name in names if name in stated)
        facts[field] = next((value for value in values if field == "url" or "://" not in value), None)
    return facts


def _understood(stated: Iterable[object]) -> object:
    """The first date that can be read; where none can, the first stated, which a note then names."""
    given = [value for value in stated if isinstance(value, str | int) and value and not _is_unset(value)]
    return next((v for v in given if parse_stamp(str(v)) is not None), given[0] if given else None)


def _is_unset(value: object) -> bool:
    """Whether a date is the one that templates write where there is none."""
    return str(value).startswith(("0001-01-01", "0000-00-00"))


def _time(tree: Any, name: str) -> str | None:
    """The moment a `time` element gives; pages also date their links to others."""
    wanted = "datePublished" if name == "published" else "dateModified"
    for element in tree.iterfind(f".//*[@itemprop='{wanted}']"):
        if stated := element.get("datetime") or element.get("content"):
            return str(stated)
    if name != "published":
        return None
    inside = tree.xpath("//article//time[@datetime] | //main//time[@datetime]")
    for element in inside:
        if _YEAR_FIRST.match(element.get("datetime")) and element.get("itemprop") != "dateModified":
            return str(element.get("datetime"))
    everywhere = {element.get("datetime") for element in tree.iter("time")} - {None, ""}
    return str(everywhere.pop()) if len(everywhere) == 1 else None
