"""`newsdesk doctor --deep`: whatever row or entry of an index is wrong is found, counted and named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from bot.cli import app
from bot.desk import Newsdesk
from bot.examining.doctor_deep import in_words
from bot.status import Check
from config.settings import load_settings
from retrieval.index.text_index import Words
from retrieval.store.connection import FILE
from retrieval.store.database import moment
from tests.library_copy import copied_library
from tests.postgres import Postgres

DEEP = ("tables", "references", "texts", "passages", "vectors", "statements", "sketches", "stories", "log")
INDEXES = ("words", "vector index")


def examined(folder: Path, vectors: str = "auto") -> dict[str, Check]:
    with Newsdesk(settings=load_settings(library=folder, vectors=vectors)) as desk:
        return {check.name: check for check in desk.doctor(deep=True)}


def changed(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / FILE)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute(statement)


@pytest.fixture(scope="module")
def few(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six articles of the sample, some of them copies of one text."""
    folder = copied_library(sample_library, tmp_path_factory.mktemp("few") / "library")
    with Newsdesk(folder) as desk:
        articles = desk.articles()
        kept = [article.id for article in articles if len(desk.story(article.id).articles) > 1][:4]
        kept += [article.id for article in articles if article.id not in kept][:2]
        for article in articles:
            if article.id not in kept:
                desk.remove(article.id)
        desk.reindex()
    return folder


