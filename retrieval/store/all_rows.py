"""Every row of every table, for an audit: in parts, each row with what it has to agree with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from retrieval.store.database import Database, marks, parts


class Reference(NamedTuple):
    """That a column of a table names rows of another, or nothing."""

    table: str
    column: str
    to: str
    by: str = "key"


REFERENCES = (
    Reference("articles", "story", "articles"),
    Reference("articles", "key", "versions", "article"),
    Reference("versions", "article", "articles"),
    Reference("passages", "version", "versions"),
    Reference("passages", "hash", "vectors", "hash"),
    Reference("statements", "version", "versions"),
    Reference("attributed", "version", "versions"),
    Reference("credits", "version", "versions"),
    Reference("sketches", "version", "versions"),
    Reference("buckets", "version", "sketches", "version"),
    Reference("copies", "one", "versions"),
    Reference("copies", "other", "versions"),
    Reference("came_through", "article", "articles"),
    Reference("pages", "article", "articles", "id"),
)
"""What has to be there for each row, whether the tables are made to hold it so or not."""


_TABLES = (
    *("articles", "attributed", "buckets", "came_through", "copies", "credits", "feeds", "files", "leases"),
    *("meta", "pages", "passages", "pending", "replicas", "sketches", "statements", "vectors", "versions"),
)


class WholeVersion(NamedTuple):
    """A version as it stands in its row, with how far it was read."""

    key: int
    article: int
    id: str
    version: str
    seq: int
    title: str | None
    byline: str
    published: str | None
    modified: str | None
    added: str
    text: str
    method: str | None

    @property
    def named(self) -> str:
        """As an audit names it."""
        return f"{self.id} version {self.version}"


class WholePassage(NamedTuple):
    """A passage as it stands in its row, with its vector; None where it has none."""

    key: int
    version: int
    n: int
    start: int
    end: int
    hash: bytes
    vector: bytes | None


class AllRows(Database):
    """The part of the library that an audit reads."""

    def store_faults(self) -> list[str]:
        """What is wrong with the store, of which every page is looked at; empty where it is whole."""
        return self._store.faults(deep=True)

    def tables(self) -> tuple[str, ...]:
        """The name of every table."""
        return _TABLES

    def rows_in(self, table: str) -> int:
        """How many rows a table has, counted."""
        return self._count(table)

    def dangling(self, reference: Reference) -> list[str]:
        """What rows of a table name that is not there."""
        table, column, to, by = reference
        rows = self._db.execute(
            f"SELECT DISTINCT t.{column} FROM {table} t WHERE t.{column} IS NOT NULL AND NOT EXISTS "  # noqa: S608
            f"(SELECT 1 FROM {to} o WHERE o.{by} = t.{column}) ORDER BY t.{column}"
        )
        return [row[0].hex() if isinstance(row[0], bytes) else str(row[0]) for row in rows]

    def unused_vectors(self) -> int:
        """How many vectors no passage has any more."""
        rows = self._db.execute(
            "SELECT count(*) FROM vectors x WHERE NOT EXISTS (SELECT 1 FROM passages p WHERE p.hash = x.hash)"
        )
        return int(rows.fetchone()[0])

    def whole_versions(self, after: int, limit: int) -> list[WholeVersion]:
        """Versions with keys above ``after`` in order."""
        rows = self._db.execute(
            "SELECT v.key, v.article, coalesce(a.id, 'no article'), v.version, v.seq, v.title, v.byline, "
            "v.published, v.modified, v.added, v.text, d.method FROM versions v "
            "LEFT JOIN articles a ON a.key = v.article LEFT JOIN attributed d ON d.version = v.key "
            "WHERE v.key > ? ORDER BY v.key LIMIT ?",
            (after, limit),
        )
        return [WholeVersion(*row) for row in rows]

    def whole_passages(self, versions: Iterable[int]) -> dict[int, list[WholePassage]]:
        """Every passage of these versions, in order, by version key."""
        found: dict[int, list[WholePassage]] = {}
        for part in parts(list(versions)):
            rows = self._db.execute(
                'SELECT p.key, p.version, p.n, p."start", p."end", p.hash, x.vector FROM passages p '  # noqa: S608
                f"LEFT JOIN vectors x ON x.hash = p.hash WHERE p.version IN ({marks(part)}) "
                "ORDER BY p.version, p.n",
                part,
            )
            for key, version, n, start, end, hash_, vector in rows:
                whole = WholePassage(key, version, n, start, end, bytes(hash_), vector)
                found.setdefault(version, []).append(whole)
        return found

    def persons_of(self, versions: Iterable[int]) -> dict[int, list[tuple[str | None, str | None]]]:
        """Name and key of the speaker of each statement of these versions, by version key."""
        found: dict[int, list[tuple[str | None, str | None]]] = {}
        for part in parts(list(versions)):
            rows = self._db.execute(
                f"SELECT version, name, person FROM statements WHERE version IN ({marks(part)})",  # noqa: S608
                part,
            )
            for version, name, person in rows:
                found.setdefault(version, []).append((name, person))
        return found

    def seqs_given_twice(self) -> list[str]:
        """Ids of the articles of which two versions claim one place in their order."""
        rows = self._db.execute(
            "SELECT DISTINCT a.id FROM versions v JOIN articles a ON a.key = v.article "
            "GROUP BY a.id, v.seq HAVING count(*) > 1 ORDER BY a.id"
        )
        return [str(row[0]) for row in rows]

    def sketches(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Version key and signature, for keys above ``after`` in order."""
        rows = self._db.execute(
            "SELECT version, signature FROM sketches WHERE version > ? ORDER BY version LIMIT ?",
            (after, limit),
        )
        return [(int(key), bytes(signature)) for key, signature in rows]

    def buckets_between(self, after: int, last: int) -> dict[int, set[int]]:
        """The buckets that each version is in, for keys above ``after`` up to ``last``."""
        found: dict[int, set[int]] = {}
        rows = self._db.execute(
            "SELECT version, bucket FROM buckets WHERE version > ? AND version <= ?", (after, last)
        )
        for version, bucket in rows:
            found.setdefault(version, set()).add(bucket)
        return found

    def copies_found(self) -> list[tuple[int, int]]:
        """Article keys of every two versions that are copies."""
        rows = self._db.execute(
            "SELECT v.article, w.article FROM copies c JOIN versions v ON v.key = c.one "
            "JOIN versions w ON w.key = c.other"
        )
        return [(int(one), int(other)) for one, other in rows]

    def stories_told(self) -> list[tuple[int, str, int | None]]:
        """Key, id and story of every article."""
        return self._db.execute("SELECT key, id, story FROM articles ORDER BY key").fetchall()

    def last_changes(self) -> dict[tuple[str, int], str]:
        """The last that the log says of each target, by kind and key."""
        rows = self._db.execute("SELECT kind, target, action FROM pending ORDER BY key")
        return {(str(kind), int(target)): str(action) for kind, target, action in rows}

    def keys_there(self, kind: str) -> set[int]:
        """The keys that the log may speak of: of passages, or of versions where ``kind`` is "article"."""
        table = "passages" if kind == "passage" else "versions"
        return {int(row[0]) for row in self._db.execute(f"SELECT key FROM {table}")}  # noqa: S608

    def replicas(self) -> list[tuple[str, int, str]]:
        """Name, last change seen and instant of each copy of the indexes."""
        return self._db.execute("SELECT name, seen, at FROM replicas ORDER BY name").fetchall()

    def pages_fetched(self) -> list[tuple[str, str | None, str, str, str]]:
        """Address, article, digest, instant and status of every address fetched."""
        rows = self._db.execute(
            "SELECT address, article, digest, fetched_at, status FROM pages ORDER BY address"
        )
        return rows.fetchall()

    def instants_of_feeds(self) -> list[tuple[str, int, str, str | None]]:
        """Address, seconds between two looks, when added and when last looked at of every feed."""
        rows = self._db.execute(
            "SELECT address, every_seconds, added, last_checked FROM feeds ORDER BY address"
        )
        return rows.fetchall()

    def withdrawals(self) -> list[tuple[str, str | None, str | None]]:
        """Id, instant and reason of every article withdrawn."""
        rows = self._db.execute(
            "SELECT id, withdrawn, withdrawn_why FROM articles "
            "WHERE withdrawn IS NOT NULL OR withdrawn_why IS NOT NULL ORDER BY id"
        )
        return rows.fetchall()

    def credits_kept(self) -> list[tuple[int, str]]:
        """Version key and lines of every version with credits."""
        return self._db.execute("SELECT version, lines FROM credits ORDER BY version").fetchall()
