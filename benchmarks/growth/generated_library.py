"""A library of any size, made of the passages of a real one: real words, and vectors near real ones.

Each article is a run of passages of one real article and single ones of others, with the statements
found in them, so that words, names and speakers are as frequent as in news. Each passage's vector is
the real one mixed with two others': it lies where real ones lie, and no two are equal. Days are spread
evenly over five years. Written straight into the tables: nothing is embedded.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from retrieval.article import version_of
from retrieval.library import Library
from retrieval.store.connection import FILE

FIRST, LAST = datetime(2019, 1, 1, tzinfo=UTC), datetime(2023, 12, 31, 23, tzinfo=UTC)
RUN, OTHERS = 3, 5
"""Passages of the article that gives the headline, and of others, in each generated one."""

MIXED = (0.6, 0.4)
"""How much of two other vectors, less the mean, is added to each."""

BATCH = 2000
"""Articles written at once."""

_SPANS = (
    ("start", "end"),
    ("sentence_start", "sentence_end"),
    ("cue_start", "cue_end"),
    ("speaker_start", "speaker_end"),
    ("to_start", "to_end"),
)
_COLUMNS = ", ".join(f'"{column}"' for pair in _SPANS for column in pair) + ", direct, name, person, said_on"
_PLACES = 2 * len(_SPANS)
_MARKS = ", ".join("?" * (_PLACES + 5))
_BETWEEN = "\n\n"


class Real(NamedTuple):
    """What the articles are made of.

    Args:
        texts: of each passage.
        vectors: of each passage, shape (passages, dimension).
        said: the statements in each passage, their spans counted from its beginning.
        articles: headline, outlet and passages of each article.
        signatures: what each article's text looks like.
        model: the model that made the vectors.
    """

    texts: list[str]
    vectors: NDArray[np.float32]
    said: list[list[tuple[Any, ...]]]
    articles: list[tuple[str, str, range]]
    signatures: list[bytes]
    model: str


def real_passages(folder: Path) -> Real:
    """The articles of a library that was filled by the product itself."""
    db = sqlite3.connect(folder / FILE)
    texts: list[str] = []
    vectors: list[bytes] = []
    said: list[list[tuple[Any, ...]]] = []
    articles: list[tuple[str, str, range]] = []
    signatures: list[bytes] = []
    versions = db.execute(
        "SELECT v.key, coalesce(v.title, ''), coalesce(v.outlet, ''), v.text, s.signature FROM versions v "
        "JOIN sketches s ON s.version = v.key ORDER BY v.key"
    ).fetchall()
    for key, title, outlet, text, signature in versions:
        first = len(texts)
        statements = db.execute(f"SELECT {_COLUMNS} FROM statements WHERE version = ?", (key,)).fetchall()
        for start, end, vector in db.execute(
            'SELECT p."start", p."end", x.vector FROM passages p JOIN vectors x ON x.hash = p.hash '
            "WHERE p.version = ? ORDER BY p.n",
            (key,),
        ):
            texts.append(text[start:end])
            vectors.append(vector)
            said.append([_moved(row, -start) for row in statements if _inside(row, start, end)])
        articles.append((title, outlet, range(first, len(texts))))
        signatures.append(signature)
    model = str(db.execute("SELECT value FROM meta WHERE name = 'model'").fetchone()[0])
    db.close()
    joined = np.frombuffer(b"".join(vectors), "<f4").reshape(len(vectors), -1)
    return Real(texts, joined, said, [one for one in articles if len(one[2])], signatures, model)


def generate(folder: Path, real: Real, passages: int, seed: int = 0) -> None:
    """Fill a new library; its indexes are left to be built from it.

    Args:
        folder: where; it must not exist.
        real: what the articles are made of.
        passages: how many there are to be, about.
        seed: of all that is drawn.
    """
    library = Library(folder)
    with library.transaction():
        library.set_meta("model", real.model)
    library.close()
    db = sqlite3.connect(folder / FILE)
    db.execute("PRAGMA synchronous = OFF")
    random = np.random.default_rng(seed)
    total = max(1, passages // (RUN + OTHERS))
    for first in range(0, total, BATCH):
        _write(db, real, random, range(first + 1, min(first + BATCH, total) + 1))
    db.close()


def _write(db: sqlite3.Connection, real: Real, random: np.random.Generator, keys: range) -> None:
    versions: list[tuple[Any, ...]] = []
    passages: list[tuple[Any, ...]] = []
    statements: list[tuple[Any, ...]] = []
    drawn: list[int] = []
    for key in keys:
        title, outlet, own = real.articles[int(random.integers(len(real.articles)))]
        ones = [*own[:RUN], *random.integers(0, len(real.texts), OTHERS).tolist()]
        at = 0
        for n, one in enumerate(ones):
            passages.append((key, n, at, at + len(real.texts[one]), _hash(key, n)))
            statements += [(key, *_moved(row, at)) for row in real.said[one]]
            at += len(real.texts[one]) + len(_BETWEEN)
        drawn += ones
        text = _BETWEEN.join(real.texts[one] for one in ones)
        published = (FIRST + (LAST - FIRST) * float(random.random())).replace(microsecond=0)
        versions.append((key, key, version_of(text), f"{title} {key}", outlet, published.isoformat(), text))
    vectors = _mixed(real.vectors, np.array(drawn), random)
    with db:
        db.executemany("INSERT INTO articles (key, id) VALUES (?, ?)", [(k, f"generated-{k}") for k in keys])
        db.executemany(
            "INSERT INTO versions (key, article, version, seq, title, outlet, byline, published, "
            "published_precision, kind, text, added) "
            "VALUES (?, ?, ?, 1, ?, ?, '[]', ?, 'second', 'news', ?, '2024-01-01T00:00:00+00:00')",
            versions,
        )
        db.executemany(
            'INSERT INTO passages (version, n, "start", "end", hash) VALUES (?, ?, ?, ?, ?)', passages
        )
        db.executemany(
            "INSERT INTO vectors VALUES (?, ?)",
            [(row[4], vector.tobytes()) for row, vector in zip(passages, vectors, strict=True)],
        )
        db.executemany(f"INSERT INTO statements (version, {_COLUMNS}) VALUES ({_MARKS})", statements)
        db.executemany(
            "INSERT INTO sketches VALUES (?, ?, NULL)",
            [(key, real.signatures[key % len(real.signatures)]) for key in keys],
        )


def _hash(key: int, n: int) -> bytes:
    return hashlib.sha256(f"{key}:{n}".encode()).digest()


def _mixed(
    vectors: NDArray[np.float32], ones: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.float32]:
    mean = vectors.mean(0)
    mixed = vectors[ones]
    for share in MIXED:
        mixed += np.float32(share) * (vectors[random.integers(0, len(vectors), len(ones))] - mean)
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return mixed


def _inside(row: tuple[Any, ...], start: int, end: int) -> bool:
    return all(at is None or start <= at <= end for at in row[:_PLACES])


def _moved(row: tuple[Any, ...], by: int) -> tuple[Any, ...]:
    return (*(None if at is None else at + by for at in row[:_PLACES]), *row[_PLACES:])
