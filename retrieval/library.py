"""The library: articles, their versions, passages and vectors, in a SQLite file or a PostgreSQL database.

It is the only truth. The vector and text indexes are made from it and can be
thrown away; `pending` lists the changes that they have to be told.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from config.errors import ArticleNotFoundError
from retrieval.article import Article, Passage, as_utc, version_of
from retrieval.store.all_rows import AllRows
from retrieval.store.database import EVERYTHING, marks, moment, parts
from retrieval.store.encodable import encodable
from retrieval.store.feed_list import FeedList
from retrieval.store.intake import Intake
from retrieval.store.leases import Leases
from retrieval.store.outbox import Outbox
from retrieval.store.page_log import PageLog
from retrieval.store.passage_store import PassageStore
from retrieval.store.statement_query import StatementQuery
from retrieval.store.statement_store import StatementStore
from retrieval.store.story_store import Member, StoryStore
from retrieval.store.withdrawals import Withdrawals

# The latest version is the one that says it is newest, then the one that came last.
_LATEST = "coalesce(v.modified, v.published, '') DESC, v.seq DESC"
_COLUMNS = (
    "a.id, v.version, v.url, v.outlet, v.title, v.byline, v.published, v.published_precision, "
    "v.modified, v.kind, v.language, v.source, v.text"
)


class Library(
    PassageStore,
    PageLog,
    FeedList,
    StoryStore,
    StatementStore,
    StatementQuery,
    Withdrawals,
    Outbox,
    Leases,
    AllRows,
    Intake,
):
    """One open library: its articles, their passages and vectors, and what the indexes have to be told."""

    def article(self, id: str, version: str | None = None) -> Article:
        """One article, in the version named or its latest.

        Args:
            id: its id, its URL, or a beginning of its id that no other shares.
            version: the version, as citations name it.

        Raises:
            ArticleNotFoundError: there is none, or several begin so.
        """
        key = self._resolve(id)
        where, extra = ("", ()) if version is None else ("AND v.version = ?", (encodable(version),))
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
            f"WHERE a.key = ? {where} ORDER BY {_LATEST} LIMIT 1",
            (key, *extra),
        ).fetchone()
        if row is None:
            raise ArticleNotFoundError(f"The article {id} has no version {version}.", "See: newsdesk show ID")
        return _article(row)

    def versions(self, id: str) -> list[Article]:
        """Every version of an article, oldest first; raises as `article` does."""
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
            f"WHERE a.key = ? ORDER BY {_LATEST.replace('DESC', 'ASC')}",
            (self._resolve(id),),
        )
        return [_article(row) for row in rows]

    def taken_in(self, id: str) -> dict[str, datetime]:
        """When each version of an article was first taken in; raises as `article` does."""
        rows = self._db.execute("SELECT version, added FROM versions WHERE article = ?", (self._resolve(id),))
        return {str(version): datetime.fromisoformat(str(added)) for version, added in rows}

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: date | None = None,
        story: str | None = None,
        limit: int | None = None,
    ) -> list[Article]:
        """The latest version of each article, newest publication first, undated ones last.

        ``story`` is the id of any of its articles; one that is none raises as `article` does.
        """
        where = [f"v.key = (SELECT v.key FROM versions v WHERE v.article = a.key ORDER BY {_LATEST} LIMIT 1)"]  # noqa: S608
        values: list[object] = []
        if outlet is not None:
            where.append("lower(v.outlet) = lower(?)")
            values.append(encodable(outlet))
        if since is not None:
            where.append("v.published >= ?")
            values.append(since.isoformat())
        if story is not None:
            key = self._resolve(story)
            where.append("(a.key = ? OR a.story = (SELECT story FROM articles WHERE key = ?))")
            values += [key, key]
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
            f"WHERE {' AND '.join(where)} ORDER BY v.published IS NULL, v.published DESC, a.id LIMIT ?",
            (*values, EVERYTHING if limit is None else limit),
        )
        return [_article(row) for row in rows]

    def members_of(self, id: str) -> list[Member]:
        """Every version of an article and of its copies, earliest first; raises as `article` does."""
        return self._with_copies(self._resolve(id))

    def find(
        self, *, id: str | None = None, canonical: str | None = None, source: str | None = None
    ) -> str | None:
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
            "SELECT a.id FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
            f"WHERE v.version = ? AND {_is('v.outlet', outlet)} AND {_is('v.title', title)} ORDER BY a.key",
            [version, *(value for value in (outlet, title) if value is not None)],
        ).fetchone()
        return None if row is None else str(row[0])

    def latest(self, id: str) -> Article | None:
        """The latest version of the article with exactly this id, or None."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
            f"WHERE a.id = ? ORDER BY {_LATEST} LIMIT 1",
            (id,),
        ).fetchone()
        return None if row is None else _article(row)

    def by_version(self, keys: Iterable[int]) -> dict[int, Article]:
        """The articles of these version keys, text included."""
        found: dict[int, Article] = {}
        for part in parts(list(keys)):
            rows = self._db.execute(
                f"SELECT v.key, {_COLUMNS} FROM versions v JOIN articles a ON a.key = v.article "  # noqa: S608
                f"WHERE v.key IN ({marks(part)})",
                part,
            )
            for row in rows:
                found[row[0]] = _article(row[1:])
        return found

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
            "ON CONFLICT (id) DO UPDATE SET canonical = coalesce(excluded.canonical, articles.canonical), "
            "source = excluded.source",
            (article.id, canonical, article.source),
        )
        owner = int(self._db.execute("SELECT key FROM articles WHERE id = ?", (article.id,)).fetchone()[0])
        last = self._db.execute(
            "SELECT coalesce(max(seq), 0) FROM versions WHERE article = ?", (owner,)
        ).fetchone()[0]
        of_version = "SELECT key FROM versions WHERE article = ? AND version = ?"
        known = self._db.execute(of_version, (owner, article.version)).fetchone()
        facts = _facts(article)
        if known is not None:
            self._db.execute(
                "UPDATE versions SET seq = ?, url = ?, outlet = ?, title = ?, byline = ?, published = ?, "
                "published_precision = ?, modified = ?, kind = ?, language = ?, source = ? WHERE key = ?",
                (last + 1, *facts, known[0]),
            )
            self.tell("article", int(known[0]), "add")
            return self._replace_passages(int(known[0]), passages)
        self._db.execute(
            "INSERT INTO versions (article, version, seq, url, outlet, title, byline, published, "
            "published_precision, modified, kind, language, source, text, added) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (owner, article.version, last + 1, *facts, article.text, datetime.now(UTC).isoformat()),
        )
        key = int(self._db.execute(of_version, (owner, article.version)).fetchone()[0])
        self.tell("article", key, "add")
        return self._replace_passages(key, passages)

    def _replace_passages(self, version: int, passages: Sequence[tuple[Passage, bytes]]) -> int:
        held = self._passage_keys(version)
        changed = [(held.pop(passage.n), passage, hash_) for passage, hash_ in passages if passage.n in held]
        self._db.executemany(
            'UPDATE passages SET "start" = ?, "end" = ?, hash = ? WHERE key = ?',
            [(passage.start, passage.end, hash_, key) for key, passage, hash_ in changed],
        )
        known = {passage.n for _, passage, _ in changed}
        self._db.executemany(
            'INSERT INTO passages (version, n, "start", "end", hash) VALUES (?, ?, ?, ?, ?)',
            [(version, p.n, p.start, p.end, hash_) for p, hash_ in passages if p.n not in known],
        )
        self._db.executemany("DELETE FROM passages WHERE key = ?", [(key,) for key in held.values()])
        added = sorted(self._passage_keys(version).values())
        self.tell_all(("passage", key, "add") for key in added)
        self.tell_all(("passage", key, "delete") for key in held.values())
        return len(passages)

    def _passage_keys(self, version: int) -> dict[int, int]:
        """The key of each passage of a version, by its number."""
        rows = self._db.execute("SELECT n, key FROM passages WHERE version = ?", (version,))
        return {int(n): int(key) for n, key in rows}

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
            "INSERT INTO pending (kind, target, action) "
            "SELECT 'article', key, 'delete' FROM versions WHERE article = ?",
            (key,),
        )
        story = self._story_left(key)
        self._db.execute("DELETE FROM articles WHERE key = ?", (key,))
        self._regroup(story)
        self._drop_unused_vectors()
        # Any file may have held it, as a line of many or as another's double: all are read again.
        self._db.execute("DELETE FROM files")
        self.forget_pages(article.id)
        return article

    def _resolve(self, id: str) -> int:
        id = encodable(id)
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
            named = ", ".join(str(n[1]) for n in near[:3])
            raise ArticleNotFoundError(
                f"Several articles have an id that begins with {id}: {named}.",
                "Give more of it.",
            )
        raise ArticleNotFoundError(f"No article has the id {id!r}.", "See them all with: newsdesk articles")

    def span(self) -> tuple[datetime | None, datetime | None, int]:
        """Earliest and latest publication, and the number of outlets."""
        # Asked one by one, each is found at an end of an index.
        first = self._db.execute("SELECT min(published) FROM versions").fetchone()[0]
        last = self._db.execute("SELECT max(published) FROM versions").fetchone()[0]
        return moment(first), moment(last), len(self.outlets())

    def last_taken_in(self) -> datetime | None:
        """When the version that was stored last was; None where there is none."""
        row = self._db.execute("SELECT added FROM versions ORDER BY key DESC LIMIT 1").fetchone()
        return moment(row[0]) if row else None

    def outlets(self) -> tuple[str, ...]:
        """The name of every outlet that it holds articles of, in the alphabet's order."""
        # From one name to the next, not through every version.
        rows = self._db.execute(
            "WITH RECURSIVE names (outlet) AS (SELECT min(outlet) FROM versions UNION ALL "
            "SELECT (SELECT min(v.outlet) FROM versions v WHERE v.outlet > names.outlet) FROM names "
            "WHERE names.outlet IS NOT NULL) SELECT outlet FROM names WHERE outlet IS NOT NULL"
        )
        return tuple(str(row[0]) for row in rows)

    def misplaced(self) -> list[str]:
        """Ids of articles whose version name or passages do not fit their text."""
        wrong = []
        for id_, version, text, last in self._db.execute(
            'SELECT a.id, v.version, v.text, coalesce((SELECT max("end") FROM passages p '
            "WHERE p.version = v.key), 0) FROM versions v JOIN articles a ON a.key = v.article"
        ):
            if version_of(text) != version or last > len(text):
                wrong.append(str(id_))
        return wrong

    def integrity(self) -> list[str]:
        """What is wrong with the file or database; empty where it is whole."""
        orphans = self._db.execute(
            "SELECT count(*) FROM passages p WHERE NOT EXISTS (SELECT 1 FROM vectors x WHERE x.hash = p.hash)"
        )
        lacking = int(orphans.fetchone()[0])
        return [*self._store.faults(), *([f"{lacking} passages have no vector"] if lacking else [])]

    def file_digest(self, path: str) -> tuple[str, int] | None:
        """Digest and number of articles of a file as it was when last taken in whole."""
        row = self._db.execute("SELECT digest, items FROM files WHERE path = ?", (path,)).fetchone()
        return None if row is None else (str(row[0]), int(row[1]))

    def set_file(self, path: str, digest: str, items: int) -> None:
        """Record that all of a file is in."""
        self._db.execute(
            "INSERT INTO files (path, digest, items) VALUES (?, ?, ?) "
            "ON CONFLICT (path) DO UPDATE SET digest = excluded.digest, items = excluded.items",
            (path, digest, items),
        )


def _is(column: str, value: str | None) -> str:
    return f"{column} IS NULL" if value is None else f"{column} = ?"


def _facts(article: Article) -> tuple[object, ...]:
    return (
        article.url,
        article.outlet,
        article.title,
        json.dumps(article.byline, ensure_ascii=False),
        as_utc(article.published).isoformat() if article.published else None,
        article.published_precision,
        as_utc(article.modified).isoformat() if article.modified else None,
        article.kind,
        article.language,
        article.source,
    )


def _article(row: Sequence[object]) -> Article:
    id_, version, url, outlet, title, byline, published, precision, modified, kind, language, source, text = (
        row
    )
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
