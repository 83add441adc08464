"""Which articles are copies of one text, as the library keeps it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from retrieval.store.bands import buckets
from retrieval.store.database import Database, marks, moment, parts

MOST_OF_A_BUCKET = 20
"""Versions looked at in one bucket, the latest first.

A bucket with more holds a phrase that a site puts on every page, or the
copies of one text, of which any leads to the rest.
"""


class Sketched(NamedTuple):
    """A version that shares buckets with another."""

    version: int
    article: int
    dated: datetime | None
    signature: bytes
    shared: int


class Member(NamedTuple):
    """One version of an article of a story."""

    story: int | None
    version: int
    id: str
    outlet: str | None
    published: datetime | None
    dated: datetime | None
    origin: str | None


class StoryStore(Database):
    """The part of the library that knows copies.

    A story is what the pairs in `copies` connect; `articles.story` has the
    outcome, so that it need not be worked out at each question.
    """

    def set_credits(self, id: str, version: str, lines: Sequence[str]) -> None:
        """Keep the lines that credit others with a part of a version."""
        if lines:
            self._db.execute(
                "INSERT INTO credits (version, lines) SELECT v.key, ? FROM versions v "
                "JOIN articles a ON a.key = v.article WHERE a.id = ? AND v.version = ? "
                "ON CONFLICT (version) DO UPDATE SET lines = excluded.lines",
                (json.dumps(list(lines), ensure_ascii=False), id, version),
            )

    def credits_of(self, version: int) -> tuple[str, ...]:
        """The lines kept for a version."""
        row = self._db.execute("SELECT lines FROM credits WHERE version = ?", (version,)).fetchone()
        return () if row is None else tuple(json.loads(row[0]))

    def unsketched(self, limit: int) -> list[int]:
        """Keys of the first versions of which no sketch is kept yet, in order."""
        rows = self._db.execute(
            "SELECT key FROM versions WHERE key > (SELECT coalesce(max(version), 0) FROM sketches) "
            "ORDER BY key LIMIT ?",
            (limit,),
        )
        return [int(row[0]) for row in rows]

    def put_sketch(self, version: int, signature: bytes, origin: str | None) -> None:
        """Keep the sketch of a version, and whose text it says it is."""
        self._db.execute(
            "INSERT INTO sketches (version, signature, origin) VALUES (?, ?, ?)", (version, signature, origin)
        )
        self._db.executemany(
            "INSERT INTO buckets (bucket, version) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(bucket, version) for bucket in buckets(signature)],
        )

    def alike(self, version: int, signature: bytes) -> list[Sketched]:
        """The versions of other articles that share a bucket with this one."""
        shared: Counter[int] = Counter()
        for bucket in buckets(signature):
            rows = self._db.execute(
                "SELECT version FROM buckets WHERE bucket = ? ORDER BY version DESC LIMIT ?",
                (bucket, MOST_OF_A_BUCKET),
            )
            shared.update(row[0] for row in rows)
        found = []
        for part in parts(list(shared)):
            rows = self._db.execute(
                "SELECT v.key, v.article, coalesce(v.modified, v.published), s.signature "  # noqa: S608
                "FROM sketches s JOIN versions v ON v.key = s.version "
                f"WHERE v.key IN ({marks(part)}) "
                "AND v.article <> (SELECT article FROM versions WHERE key = ?)",
                (*part, version),
            )
            found += [Sketched(key, own, moment(at), sign, shared[key]) for key, own, at, sign in rows]
        return found

    def join(self, version: int, others: Iterable[int]) -> None:
        """Record that versions are copies of one text, and make their articles one story."""
        pairs = [(min(version, other), max(version, other)) for other in others]
        self._db.executemany("INSERT INTO copies (one, other) VALUES (?, ?) ON CONFLICT DO NOTHING", pairs)
        keys = sorted({key for pair in pairs for key in pair})
        rows = self._db.execute(
            "SELECT DISTINCT a.key, a.story FROM versions v "  # noqa: S608
            f"JOIN articles a ON a.key = v.article WHERE v.key IN ({marks(keys)})",
            keys,
        ).fetchall()
        articles = [row[0] for row in rows]
        stories = sorted({row[1] for row in rows if row[1] is not None})
        self._db.execute(
            f"UPDATE articles SET story = ? WHERE key IN ({marks(articles)}) "  # noqa: S608
            f"OR story IN ({marks(stories)})",
            (min([*articles, *stories]), *articles, *stories),
        )

    def _story_left(self, article: int) -> int | None:
        """Take an article's versions out of the buckets before they are deleted; its story, if any."""
        rows = self._db.execute(
            "SELECT s.version, s.signature FROM sketches s JOIN versions v ON v.key = s.version "
            "WHERE v.article = ?",
            (article,),
        ).fetchall()
        for version, signature in rows:
            self._db.executemany(
                "DELETE FROM buckets WHERE bucket = ? AND version = ?",
                [(bucket, version) for bucket in buckets(signature)],
            )
        row = self._db.execute("SELECT story FROM articles WHERE key = ?", (article,)).fetchone()
        return None if row[0] is None else int(row[0])

    def _regroup(self, story: int | None) -> None:
        """Work a story out again when an article is gone that may have held two others together."""
        if story is None:
            return
        rows = self._db.execute("SELECT key FROM articles WHERE story = ?", (story,))
        group = {int(row[0]): int(row[0]) for row in rows}
        pairs = self._db.execute(
            "SELECT v.article, w.article FROM articles a JOIN versions v ON v.article = a.key "
            "JOIN copies c ON c.one = v.key JOIN versions w ON w.key = c.other WHERE a.story = ?",
            (story,),
        )
        for one, other in pairs.fetchall():
            least, most = sorted((group[one], group[other]))
            group = {key: least if of == most else of for key, of in group.items()}
        sizes = Counter(group.values())
        self._db.executemany(
            "UPDATE articles SET story = ? WHERE key = ?",
            [(of if sizes[of] > 1 else None, key) for key, of in group.items()],
        )

    def pairs(self) -> set[frozenset[str]]:
        """Every two articles found to be copies of one text, by their ids."""
        rows = self._db.execute(
            "SELECT a.id, b.id FROM copies c "
            "JOIN versions v ON v.key = c.one JOIN articles a ON a.key = v.article "
            "JOIN versions w ON w.key = c.other JOIN articles b ON b.key = w.article"
        )
        return {frozenset(row) for row in rows}

    def stories_of(self, versions: Iterable[int]) -> dict[int, int]:
        """The story of each version whose article has copies."""
        query = (
            "SELECT v.key, a.story FROM versions v JOIN articles a ON a.key = v.article "
            "WHERE a.story IS NOT NULL AND v.key IN "
        )
        found: dict[int, int] = {}
        for part in parts(list(versions)):
            found.update(self._db.execute(f"{query}({marks(part)})", part))
        return found

    def origins_of(self, versions: Iterable[int]) -> dict[int, str]:
        """Whose text each version says it is, where it does."""
        query = "SELECT version, origin FROM sketches WHERE origin IS NOT NULL AND version IN "
        found: dict[int, str] = {}
        for part in parts(list(versions)):
            found.update(self._db.execute(f"{query}({marks(part)})", part))
        return found

    def origins(self) -> frozenset[str]:
        """Every agency or outlet that any version says its text is from."""
        rows = self._db.execute("SELECT DISTINCT origin FROM sketches WHERE origin IS NOT NULL")
        return frozenset(str(row[0]) for row in rows)

    def members(self, stories: Iterable[int]) -> list[Member]:
        """Every version of the articles of these stories, earliest first, undated ones last."""
        found: list[Member] = []
        for part in parts(list(stories)):
            found += self._members(f"a.story IN ({marks(part)})", part)
        return sorted(found, key=_earliest)

    def _with_copies(self, article: int) -> list[Member]:
        """Every version of an article and of its copies, earliest first."""
        where = "a.key = ? OR a.story = (SELECT story FROM articles WHERE key = ?)"
        return sorted(self._members(where, [article, article]), key=_earliest)

    def _members(self, where: str, values: Sequence[object]) -> list[Member]:
        query = (
            "SELECT a.story, v.key, a.id, v.outlet, v.published, coalesce(v.modified, v.published), s.origin "
            "FROM articles a JOIN versions v ON v.article = a.key LEFT JOIN sketches s ON s.version = v.key "
            "WHERE "
        )
        return [
            Member(story, key, id_, outlet, moment(published), moment(dated), origin)
            for story, key, id_, outlet, published, dated, origin in self._db.execute(query + where, values)
        ]


def _earliest(member: Member) -> tuple[bool, str, str, int]:
    """Sorts by publication, undated ones last, and always alike."""
    at = member.published.isoformat() if member.published else ""
    return member.published is None, at, member.id, member.version
