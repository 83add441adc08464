"""Passages and their vectors, as the library keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from retrieval.store.database import EVERYTHING, Database, marks, moment, parts


class Place(NamedTuple):
    """Where a passage stands; what search joins its hits with."""

    key: int
    article: int
    version: int
    n: int
    start: int
    end: int
    dated: datetime | None


class PassageStore(Database):
    """The part of the library that search and the indexes read."""

    def places(self, keys: Iterable[int]) -> dict[int, Place]:
        """Where the passages with these keys stand; keys that are gone are left out."""
        found: dict[int, Place] = {}
        for part in parts(list(keys)):
            rows = self._db.execute(
                'SELECT p.key, v.article, v.key, p.n, p."start", p."end", coalesce(v.modified, v.published) '  # noqa: S608
                f"FROM passages p JOIN versions v ON v.key = p.version WHERE p.key IN ({marks(part)})",
                part,
            )
            for key, article, version, n, start, end, dated in rows:
                found[key] = Place(key, article, version, n, start, end, moment(dated))
        return found

    def passages_of(self, versions: Iterable[int]) -> dict[int, list[tuple[Place, bytes]]]:
        """Every passage of these versions in order, with its vector's bytes, by version key."""
        found: dict[int, list[tuple[Place, bytes]]] = {}
        for part in parts(list(versions)):
            rows = self._db.execute(
                'SELECT p.key, v.article, v.key, p.n, p."start", p."end", coalesce(v.modified, v.published), '  # noqa: S608
                "x.vector FROM passages p JOIN versions v ON v.key = p.version "
                "JOIN vectors x ON x.hash = p.hash "
                f"WHERE v.key IN ({marks(part)}) ORDER BY v.key, p.n",
                part,
            )
            for key, article, version, n, start, end, dated, vector in rows:
                place = Place(key, article, version, n, start, end, moment(dated))
                found.setdefault(version, []).append((place, vector))
        return found

    def version_dates(self, versions: Iterable[int]) -> dict[int, tuple[int, int, datetime | None]]:
        """Article key, place in its order and instant of each version, for all versions of their articles."""
        found: dict[int, tuple[int, int, datetime | None]] = {}
        for part in parts(list(versions)):
            rows = self._db.execute(
                "SELECT key, article, seq, coalesce(modified, published) FROM versions WHERE article IN "  # noqa: S608
                f"(SELECT article FROM versions WHERE key IN ({marks(part)}))",
                part,
            )
            for key, article, seq, dated in rows:
                found[key] = (article, seq, moment(dated))
        return found

    def vector_rows(
        self, after: int = 0, limit: int = EVERYTHING, until: str | None = None
    ) -> list[tuple[int, bytes]]:
        """Passage keys above ``after`` in order, each with its vector's bytes.

        Args:
            after: the last key already had.
            limit: how many at most.
            until: ISO instant; passages of versions dated after it are left out.
        """
        return self._db.execute(
            "SELECT p.key, x.vector FROM passages p JOIN vectors x ON x.hash = p.hash "  # noqa: S608
            + (
                ""
                if until is None
                else "JOIN versions v ON v.key = p.version AND "
                "(coalesce(v.modified, v.published) IS NULL OR coalesce(v.modified, v.published) <= :until) "
            )
            + "WHERE p.key > :after ORDER BY p.key LIMIT :limit",
            {"after": after, "limit": limit} | ({} if until is None else {"until": until}),
        ).fetchall()

    def dated_vectors(self, after: int, limit: int) -> list[tuple[int, datetime | None, bytes]]:
        """Passage keys above ``after`` in order, each with its version's instant and its vector's bytes."""
        rows = self._db.execute(
            "SELECT p.key, coalesce(v.modified, v.published), x.vector FROM passages p "
            "JOIN versions v ON v.key = p.version JOIN vectors x ON x.hash = p.hash "
            "WHERE p.key > ? ORDER BY p.key LIMIT ?",
            (after, limit),
        )
        return [(int(key), moment(dated), vector) for key, dated, vector in rows]

    def passage_keys(self) -> list[int]:
        """The key of every passage, in order."""
        return [int(row[0]) for row in self._db.execute("SELECT key FROM passages ORDER BY key")]

    def keys_by_date(self) -> tuple[list[str], list[int]]:
        """The ISO instants of the dated versions, earliest first, and beside each the key of one passage."""
        rows = self._db.execute(
            "SELECT coalesce(v.modified, v.published) AS dated, p.key FROM passages p "
            "JOIN versions v ON v.key = p.version "
            "WHERE coalesce(v.modified, v.published) IS NOT NULL ORDER BY dated, p.key"
        ).fetchall()
        return [str(dated) for dated, _ in rows], [int(key) for _, key in rows]

    def keys_within(
        self,
        outlets: Sequence[str],
        first: datetime | None,
        last: datetime | None,
        until: datetime,
        *,
        limit: int = EVERYTHING,
    ) -> list[tuple[int, int]]:
        """Key and version key of each passage of these outlets, published in this time.

        Args:
            outlets: as the articles have them; of any if empty.
            first: UTC, without a zone; from the beginning if None.
            last: likewise; to the end if None. Where either is given, undated ones are left out.
            until: versions dated after it are left out.
            limit: how many at most.
        """
        where, values = _readable(outlets, until)
        for instant, sign in ((first, ">="), (last, "<=")):
            if instant is not None:
                # Stored with the zone behind, which sorts alike.
                where.append(f"v.published {sign} ?")
                values.append(instant.isoformat())
        rows = self._db.execute(
            "SELECT p.key, v.key FROM versions v JOIN passages p ON p.version = v.key "  # noqa: S608
            f"WHERE {' AND '.join(where)} LIMIT ?",
            (*values, limit),
        )
        return rows.fetchall()

    def among(self, keys: Iterable[int], outlets: Sequence[str], until: datetime) -> list[tuple[int, int]]:
        """Those of these passages that `keys_within` gives for outlets and an instant."""
        conditions, values = _readable(outlets, until)
        found: list[tuple[int, int]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                "SELECT p.key, v.key FROM passages p JOIN versions v ON v.key = p.version "  # noqa: S608
                f"WHERE p.key IN ({marks(part)}) AND {' AND '.join(conditions)}",
                (*part, *values),
            )
        return found

    def vectors_of(self, keys: Iterable[int]) -> list[tuple[int, bytes]]:
        """Each of these passages with its vector's bytes; those that are gone are left out."""
        found: list[tuple[int, bytes]] = []
        for part in parts(list(keys)):
            found += self._db.execute(
                "SELECT p.key, x.vector FROM passages p JOIN vectors x ON x.hash = p.hash "  # noqa: S608
                f"WHERE p.key IN ({marks(part)})",
                part,
            )
        return found

    def missing_vectors(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the hashes for which no vector is kept."""
        held: set[bytes] = set()
        for part in parts(list(hashes)):
            rows = self._db.execute(f"SELECT hash FROM vectors WHERE hash IN ({marks(part)})", part)  # noqa: S608
            held.update(bytes(row[0]) for row in rows)
        return set(hashes) - held

    def vector_hashes(self) -> list[bytes]:
        """The hashes of all vectors kept."""
        return [bytes(row[0]) for row in self._db.execute("SELECT hash FROM vectors")]

    def put_vectors(self, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep vectors (float32, little-endian) under the hashes of what was embedded."""
        self._db.executemany(
            "INSERT INTO vectors (hash, vector) VALUES (?, ?) "
            "ON CONFLICT (hash) DO UPDATE SET vector = excluded.vector",
            vectors,
        )

    def drop_vectors(self) -> None:
        """Forget every vector, before the library is embedded by another model."""
        self._db.execute("DELETE FROM vectors")

    def texts(self, after: int = 0, limit: int = 1000) -> list[tuple[int, str, str | None, bytes]]:
        """Passage key, text, title of its article and hash, for keys above ``after`` in order."""
        rows = self._db.execute(
            'SELECT p.key, substr(v.text, p."start" + 1, p."end" - p."start"), v.title, p.hash '
            "FROM passages p JOIN versions v ON v.key = p.version WHERE p.key > ? ORDER BY p.key LIMIT ?",
            (after, limit),
        )
        return [(int(k), str(t), title, bytes(h)) for k, t, title, h in rows]


def _readable(outlets: Sequence[str], until: datetime) -> tuple[list[str], list[str]]:
    """The conditions that a version is of these outlets, or of any, and not dated after an instant."""
    where = ["(coalesce(v.modified, v.published) IS NULL OR coalesce(v.modified, v.published) <= ?)"]
    if outlets:
        where.append(f"v.outlet IN ({marks(outlets)})")
    return where, [until.isoformat(), *outlets]