@pytest.fixture
def own_few(few: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may break."""
    return Path(shutil.copytree(few, tmp_path / "few"))


def rows_compared(folder: Path) -> dict[str, Check]:
    with Newsdesk(folder) as desk:
        return {one.what: in_words(one) for one in desk.compare_rows()}


def indexes_compared(folder: Path) -> dict[str, Check]:
    with Newsdesk(settings=load_settings(library=folder, vectors="quantised")) as desk:
        return {one.what: in_words(one) for one in desk.compare_indexes()}


def failed(checks: dict[str, Check]) -> list[str]:
    return [name for name, check in checks.items() if not check.ok]


def test_a_whole_library_has_every_row_compared(sample_library: Path) -> None:
    checks = examined(sample_library)
    assert failed(checks) == []
    compared = {name: check.compared for name, check in checks.items() if check.compared is not None}
    assert compared["texts"] == 47
    assert compared["passages"] == compared["vectors"] == compared["vector index"]
    assert compared["words"] == compared["passages"] + compared["texts"]
    assert set(compared) == {*DEEP, "addresses", *INDEXES, "embedding", "citations kept"}
    assert all(compared[name] for name in {*DEEP, *INDEXES, "embedding"})


def test_a_library_in_postgresql_has_every_row_compared(
    sample_database: SecretStr, postgres: Postgres, tmp_path: Path
) -> None:
    settings = load_settings(library=tmp_path / "node", database=postgres.new(sample_database))
    with Newsdesk(settings=settings) as desk:
        desk.reindex()
        checks = {check.name: check for check in desk.doctor(deep=True)}
    assert failed(checks) == []
    assert checks["statements"].compared
    assert checks["vector index"].compared == checks["passages"].compared


@pytest.mark.parametrize(
    ("statement", "name", "told"),
    [
        ("UPDATE versions SET text = replace(text, 'a', 'e')", "texts", "another hash"),
        ("UPDATE versions SET published = 'yesterday'", "texts", "published is no instant"),
        ("UPDATE versions SET byline = '{'", "texts", "byline cannot be read"),
        ("UPDATE versions SET article = key + 999", "references", "nothing in articles"),
        ('UPDATE passages SET "end" = "end" - 1', "passages", "hash of other words"),
        ('UPDATE passages SET "end" = 99999', "passages", "is not in its text"),
        ("DELETE FROM passages WHERE n = 0", "passages", "a passage is missing"),
        ("UPDATE versions SET title = 'Tea'", "passages", "hash of other words"),
        ("DELETE FROM vectors WHERE hash = (SELECT hash FROM passages LIMIT 1)", "vectors", "no vector"),
        (
            "UPDATE vectors SET vector = zeroblob(8) WHERE hash = (SELECT max(hash) FROM vectors)",
            "vectors",
            "another length",
        ),
        ("UPDATE vectors SET vector = zeroblob(1536)", "vectors", "is damaged"),
        ("UPDATE statements SET start = start + 1", "statements", "not those that it makes"),
        ("UPDATE statements SET cue_end = 99999", "statements", "is not in its text"),
        ("UPDATE statements SET person = 'nobody' WHERE name IS NOT NULL", "statements", "is kept under"),
        ("DELETE FROM statements WHERE key % 3 = 0", "statements", "not those that it makes"),
        ("DELETE FROM buckets", "sketches", "is not in the buckets"),
        ("INSERT INTO buckets VALUES (1, 999)", "references", "nothing in sketches for version 999"),
        ("UPDATE articles SET story = NULL", "stories", "its copies do not make it a story"),
        ("DELETE FROM copies", "stories", "its copies do not make it a story"),
        (
            "INSERT INTO pending (kind, target, action) SELECT 'passage', key, 'delete' FROM passages",
            "log",
            "is there, and not",
        ),
        ("INSERT INTO replicas VALUES ('other', 9999, '2024-01-01T00:00:00+00:00')", "log", "other saw"),
        (
            "INSERT INTO pages VALUES ('https://a.example/', 'none', NULL, NULL, '', 'x', 'page')",
            "references",
            "nothing in articles for article none",
        ),
        ("UPDATE articles SET withdrawn = 'x'", "addresses", "withdrawn cannot be read"),
        ("INSERT INTO credits SELECT key, '{' FROM versions", "addresses", "credits cannot be read"),
    ],
)
def test_a_row_that_is_wrong_is_named(own_few: Path, statement: str, name: str, told: str) -> None:
    changed(own_few, statement)
    check = rows_compared(own_few)[name]
    assert not check.ok
    assert told in " ".join(check.wrong)
    assert check.mend


def test_a_vector_of_another_text(own_few: Path) -> None:
    changed(own_few, "UPDATE vectors SET vector = (SELECT vector FROM vectors ORDER BY hash LIMIT 1)")
    checks = examined(own_few)
    assert checks["vectors"].ok
    assert "has the vector of another text" in checks["embedding"].detail
    assert "is otherwise in the vector index" in checks["vector index"].detail


@pytest.mark.parametrize("suffix", [".idx", ".pos", ".term", ".fast", ".fieldnorm"])
def test_one_bit_of_the_words(own_few: Path, suffix: str) -> None:
    file = next((own_few / "words").glob(f"*{suffix}"))
    content = bytearray(file.read_bytes())
    content[0] ^= 4
    file.write_bytes(content)
    check = indexes_compared(own_few)["words"]
    assert f"the file {file.name} is damaged" in check.wrong
    assert check.mend == "newsdesk reindex"


def test_words_that_are_there_and_should_not_be_and_the_reverse(own_few: Path) -> None:
    with Newsdesk(own_few) as desk:
        library, index = desk._library, desk._projections.text
        passage, other = library.passage_keys()[:2]
        (version,) = library.keys("versions", 0, 1)
        (row,) = library.passage_rows([other])
        index.write(
            passages=[Words(other, "other words", row[2], moment(row[3])), Words(7777, "Tea", None, None)],
            gone_passages=[passage],
            gone_articles=[version],
        )
        (words,) = [one for one in desk.compare_indexes() if one.what == "words"]
    assert words.wrong == (
        f"passage {passage} is in the text index 0 times",
        f"passage {other} is in the text index with other words",
        "passage 7777 is in the text index and not in the library",
        f"version {version} is in the text index 0 times",
    )


@pytest.mark.parametrize("name", ["keys", "times", "scales", "codes", "signs0"])
def test_one_entry_of_the_vector_index(own_few: Path, name: str) -> None:
    (file,) = (own_few / "vectors").rglob(name)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 64
    file.write_bytes(content)
    check = indexes_compared(own_few)["vector index"]
    assert not check.ok
    assert "is otherwise in the vector index" in check.detail


def test_chroma_has_every_vector_compared(own_few: Path) -> None:
    with Newsdesk(settings=load_settings(library=own_few, vectors="chroma")) as desk:
        desk.reindex()
        well = {one.what: one for one in desk.compare_indexes()}["vector index"]
        chroma = desk._projections.chroma
        keys, vectors = chroma.page(0, 3)
        chroma.delete(keys[:1])
        chroma.upsert([keys[1], 7777], np.roll(vectors[:2], 1, axis=1))
        wrong = {one.what: one for one in desk.compare_indexes()}["vector index"]
    assert well.wrong == ()
    assert well.rows
    assert set(wrong.wrong) == {
        f"passage {keys[0]} is not in Chroma",
        f"passage {keys[1]} has another vector in Chroma",
        "passage 7777 is in Chroma and not in the library",
    }


def test_a_citation_that_is_no_longer_what_it_quotes(own_sample: Path) -> None:
    with Newsdesk(own_sample) as desk:
        answer = desk.ask("What did Lavrov demand of NATO?", as_of=None)
        desk.keep_answer(answer, "chat")
        assert answer.citations
        (well,) = [check for check in desk.doctor(deep=True) if check.name == "citations kept"]
    id_ = answer.citations[0].article_id
    changed(
        own_sample,
        f"UPDATE versions SET text = upper(text) WHERE article = "
        f"(SELECT key FROM articles WHERE id = '{id_}')",
    )
    wrong = examined(own_sample)["citations kept"]
    assert well.ok
    assert well.compared == len(answer.citations)
    assert not wrong.ok


def test_the_command(own_sample: Path) -> None:
    changed(own_sample, "UPDATE versions SET text = text || '!'")
    result = CliRunner().invoke(app, ["--library", str(own_sample), "doctor", "--deep", "--json"])
    assert result.exit_code == 1
    checks = {check["name"]: check for check in json.loads(result.stdout)}
    assert checks["texts"]["compared"] == len(checks["texts"]["wrong"]) == 47
    told = CliRunner().invoke(app, ["--library", str(own_sample), "doctor", "--deep"]).stdout
    assert "of 47 versions against their hashes 47 wrong:" in told
    assert "and 42 more" in told
