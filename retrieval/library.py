"""The library: articles, their versions, passages and vectors, in one SQLite file.

It is the only truth. The vector and text indexes are made from it and can be
thrown away; `pending` lists what they have not been told yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from config.errors import ArticleNotFoundError, LibraryBusyError, LibraryError
from retrieval.article import Article, Passage, version_of
from retrieval.schema import migrate

FILE = "newsdesk.sqlite3"
_VARIABLES = 900  # SQLite's oldest limit on variables in a statement is 999.
# The latest version is the one that says it is newest, then the one that came last.
_LATEST = "coalesce(v.modified, v.published, '') DESC, v.seq DESC"
_COLUMNS = (
    "a.id, v.version, v.url, v.outlet, v.title, v.byline, v.published, v.published_precision, "
    "v.modified, v.kind, v.language, v.source, v.text"
)


class Place(NamedTuple):
    """Where a passage stands; what search joins its hits with."""

    key: int
    article: int
    version: int
    n: int
    start: int
    end: int
    dated: datetime | None


class Change(NamedTuple):
    """One thing the indexes have not been told: a passage or version added or deleted."""

    key: int
    kind: str
    target: int
    action: str


class Library:
    """One open library. Readers never block; one process writes at a time.

    Args:
        folder: the library's folder; created if it does not exist.

    Raises:
        LibraryError: the folder or the file in it cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False, timeout=10)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            migrate(self._db)
        except (OSError, sqlite3.Error) as error:
            raise LibraryError(
                f"The library {folder} cannot be opened: {error}.",
                "Check that the folder exists, is yours and holds a Newsdesk library.",
            ) from error

    def close(self) -> None:
        """Close the file; nothing may be called after it."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is written inside, or none of it.

        Raises:
            LibraryBusyError: another process holds the write lock too long.
            LibraryError: SQLite cannot write, for example on a full disk.
        """
        try:
            self._db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise LibraryBusyError(f"The library {self.folder} is being written to: {error}.", "Try again.") from error
        try:
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            self._db.execute("ROLLBACK")
            raise LibraryError(f"The library {self.folder} cannot be written: {error}.") from error
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    # Facts about the library itself

    def meta(self, name: str) -> str | None:
        """A recorded fact, such as the model that filled the library."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Record a fact, replacing what stood there."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def count(self, table: str) -> int:
        """Rows of ``articles``, ``versions``, ``passages``, ``vectors`` or ``pending``."""
        if table not in {"articles", "versions", "passages", "vectors", "pending"}:
            raise ValueError(table)
        return int(self._db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - named above

    def span(self) -> tuple[datetime | None, datetime | None, int]:
        """Earliest and latest publication, and the number of outlets."""
        row = self._db.execute("SELECT min(published), max(published), count(DISTINCT outlet) FROM versions").fetchone()
        return _moment(row[0]), _moment(row[1]), int(row[2])

    def integrity(self) -> list[str]:
        """What SQLite finds wrong with the file; empty where it is whole."""
        found = [str(row[0]) for row in self._db.execute("PRAGMA quick_check")]
        orphans = self._db.execute("SELECT count(*) FROM passages WHERE hash NOT IN (SELECT hash FROM vectors)")
        lacking = int(orphans.fetchone()[0])
        found += [f"{lacking} passages have no vector"] if lacking else []
        return [fault for fault in found if fault != "ok"]

    def misplaced(self) -> list[str]:
        """Ids of articles whose version name or passages do not fit their text."""
        wrong = []
        for id_, version, text, last in self._db.execute(
            'SELECT a.id, v.version, v.text, coalesce((SELECT max("end") FROM passages p WHERE p.version = v.key), 0) '
            "FROM versions v JOIN articles a ON a.key = v.article"
        ):
            if version_of(text) != version or last > len(text):
                wrong.append(str(id_))
        return wrong

    # Articles

    def article(self, id: str, version: str | None = None) -> Article:
        """One article, in the version named or its latest.

        Args:
            id: its id, its URL, or a beginning of its id that no other shares.
            version: the version, as citations name it.

        Raises:
            ArticleNotFoundError: there is none, or several begin so.
        """
        key = self._resolve(id)
        where, extra = ("", ()) if version is None else ("AND v.version = ?", (version,))
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608 - constants
            f"WHERE a.key = ? {where} ORDER BY {_LATEST} LIMIT 1",
            (key, *extra),
        ).fetchone()
        if row is None:
            raise ArticleNotFoundError(f"The article {id} has no version {version}.", "See: newsdesk show ID")
        return _article(row)

    def versions(self, id: str) -> list[Article]:
        """Every version of an article, oldest first; raises as `article` does."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608 - constants
            f"WHERE a.key = ? ORDER BY {_LATEST.replace('DESC', 'ASC')}",
            (self._resolve(id),),
        )
        return [_article(row) for row in rows]

    def articles(
        self, *, outlet: str | None = None, since: date | None = None, limit: int | None = None
    ) -> list[Article]:
        """The latest version of each article, newest publication first, undated ones last."""
        where = [f"v.key = (SELECT v.key FROM versions v WHERE v.article = a.key ORDER BY {_LATEST} LIMIT 1)"]
        values: list[object] = []
        if outlet is not None:
            where.append("v.outlet = ? COLLATE NOCASE")
            values.append(outlet)
        if since is not None:
            where.append("v.published >= ?")
            values.append(since.isoformat())
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608 - constants
            f"WHERE {' AND '.join(where)} ORDER BY v.published IS NULL, v.published DESC, a.id LIMIT ?",
            (*values, -1 if limit is None else limit),
        )
        return [_article(row) for row in rows]

    def find(self, *, id: str | None = None, canonical: str | None = None, source: str | None = None) -> str | None:
        """The id of the article with this id, canonical URL or source, if there is one."""
        for column, value in (("id", id), ("canonical", canonical), ("source", source)):
            if value is None:
                continue
            row = self._db.execute(f"SELECT id FROM articles WHERE {column} = ?", (value,)).fetchone()  # noqa: S608
            if row is not None:
                return str(row[0])
        return None

    def canonical_of(self, id: str) -> str | None:
        """The canonical URL on record for an article."""
        row = self._db.execute("SELECT canonical FROM articles WHERE id = ?", (id,)).fetchone()
        return None if row is None or row[0] is None else str(row[0])

    def same_text(self, version: str, outlet: str | None, title: str | None) -> str | None:
        """The id of an article of this outlet and title with this very text, if there is one."""
        row = self._db.execute(
            "SELECT a.id FROM versions v JOIN articles a ON a.key = v.article "
            "WHERE v.version = ? AND v.outlet IS ? AND v.title IS ?",
            (version, outlet, title),
        ).fetchone()
        return None if row is None else str(row[0])

    def latest(self, id: str) -> Article | None:
        """The latest version of the article with exactly this id, or None."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608 - constants
            f"WHERE a.id = ? ORDER BY {_LATEST} LIMIT 1",
            (id,),
        ).fetchone()
        return None if row is None else _article(row)

    def version_known(self, id: str, version: str) -> bool:
        """Whether the article with exactly this id has this version."""
        row = self._db.execute(
            "SELECT 1 FROM versions v JOIN articles a ON a.key = v.article WHERE a.id = ? AND v.version = ?",
            (id, version),
        ).fetchone()
        return row is not None

    def put(self, article: Article, canonical: str | None, passages: Sequence[tuple[Passage, bytes]]) -> int:
        """Store a version of an article with its passages and make it the latest.

        A version that is there already is made the latest again and has its
        facts (title, dates and so on) brought up to date. Call inside
        `transaction`.

        Args:
            article: the version.
            canonical: its canonical URL, by which it is known again.
            passages: each with the hash under which its vector is kept.

        Returns:
            How many passages were added.
        """
        self._db.execute(
            "INSERT INTO articles (id, canonical, source) VALUES (?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET canonical = coalesce(excluded.canonical, canonical), "
            "source = excluded.source",
            (article.id, canonical, article.source),
        )
        owner = int(self._db.execute("SELECT key FROM articles WHERE id = ?", (article.id,)).fetchone()[0])
        last = self._db.execute("SELECT coalesce(max(seq), 0) FROM versions WHERE article = ?", (owner,)).fetchone()[0]
        known = self._db.execute(
            "SELECT key FROM versions WHERE article = ? AND version = ?", (owner, article.version)
        ).fetchone()
        facts = _facts(article)
        if known is not None:
            self._db.execute(
                "UPDATE versions SET seq = ?, url = ?, outlet = ?, title = ?, byline = ?, published = ?, "
                "published_precision = ?, modified = ?, kind = ?, language = ?, source = ? WHERE key = ?",
                (last + 1, *facts, known[0]),
            )
            self._tell("article", int(known[0]), "add")
            return self._replace_passages(int(known[0]), passages)
        key = self._db.execute(
            "INSERT INTO versions (article, version, seq, url, outlet, title, byline, published, "
            "published_precision, modified, kind, language, source, text, added) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (owner, article.version, last + 1, *facts, article.text, datetime.now(UTC).isoformat()),
        ).lastrowid
        assert key is not None
        self._tell("article", key, "add")
        return self._replace_passages(key, passages)

    def _replace_passages(self, version: int, passages: Sequence[tuple[Passage, bytes]]) -> int:
        held = {
            int(n): (int(key), bytes(hash_))
            for key, n, hash_ in self._db.execute("SELECT key, n, hash FROM passages WHERE version = ?", (version,))
        }
        for passage, hash_ in passages:
            known = held.pop(passage.n, None)
            if known is not None:
                self._db.execute(
                    'UPDATE passages SET "start" = ?, "end" = ?, hash = ? WHERE key = ?',
                    (passage.start, passage.end, hash_, known[0]),
                )
                self._tell("passage", known[0], "add")
                continue
            key = self._db.execute(
                'INSERT INTO passages (version, n, "start", "end", hash) VALUES (?, ?, ?, ?, ?)',
                (version, passage.n, passage.start, passage.end, hash_),
            ).lastrowid
            assert key is not None
            self._tell("passage", key, "add")
        for key, _ in held.values():
            self._db.execute("DELETE FROM passages WHERE key = ?", (key,))
            self._tell("passage", key, "delete")
        return len(passages)

    def remove(self, id: str) -> Article:
        """Take an article out, with every version, passage and vector of it that no other shares.

        Call inside `transaction`; raises as `article` does.
        """
        article = self.article(id)
        key = self._resolve(article.id)
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'passage', p.key, 'delete' FROM passages p "
            "JOIN versions v ON v.key = p.version WHERE v.article = ?",
            (key,),
        )
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'article', key, 'delete' FROM versions WHERE article = ?",
            (key,),
        )
        sources = self._db.execute("SELECT DISTINCT source FROM versions WHERE article = ?", (key,)).fetchall()
        self._db.execute("DELETE FROM articles WHERE key = ?", (key,))
        self._db.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM passages)")
        for (source,) in sources:
            if source is not None:
                # So that reading its file again takes the article in again.
                self._db.execute("DELETE FROM files WHERE path = ?", (source,))
        return article

    def _resolve(self, id: str) -> int:
        row = self._db.execute("SELECT key FROM articles WHERE id = ? OR canonical = ?", (id, id)).fetchone()
        if row is None:
            row = self._db.execute("SELECT article FROM versions WHERE url = ? LIMIT 1", (id,)).fetchone()
        if row is not None:
            return int(row[0])
        near = self._db.execute(
            "SELECT key, id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 4", (len(id), id)
        ).fetchall()
        if len(near) == 1 and id:
            return int(near[0][0])
        if near and id:
            raise ArticleNotFoundError(
                f"Several articles have an id that begins with {id}: {', '.join(str(n[1]) for n in near[:3])}.",
                "Give more of it.",
            )
        raise ArticleNotFoundError(f"No article has the id {id!r}.", "See them all with: newsdesk articles")

    # Passages and vectors

    def places(self, keys: Iterable[int]) -> dict[int, Place]:
        """Where the passages with these keys stand; keys that are gone are left out."""
        found: dict[int, Place] = {}
        for part in _parts(list(keys)):
            rows = self._db.execute(
                'SELECT p.key, v.article, v.key, p.n, p."start", p."end", coalesce(v.modified, v.published) '
                f"FROM passages p JOIN versions v ON v.key = p.version WHERE p.key IN ({_marks(part)})",  # noqa: S608
                part,
            )
            for key, article, version, n, start, end, dated in rows:
                found[key] = Place(key, article, version, n, start, end, _moment(dated))
        return found

    def passages_of(self, versions: Iterable[int]) -> dict[int, list[tuple[Place, bytes]]]:
        """Every passage of these versions in order, with its vector's bytes, by version key."""
        found: dict[int, list[tuple[Place, bytes]]] = {}
        for part in _parts(list(versions)):
            rows = self._db.execute(
                'SELECT p.key, v.article, v.key, p.n, p."start", p."end", coalesce(v.modified, v.published), x.vector '
                "FROM passages p JOIN versions v ON v.key = p.version JOIN vectors x ON x.hash = p.hash "
                f"WHERE v.key IN ({_marks(part)}) ORDER BY v.key, p.n",  # noqa: S608 - marks only
                part,
            )
            for key, article, version, n, start, end, dated, vector in rows:
                place = Place(key, article, version, n, start, end, _moment(dated))
                found.setdefault(version, []).append((place, vector))
        return found

    def version_dates(self, versions: Iterable[int]) -> dict[int, tuple[int, int, datetime | None]]:
        """Article key, place in its order and instant of each version, for all versions of their articles."""
        found: dict[int, tuple[int, int, datetime | None]] = {}
        for part in _parts(list(versions)):
            rows = self._db.execute(
                "SELECT key, article, seq, coalesce(modified, published) FROM versions WHERE article IN "
                f"(SELECT article FROM versions WHERE key IN ({_marks(part)}))",  # noqa: S608 - marks only
                part,
            )
            for key, article, seq, dated in rows:
                found[key] = (article, seq, _moment(dated))
        return found

    def by_version(self, keys: Iterable[int]) -> dict[int, Article]:
        """The articles of these version keys, text included."""
        found: dict[int, Article] = {}
        for part in _parts(list(keys)):
            rows = self._db.execute(
                f"SELECT v.key, {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
                f"WHERE v.key IN ({_marks(part)})",
                part,
            )
            for row in rows:
                found[row[0]] = _article(row[1:])
        return found

    def vector_rows(self, after: int = 0, limit: int = -1, until: str | None = None) -> list[tuple[int, bytes]]:
        """Passage keys above ``after`` in order, each with its vector's bytes.

        Args:
            after: the last key already had.
            limit: how many at most; -1 for all.
            until: ISO instant; passages of versions dated after it are left out.
        """
        return self._db.execute(
            "SELECT p.key, x.vector FROM passages p JOIN vectors x ON x.hash = p.hash "
            + (
                ""
                if until is None
                else "JOIN versions v ON v.key = p.version AND "
                "(coalesce(v.modified, v.published) IS NULL OR coalesce(v.modified, v.published) <= :until) "
            )
            + "WHERE p.key > :after ORDER BY p.key LIMIT :limit",
            {"after": after, "limit": limit, "until": until},
        ).fetchall()

    def keys_after(self, until: datetime) -> list[int]:
        """Keys of the passages of versions dated after an instant."""
        rows = self._db.execute(
            "SELECT p.key FROM passages p JOIN versions v ON v.key = p.version "
            "WHERE coalesce(v.modified, v.published) > ?",
            (until.isoformat(),),
        )
        return [int(row[0]) for row in rows]

    def state(self) -> str:
        """A value that changes whenever anything is written, here or by another process."""
        own = self._db.total_changes
        others = self._db.execute("PRAGMA data_version").fetchone()[0]
        return f"{own}.{others}"

    def missing_vectors(self, hashes: Sequence[bytes]) -> set[bytes]:
        """Those of the hashes for which no vector is kept."""
        held: set[bytes] = set()
        for part in _parts(list(hashes)):
            rows = self._db.execute(f"SELECT hash FROM vectors WHERE hash IN ({_marks(part)})", part)  # noqa: S608
            held.update(bytes(row[0]) for row in rows)
        return set(hashes) - held

    def put_vectors(self, vectors: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep vectors (float32, little-endian) under the hashes of what was embedded."""
        self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", vectors)

    def drop_vectors(self) -> None:
        """Forget every vector, before the library is embedded by another model."""
        self._db.execute("DELETE FROM vectors")

    def texts(self, after: int = 0, limit: int = 1000) -> list[tuple[int, str, str | None, bytes]]:
        """Passage key, text, title of its article and hash, for keys above ``after`` in order."""
        rows = self._db.execute(
            'SELECT p.key, substr(v.text, p."start" + 1, p."end" - p."start"), v.title, p.hash FROM passages p '
            "JOIN versions v ON v.key = p.version WHERE p.key > ? ORDER BY p.key LIMIT ?",
            (after, limit),
        )
        return [(int(k), str(t), title, bytes(h)) for k, t, title, h in rows]

    def vacuum(self) -> None:
        """Forget vectors that no passage has any more, and give the space back."""
        with self.transaction():
            self._db.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM passages)")
        self._db.execute("VACUUM")

    # What the indexes have still to be told

    def _tell(self, kind: str, target: int, action: str) -> None:
        self._db.execute("INSERT INTO pending (kind, target, action) VALUES (?, ?, ?)", (kind, target, action))

    def pending(self, limit: int) -> list[Change]:
        """The oldest changes that the indexes have not been told."""
        rows = self._db.execute("SELECT key, kind, target, action FROM pending ORDER BY key LIMIT ?", (limit,))
        return [Change(*row) for row in rows]

    def told(self, upto: int) -> None:
        """Forget the changes up to this key: every index has them."""
        self._db.execute("DELETE FROM pending WHERE key <= ?", (upto,))

    def tell_all(self) -> None:
        """Have every passage and version told to the indexes again, from the beginning."""
        self._db.execute("DELETE FROM pending")
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'passage', key, 'add' FROM passages ORDER BY key"
        )
        self._db.execute(
            "INSERT INTO pending (kind, target, action) SELECT 'article', key, 'add' FROM versions ORDER BY key"
        )

    def passage_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None, bytes]]:
        """Key, text, title, instant and vector bytes of the passages to put into the indexes."""
        found: list[tuple[int, str, str | None, str | None, bytes]] = []
        for part in _parts(list(keys)):
            found += self._db.execute(
                'SELECT p.key, substr(v.text, p."start" + 1, p."end" - p."start"), v.title, '
                "coalesce(v.modified, v.published), x.vector FROM passages p JOIN versions v ON v.key = p.version "
                f"JOIN vectors x ON x.hash = p.hash WHERE p.key IN ({_marks(part)})",  # noqa: S608 - marks only
                part,
            ).fetchall()
        return found

    def version_rows(self, keys: Sequence[int]) -> list[tuple[int, str, str | None, str | None]]:
        """Key, text, title and instant of the versions to put into the text index."""
        found: list[tuple[int, str, str | None, str | None]] = []
        for part in _parts(list(keys)):
            found += self._db.execute(
                "SELECT key, text, title, coalesce(modified, published) FROM versions "
                f"WHERE key IN ({_marks(part)})",  # noqa: S608 - marks only
                part,
            ).fetchall()
        return found

    # Files read before

    def file_digest(self, path: str) -> tuple[str, int] | None:
        """Digest and number of articles of a file as it was when last taken in whole."""
        row = self._db.execute("SELECT digest, items FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def set_file(self, path: str, digest: str, items: int) -> None:
        """Record that all of a file is in."""
        self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (path, digest, items))


def _parts(values: list[int] | list[bytes]) -> Iterator[list[int] | list[bytes]]:
    for at in range(0, len(values), _VARIABLES):
        yield values[at : at + _VARIABLES]


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _moment(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(stored)


def _facts(article: Article) -> tuple[object, ...]:
    return (
        article.url,
        article.outlet,
        article.title,
        json.dumps(article.byline, ensure_ascii=False),
        article.published.isoformat() if article.published else None,
        article.published_precision,
        article.modified.isoformat() if article.modified else None,
        article.kind,
        article.language,
        article.source,
    )


def _article(row: Sequence[object]) -> Article:
    id_, version, url, outlet, title, byline, published, precision, modified, kind, language, source, text = row
    return Article.model_validate(
        {
            "id": id_,
            "version": version,
            "url": url,
            "outlet": outlet,
            "title": title,
            "byline": tuple(json.loads(str(byline))),
            "published": published,
            "published_precision": precision,
            "modified": modified,
            "kind": kind,
            "language": language,
            "source": source,
            "text": text,
        }
    )
