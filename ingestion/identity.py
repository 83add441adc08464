"""Which article a draft is: one known already, or a new one with a new id."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from config.errors import RefusedError
from ingestion.addresses import is_address
from ingestion.canonical import canonical_url
from ingestion.draft import Draft
from retrieval.article import version_of
from retrieval.library import Library

LONGEST_ID = 300

_SPACE_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_PAGE = re.compile(r"(?:/index)?\.(?:html?|php|aspx?)$|/index$")
_SLUG = re.compile(r"[^a-z0-9]+")


def identify(draft: Draft, library: Library) -> tuple[str, str | None]:
    """The id of the article that a draft is, and its canonical URL.

    An article is known again by its URL, else by the one it was moved from, else
    by the id its source gives, else by the file it came from, else by its very
    text at the same outlet. A new
    one is named after the id given, its address, or its outlet and headline.

    Raises:
        RefusedError: the id given is that of another article, with another URL.
    """
    canonical = canonical_url(draft.url) if draft.url else None
    known = library.find(canonical=canonical)
    if known is not None:
        return known, canonical
    if draft.moved is not None and _moved(draft, library):
        return draft.moved, canonical
    given = _given(draft)
    if given is not None:
        holder = library.canonical_of(given)
        if holder is not None and canonical is not None:
            raise RefusedError(draft.item, f"its id {given} is already that of {holder}")
        return given, canonical
    if canonical is not None:
        return _free(_id_of_url(canonical), canonical, library), canonical
    known = library.find(source=source_of(draft)) or library.same_text(
        version_of(draft.text), draft.outlet, draft.title
    )
    return known or _minted(draft), None


def _moved(draft: Draft, library: Library) -> bool:
    """Whether a draft is the article that stood where it was moved from.

    Addresses of what was taken down are also sent on for good: to a section, or to something else.
    """
    before = library.latest(draft.moved or "")
    if before is None:
        return False
    return before.title == draft.title or alike(before.text, draft.text)


def alike(text: str, other: str) -> bool:
    """Whether half of the paragraphs of the shorter of two texts stand in the longer."""
    short, long = sorted(({*text.split("\n\n")}, {*other.split("\n\n")}), key=len)
    return 2 * len(short & long) >= len(short)


def source_of(draft: Draft) -> str:
    """The address, file, or file and line, of a draft, wherever the ingest was started: `a.txt` is many."""
    if is_address(draft.item):
        return draft.item
    return str(Path(draft.item).absolute())


def names_of(draft: Draft) -> set[str]:
    """What a draft can be known by, apart from its id."""
    canonical = canonical_url(draft.url) if draft.url else None
    return {canonical} if canonical else {source_of(draft), version_of(draft.text)}


def _given(draft: Draft) -> str | None:
    if draft.given_id is None:
        return None
    id_ = _SPACE_OR_CONTROL.sub("-", draft.given_id.strip())[:LONGEST_ID].strip("-")
    if not id_:
        return None
    # A bare number is an export's own count: "7" of one file is not "7" of another.
    return f"{_file_of(draft)}/{id_}" if id_.isdigit() else id_


def _id_of_url(canonical: str) -> str:
    parts = urlsplit(canonical)
    path = _PAGE.sub("", parts.path).rstrip("/")
    query = f"?{parts.query}" if parts.query else ""
    return (parts.netloc.removeprefix("www.") + path + query)[:LONGEST_ID]


def _free(id_: str, canonical: str, library: Library) -> str:
    """The id, told apart by a few digits where another address has it already."""
    holder = library.canonical_of(id_)
    if holder is None or holder == canonical:
        return id_
    return f"{id_}-{hashlib.sha256(canonical.encode()).hexdigest()[:6]}"


def _minted(draft: Draft) -> str:
    name = _slug(draft.title or "") or _file_of(draft)
    stated = [
        draft.outlet or "",
        draft.title or "",
        draft.published.at.isoformat() if draft.published else "",
    ]
    facts = "\n".join(stated) if draft.title else draft.text
    digest = hashlib.sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    outlet = _slug(draft.outlet or "")
    return f"{outlet}/{name}-{digest}" if outlet else f"{name}-{digest}"


def _file_of(draft: Draft) -> str:
    path = re.sub(r" (?:line|record) \d+$", "", draft.item)
    return _slug(Path(path).name.split(".")[0]) or "file"


def _slug(text: str) -> str:
    return _SLUG.sub("-", text.lower()).strip("-")[:60].rstrip("-")
