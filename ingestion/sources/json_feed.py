"""JSON Feed (version 1 and 1.1, jsonfeed.org): a lead for each item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from config.errors import RefusedError
from ingestion.addresses import joined
from ingestion.encoding import decode, tidy
from ingestion.fetched import Fetched
from ingestion.names import byline_of, outlet_of
from ingestion.sources.base import Facts, Find, Lead
from ingestion.sources.feed import EntryName, Told, entry_find, entry_names, stamp


def json_feed_leads(found: Fetched, lead: Lead) -> Iterator[Find]:
    """The items of a JSON feed; see `Source`."""
    try:
        feed = json.loads(decode(found.body, lead.address))
    except (ValueError, RecursionError) as error:
        raise RefusedError(lead.address, "not valid JSON") from error
    items = feed["items"]
    if not items:
        raise RefusedError(lead.address, "no entries in this feed")
    names = entry_names([_told(item) for item in items])
    for number, item in enumerate(items, start=1):
        if not isinstance(item, Mapping):
            yield RefusedError(f"{lead.address} record {number}", "not an entry of a feed")
            continue
        stated = item.get("url") or item.get("external_url")
        address = joined(found.final, stated) if isinstance(stated, str) else None
        name = EntryName(number, names[number - 1])
        yield from entry_find(_facts(item, feed), address, _told(item).content, lead, name)


def _told(item: object) -> Told:
    if not isinstance(item, Mapping):
        return Told(None, None, "")
    content = item.get("content_html") or item.get("content_text")
    id_, title = (item[name] if isinstance(item.get(name), str | int) else None for name in ("id", "title"))
    return Told(id_, title, content if isinstance(content, str) else "")


def _facts(item: Mapping[str, object], feed: Mapping[str, object]) -> Facts:
    title = item.get("title")
    language = str(item.get("language") or feed.get("language") or "")[:2].lower()
    return Facts(
        outlet=outlet_of(feed.get("title")),
        title=" ".join(tidy(title).split()) or None if isinstance(title, str) else None,
        published=stamp(item.get("date_published")),
        modified=stamp(item.get("date_modified")),
        byline=byline_of(item.get("authors") or item.get("author")),
        language=language if language.isalpha() and len(language) == 2 else None,
    )
