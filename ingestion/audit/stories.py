"""Each sketch against the buckets it belongs in, and each story against the copies that make it."""

from __future__ import annotations

from collections import Counter

from ingestion.audit.compared import PART, Compared
from retrieval.library import Library
from retrieval.store.bands import VALUES, WIDTH, buckets


def compare_stories(library: Library) -> list[Compared]:
    """Compare sketches and stories."""
    sketches, found = _sketches(library)
    articles = library.stories_told()
    group = {key: key for key, _, _ in articles}
    wrong = []
    for one, other in library.copies_found():
        if one not in group or other not in group:
            # Told among the references.
            continue
        if one == other:
            wrong.append(f"article {one} is a copy of itself")
            continue
        least, most = sorted((_root(group, one), _root(group, other)))
        group[most] = least
    sizes = Counter(_root(group, key) for key in group)
    for key, id_, story in articles:
        of = _root(group, key)
        if story != (of if sizes[of] > 1 else None):
            wrong.append(f"{id_}: its copies do not make it a story")
    mend = "Remove those articles and ingest them again: newsdesk remove ID, newsdesk ingest PATH"
    return [
        Compared("sketches", sketches, "sketches against their buckets", tuple(found), mend),
        Compared("stories", len(articles), "articles against their copies", tuple(wrong), mend),
    ]


def _root(group: dict[int, int], key: int) -> int:
    while group[key] != key:
        group[key] = group[group[key]]
        key = group[key]
    return key


def _sketches(library: Library) -> tuple[int, list[str]]:
    count = after = 0
    wrong = []
    while rows := library.sketches(after, PART):
        last = rows[-1][0]
        held = library.buckets_between(after, last)
        for version, signature in rows:
            if len(signature) != VALUES * WIDTH:
                wrong.append(f"the sketch of version {version} has another length")
            elif held.get(version, set()) != set(buckets(signature)):
                wrong.append(f"version {version} is not in the buckets of its sketch")
        count, after = count + len(rows), last
    return count, wrong
