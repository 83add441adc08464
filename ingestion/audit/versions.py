"""Each version against its text: its name, its facts, its passages, their vectors, what it gives to whom."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from ingestion.attributing import METHOD, attributions
from ingestion.audit.compared import PART, Compared
from ingestion.passages import embedding_hash, embedding_text
from retrieval.article import Article, version_of
from retrieval.library import Library
from retrieval.people.person import person_key
from retrieval.statement import Attribution
from retrieval.store.all_rows import WholePassage, WholeVersion

INGEST = "Remove those articles and ingest them again: newsdesk remove ID, newsdesk ingest PATH"
AGAIN = "Ingest anything, or run: newsdesk reindex"

_UNIT = 1e-3
"""How far a vector's length may be from 1."""


def compare_versions(library: Library) -> list[Compared]:
    """Compare versions, passages, vectors and statements, in one pass through the texts."""
    dimension = _dimension(library)
    counts = dict.fromkeys(("versions", "passages", "statements"), 0)
    texts, spans, vectors, said = [], [], [], []
    waiting = after = 0
    while versions := library.whole_versions(after, PART):
        after = versions[-1].key
        keys = [version.key for version in versions]
        passages, kept = library.whole_passages(keys), library.attributions_of(keys)
        persons = library.persons_of(keys)
        unread = {version.key: list(_text_faults(version)) for version in versions}
        articles = library.by_version([key for key in keys if not unread[key]])
        for version in versions:
            mine = passages.get(version.key, [])
            statements = kept.get(version.key, [])
            texts += [f"{version.named}: {fault}" for fault in unread[version.key]]
            spans += [f"{version.named}: {fault}" for fault in _passage_faults(version, mine)]
            vectors += [f"{version.named}: {fault}" for fault in _vector_faults(mine, dimension)]
            found = _statement_faults(version, articles.get(version.key), statements)
            found += _person_faults(persons.get(version.key, []))
            said += [f"{version.named}: {fault}" for fault in found]
            waiting += version.method != METHOD
            counts["passages"] += len(mine)
            counts["statements"] += len(statements)
        counts["versions"] += len(versions)
    texts += [f"{id_}: two versions have one place in its order" for id_ in library.seqs_given_twice()]
    later = f"; {waiting:,} versions are read for them by the next ingest" if waiting else ""
    unused = library.unused_vectors()
    spare = f"; {unused:,} that no passage has any more go with newsdesk reindex" if unused else ""
    return [
        Compared("texts", counts["versions"], "versions against their hashes", tuple(texts), INGEST),
        Compared("passages", counts["passages"], "passages against their texts", tuple(spans), INGEST),
        Compared(
            "vectors",
            counts["passages"],
            "vectors against the model",
            tuple(vectors),
            INGEST,
            spare,
        ),
        Compared("statements", counts["statements"], "statements read anew", tuple(said), AGAIN, later),
    ]


def _dimension(library: Library) -> int:
    """How long the vectors are: as long as most are."""
    lengths: dict[int, int] = {}
    for _, vector in library.vector_rows(limit=PART):
        lengths[len(vector) // 4] = lengths.get(len(vector) // 4, 0) + 1
    return max(lengths, key=lambda length: lengths[length], default=0)


def _text_faults(version: WholeVersion) -> Iterator[str]:
    if version_of(version.text) != version.version:
        yield "its text has another hash"
    if not version.text.strip():
        yield "its text is empty"
    for name in ("published", "modified", "added"):
        instant = getattr(version, name)
        if instant is not None and not is_instant(instant):
            yield f"{name} is no instant: {instant[:40]!r}"
    try:
        names = json.loads(version.byline)
    except ValueError:
        names = None
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        yield "its byline cannot be read"


def is_instant(stored: str) -> bool:
    """Whether a column holds an instant in UTC, as text that sorts like the instants."""
    try:
        at = datetime.fromisoformat(stored)
    except ValueError:
        return False
    return at.utcoffset() == timedelta(0)


def _passage_faults(version: WholeVersion, passages: list[WholePassage]) -> Iterator[str]:
    if not passages:
        yield "it has no passage"
    if [passage.n for passage in passages] != list(range(len(passages))):
        yield "a passage is missing"
    if any(before.end > passage.start for before, passage in pairwise(passages)):
        yield "its passages overlap"
    for passage in passages:
        text = version.text[passage.start : passage.end]
        if not 0 <= passage.start < passage.end <= len(version.text) or not text.strip():
            yield f"passage {passage.n} is not in its text"
        elif embedding_hash(embedding_text(version.title, text)) != passage.hash:
            yield f"passage {passage.n} has the hash of other words"


def _vector_faults(passages: Iterable[WholePassage], dimension: int) -> Iterator[str]:
    for passage in passages:
        if passage.vector is None:
            yield f"passage {passage.n} has no vector"
        elif len(passage.vector) != 4 * dimension:
            yield f"the vector of passage {passage.n} has another length"
        elif not abs(float(np.linalg.norm(np.frombuffer(passage.vector, "<f4"))) - 1) < _UNIT:
            yield f"the vector of passage {passage.n} is damaged"


def _statement_faults(version: WholeVersion, article: Article | None, kept: list[Attribution]) -> list[str]:
    if version.method is None:
        return ["it has statements and was not read for them"] if kept else []
    length = len(version.text)
    faults = [f"a statement at {one.start} is not in its text" for one in kept if not _lies_in(one, length)]
    if faults or version.method != METHOD or article is None:
        return faults
    same = _sorted(attributions(article)) == _sorted(kept)
    return [] if same else ["its statements are not those that it makes"]


def _lies_in(one: Attribution, length: int) -> bool:
    spans = ((one.start, one.end), one.sentence, one.cue, one.speaker, one.to)
    return (
        all(0 <= span[0] < span[1] <= length for span in spans if span is not None)
        and one.sentence[0] <= one.start
        and one.end <= one.sentence[1]
    )


def _sorted(said: Iterable[Attribution]) -> list[str]:
    return sorted(repr(astuple(one)) for one in said)


def _person_faults(speakers: Iterable[tuple[str | None, str | None]]) -> list[str]:
    return [
        f"the speaker {name} is kept under {person!r}"
        for name, person in speakers
        if person != (person_key(name) if name else None)
    ]
