"""Words in a node's own Tantivy replica beside PostgreSQL's full text, on the same passages and questions.

`python -m benchmarks.words_in_postgres`; it needs PostgreSQL's programs and RealTimeQA's articles.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psycopg

from benchmarks.data import Question, answerable, articles_file
from benchmarks.machine import save
from benchmarks.report import RESULTS
from benchmarks.scoring import rank, ranking
from config.errors import RefusedError
from ingestion.identity import source_of
from ingestion.passages import passages
from ingestion.read import read_file
from retrieval.asking.question import understand
from retrieval.index.text_index import TextIndex, Words
from tests.postgres import Postgres, programs

TOP = 100
"""Passages asked for, as search does."""

_TABLE = """
CREATE TABLE passages (
    key bigint PRIMARY KEY, title text, body text, dated timestamptz,
    words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('english', coalesce(title, '')), 'A') || to_tsvector('english', body)
    ) STORED
)
"""
_ASKED = """
SELECT key FROM passages,
    CAST(replace(CAST(plainto_tsquery('english', %s) AS text), '&', '|') AS tsquery) AS asked
WHERE words @@ asked AND (dated IS NULL OR dated <= %s)
ORDER BY {rank} DESC, key LIMIT {top}
"""
_RANKS = {
    "PostgreSQL, ts_rank": "ts_rank(words, asked, 1)",
    "PostgreSQL, ts_rank_cd": "ts_rank_cd(words, asked, 1)",
}


class _Passage(NamedTuple):
    article: str
    words: Words


def main() -> None:
    """Measure both and store the figures."""
    where = programs()
    if where is None:
        raise SystemExit("PostgreSQL is not installed.")
    held = list(_passages(articles_file()))
    questions = answerable()
    letters = sum(len(words.text.encode()) for _, words in held)
    figures: dict[str, Any] = {
        "passages": len(held),
        "questions": len(questions),
        "texts, MB": round(letters / 1e6, 1),
    }
    with TemporaryDirectory() as folder:
        figures["Tantivy, in the node"] = _tantivy(Path(folder), held, questions)
    server = Postgres(where)
    try:
        figures |= _postgres(server, held, questions)
    finally:
        server.remove()
    figures["load average"] = round(os.getloadavg()[0], 1)
    save(figures, RESULTS / "words_in_postgres.json")
    for name, measured in figures.items():
        print(f"{name:24}", measured)


def _passages(file: Path) -> Iterator[_Passage]:
    key = 0
    for draft in read_file(file, max_bytes=10**9):
        if isinstance(draft, RefusedError):
            continue
        dated = draft.published.at if draft.published else None
        for passage in passages(draft.text, _lengths, language=draft.language):
            key += 1
            text = draft.text[passage.start : passage.end]
            yield _Passage(draft.given_id or source_of(draft), Words(key, text, draft.title, dated))


def _lengths(texts: Sequence[str]) -> list[int]:
    """About as many tokens as the model would count."""
    return [len(text) * 2 // 9 for text in texts]


def _tantivy(folder: Path, held: list[_Passage], questions: list[Question]) -> dict[str, float]:
    index = TextIndex(folder / "words")
    began = time.perf_counter()
    index.write(passages=[passage.words for passage in held])
    filled = time.perf_counter() - began

    def find(question: Question) -> list[int]:
        query = understand(question.text, question.asked_on)
        return [key for key, _ in index.passages(query.terms, query.until, TOP)]

    size = sum(file.stat().st_size for file in (folder / "words").iterdir())
    return _measured(find, held, questions) | _cost(filled, size)


def _cost(filled: float, size: int) -> dict[str, float]:
    return {"seconds to fill": round(filled, 1), "MB": round(size / 1e6, 1)}


def _postgres(server: Postgres, held: list[_Passage], questions: list[Question]) -> dict[str, Any]:
    address = server.new().get_secret_value()
    found: dict[str, Any] = {}
    with psycopg.connect(address, autocommit=True) as db:
        began = time.perf_counter()
        db.execute(_TABLE)
        with db.cursor().copy("COPY passages (key, title, body, dated) FROM STDIN") as rows:
            for _, words in held:
                rows.write_row((words.key, words.title, words.text, words.dated))
        db.execute("CREATE INDEX ON passages USING gin (words)")
        db.execute("VACUUM ANALYZE passages")
        filled = time.perf_counter() - began
        # Beside the texts, which a library in PostgreSQL has anyway: the words of each row, and the index.
        row = db.execute(
            "SELECT sum(pg_column_size(words)) + pg_relation_size('passages_words_idx') FROM passages"
        ).fetchone()
        size = int(row[0]) if row else 0
        for name, by in _RANKS.items():
            sql = _ASKED.format(rank=by, top=TOP).encode()

            def find(question: Question, sql: bytes = sql) -> list[int]:
                until = datetime.combine(question.asked_on, datetime.max.time(), UTC)
                return [int(key) for (key,) in db.execute(sql, (question.text, until))]

            found[name] = _measured(find, held, questions) | _cost(filled, size)
    return found


def _measured(
    find: Callable[[Question], list[int]], held: list[_Passage], questions: list[Question]
) -> dict[str, float]:
    article = {passage.words.key: passage.article for passage in held}
    ranks, spent = [], []
    for question in questions:
        find(question)
        began = time.perf_counter()
        keys = find(question)
        spent.append(1000 * (time.perf_counter() - began))
        ordered = list(dict.fromkeys(article[key] for key in keys))
        ranks.append(rank(ordered, set(question.articles)))
    figures = {name: round(value, 3) for name, value in ranking(ranks).items()}
    p95 = statistics.quantiles(spent, n=20)[-1]
    return figures | {"ms, median": round(statistics.median(spent), 1), "ms, p95": round(p95, 1)}


if __name__ == "__main__":
    main()
