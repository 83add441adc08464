from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.errors import RefusedError
from ingestion.discovery import FORMATS
from ingestion.draft import Draft
from ingestion.read import read_file
from ingestion.record import enough_words

STORY = "The harbour board met on Tuesday and put off its decision once more."
LIMIT = 100_000


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def only(path: Path, max_bytes: int = LIMIT) -> Draft | RefusedError:
    (found,) = read_file(path, max_bytes=max_bytes)
    return found


def reason(path: Path, max_bytes: int = LIMIT) -> str:
    found = only(path, max_bytes)
    assert isinstance(found, RefusedError)
    assert found.item == str(path)
    return found.reason


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", STORY),
        ("a.md", STORY),
        ("a.json", json.dumps({"text": STORY})),
    ],
)
def test_a_file_plain_and_compressed(tmp_path: Path, name: str, data: str) -> None:
    for path in (write(tmp_path, name, data), write(tmp_path, f"{name}.gz", gzip.compress(data.encode()))):
        found = only(path)
        assert isinstance(found, Draft)
        assert (found.item, found.text) == (str(path), STORY)


@pytest.mark.parametrize("ending", FORMATS)
def test_an_empty_file_of_every_kind_is_refused(tmp_path: Path, ending: str) -> None:
    assert reason(write(tmp_path, f"a{ending}", b"")) == "empty"
    assert reason(write(tmp_path, f"b{ending}", b" \n \n")) == "empty"
    assert reason(write(tmp_path, f"c{ending}.gz", gzip.compress(b""))) == "empty"


@pytest.mark.parametrize("ending", sorted({*FORMATS} - {".pdf", ".warc"}))
def test_binary_data_of_every_kind_is_refused_once(tmp_path: Path, ending: str) -> None:
    assert reason(write(tmp_path, f"a{ending}", b"%PDF-1.4\n\x00\x01\n\n\n")) == "not text but a PDF"


def test_a_file_over_the_limit_is_refused_compressed_or_not(tmp_path: Path) -> None:
    bomb = gzip.compress(b"word " * 10_000_000)
    assert len(bomb) < LIMIT
    assert reason(write(tmp_path, "a.txt.gz", bomb)) == "larger than 0.1 MB"
    assert reason(write(tmp_path, "a.html", "<p>" + "x" * LIMIT)) == "larger than 0.1 MB"
    found = only(write(tmp_path, "a.jsonl.gz", bomb))
    assert isinstance(found, RefusedError)
    assert found.reason == "longer than 0.1 MB"


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path / "missing.txt") == "cannot be read: no such file or directory"
    (tmp_path / "folder.txt").mkdir()
    assert reason(tmp_path / "folder.txt") == "cannot be read: is a directory"
    assert reason(write(tmp_path, "a.png", b"x")) == "not a kind of file that holds articles"
    assert reason(Path("a\0b.txt")).startswith("cannot be read")


def test_compressed_files_that_are_none_or_damaged_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(STORY.encode() * 50)
    assert reason(write(tmp_path, "a.txt.gz", STORY)) == "not a gzip file, although its name ends in .gz"
    assert reason(write(tmp_path, "b.txt.gz", whole[:40])) == "the compressed file is damaged or cut off"
    assert (
        reason(write(tmp_path, "c.txt.gz", whole[:20] + b"\xff" * 20))
        == "the compressed file is damaged or cut off"
    )


def test_a_page_in_another_encoding_is_read_as_it_declares(tmp_path: Path) -> None:
    story = "Премьер-министр заявил во вторник, что правительство не изменит своего решения о мосте. "
    head = '<head><meta charset="windows-1251"></head>'
    page = f"<html>{head}<body><article><p>{story * 4}</p></article></body></html>"
    found = only(write(tmp_path, "a.html", page.encode("cp1251")))
    assert isinstance(found, Draft)
    assert found.text == (story * 4).strip()


def test_words_are_counted_in_scripts_without_spaces() -> None:
    assert enough_words("三つの")
    assert enough_words("one two three")
    assert not enough_words("one two!")


FRAGMENTS = st.sampled_from(
    [
        b"---\n",
        b"title: x: y\n",
        b"# A head\n",
        b"<p>",
        b"</p>",
        b"<article>",
        b'{"text": "a b c d", ',
        b'"date": 1e999}',
        b"[",
        b"{",
        b"\n",
        b"\\ud800",
        b"By Ada Quill\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"0\n85\n",
        b"Published: 9999-99-99\n",
        b"https://[::1\n",
        b"<script type='application/ld+json'>",
        b"\x1f\x8b\x08",
        b"&#0;&#55296;",
        b"| a |\n|---|\n",
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=300) | st.lists(FRAGMENTS | st.binary(max_size=12), max_size=14).map(b"".join))
@pytest.mark.parametrize("ending", [".txt", ".md", ".html", ".json", ".jsonl", ".txt.gz", ".jsonl.gz"])
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path: Path, ending: str, data: bytes) -> None:
    path = write(tmp_path, f"a{ending}", data)
    found = list(read_file(path, max_bytes=1_000))
    assert found
    for one in found:
        assert one.item.startswith(str(path))
        if isinstance(one, Draft):
            assert enough_words(one.text)
            assert one.text.encode().decode() == one.text
        else:
            assert one.reason
