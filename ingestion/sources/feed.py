"""RSS and Atom feeds, read by feedparser: a lead for each entry, with what the feed says of it."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from config.errors import RefusedError
from ingestion.addresses import ForbiddenError, joined
from ingestion.dates import parse_stamp
from ingestion.draft import Draft, Stamp
from ingestion.encoding import tidy
from ingestion.fetched import Fetched
from ingestion.names import byline_of, outlet_of
from ingestion.record import draft_of
from ingestion.sources.base import Facts, Find, GoneError, Lead
from ingestion.sources.xml_text import xml_text
from retrieval.article import version_of

_END = re.compile(
    r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--[^>]*>\s*)*\Z|\A\s*<\w+[^<>]*/>\s*\Z", re.IGNORECASE
)
_TAIL = 2_000
_LONGEST_NAME = 200


def feed_leads(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The entries of an RSS or Atom feed, each address once; see `Source`."""
    import feedparser

    # Bytes and never a string: feedparser takes a string for an address to fetch or a file to open.
    text = xml_text(found)
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode()),
            response_headers={
                "content-type": "application/xml; charset=utf-8",
                "content-location": found.final,
            },
        )
    except Exception as error:
        # Elements where none may stand break its readers of namespaces in more ways than can be listed.
        raise RefusedError(lead.address, "a feed that cannot be read") from error
    entries = parsed.entries
    names = entry_names([Told(entry.get("id"), entry.get("title"), _content(entry)) for entry in entries])
    whole = _END.search(text[-_TAIL:]) is not None
    if not entries:
        raise RefusedError(lead.address, "no entries in this feed" if whole else "its XML is damaged")
    # feedparser reads on past mistakes that many feeds have; only a missing end says that something is lost.
    if not whole:
        yield RefusedError(lead.address, f"its XML is damaged; {len(entries)} entries of it could be read")
    channel = _facts({}, parsed.feed)
    for number, entry in enumerate(entries, start=1):
        yield from entry_find(
            _facts(entry, parsed.feed, channel),
            _link(entry, found.final),
            _content(entry),
            lead,
            EntryName(number, names[number - 1]),
        )


class Told(NamedTuple):
    """What an entry says by which it may be known again."""

    id: object
    title: object
    content: str


class EntryName(NamedTuple):
    """An entry's place in its feed, and the name by which it is known wherever it stands in it."""

    number: int
    name: str


def entry_names(entries: Sequence[Told]) -> list[str]:
    """A name for each entry: its id where no other entry bears that too, else its headline, else its text."""
    bearers = Counter(str(entry.id) for entry in set(entries) if entry.id)
    return [
        " ".join(str(entry.id if bearers[str(entry.id)] == 1 else entry.title or "").split())[:_LONGEST_NAME]
        or version_of(entry.content)
        for entry in entries
    ]


def entry_find(
    facts: Facts, address: str | None, content: str, lead: Lead, name: EntryName
) -> Iterator[Lead | Draft | RefusedError]:
    """The lead of one entry; its text itself where it has no address."""
    record: dict[str, object] = {"title": facts.title, "text": content, "url": address}
    if address is not None:
        otherwise = partial(_from_feed, record, facts, address) if content else None
        yield Lead(address, facts, "article", otherwise, lead.depth + 1)
    elif content:
        # Never by its place, which is another's as soon as there is a newer one.
        yield dressed(draft_of(record, f"{lead.address} entry {name.name}"), facts)
    else:
        yield RefusedError(
            f"{lead.address} record {name.number}", "an entry with neither an address nor a text"
        )


def dressed(draft: Draft, facts: Facts) -> Draft:
    """A draft with what is known of it from elsewhere, where it does not say so itself."""
    return replace(
        draft,
        outlet=draft.outlet or facts.outlet,
        title=draft.title or facts.title,
        published=draft.published or facts.published,
        modified=draft.modified or facts.modified,
        byline=draft.byline or facts.byline,
        language=draft.language or facts.language,
    )


def _from_feed(record: dict[str, object], facts: Facts, address: str, failure: RefusedError) -> Draft:
    """The entry's own text, where the page fails for a reason that says nothing against the article."""
    if isinstance(failure, GoneError | ForbiddenError):
        raise failure
    try:
        draft = draft_of(record, address)
    except RefusedError:
        raise failure from None
    note = f"read from the feed, as the page could not be: {failure.reason}"
    return dressed(replace(draft, notes=(*draft.notes, note)), facts)


def _facts(entry: Mapping[str, Any], channel: Mapping[str, Any], known: Facts | None = None) -> Facts:
    source = entry.get("source") or {}
    authors = [author.get("name") for author in entry.get("authors") or [] if author.get("name")]
    language = str(entry.get("language") or channel.get("language") or "")[:2].lower()
    return Facts(
        outlet=outlet_of(source.get("title")) or (known.outlet if known else outlet_of(channel.get("title"))),
        title=" ".join(tidy(str(entry.get("title") or "")).split()) or None,
        published=stamp(entry.get("published") or entry.get("issued")),
        # Not by its own `get`, which gives the day of publication where there is no update.
        modified=stamp(dict.get(entry, "updated") if isinstance(entry, dict) else None),
        byline=byline_of(authors or entry.get("author")),
        language=language if language.isalpha() and len(language) == 2 else None,
    )


def stamp(stated: object) -> Stamp | None:
    """The instant that a listing states; None where it states none that is understood."""
    return parse_stamp(stated) if isinstance(stated, str) else None


def _link(entry: Mapping[str, Any], base: str) -> str | None:
    stated = entry.get("feedburner_origlink") or entry.get("link")
    return joined(base, stated) if isinstance(stated, str) else None


def _content(entry: Mapping[str, Any]) -> str:
    """The whole text where the feed carries it; a summary is none."""
    return max((str(part.get("value") or "") for part in entry.get("content") or []), key=len, default="")
