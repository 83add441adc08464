from __future__ import annotations

import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.json_records import drafts_of_document, drafts_of_lines
from ingestion.names import byline_of, outlet_of
from ingestion.read import read_file
from ingestion.record import draft_of

TEXT = "The harbour board met on Tuesday and put off its decision."


def document(data: object) -> list[Draft | RefusedError]:
    return list(drafts_of_document(json.dumps(data), "a.json"))


def told(found: list[Draft | RefusedError]) -> list[str]:
    return [str(one) if isinstance(one, RefusedError) else f"{one.item} ok" for one in found]


@pytest.mark.parametrize("name", ["text", "body", "content", "article", "maintext", "articleBody"])
def test_the_text_under_any_of_its_names(name: str) -> None:
    assert draft_of({name: TEXT}, "a").text == TEXT


@pytest.mark.parametrize(
    ("record", "field", "value"),
    [
        ({"link": "https://p.example/a"}, "url", "https://p.example/a"),
        ({"web_url": "https://p.example/a"}, "url", "https://p.example/a"),
        ({"source": {"id": None, "name": "The Post"}}, "outlet", "The Post"),
        ({"publisher": "The Post"}, "outlet", "The Post"),
        # No database of PostgreSQL holds a NUL.
        ({"publisher": "The\0Post"}, "outlet", "The\ufffdPost"),
        ({"outlet": "www.post.example"}, "outlet", "post.example"),
        ({"source": "/home/user/a.txt", "site": "The Post"}, "outlet", "The Post"),
        ({"headline": " A  title\n"}, "title", "A title"),
        ({"author": "By Ada Quill, Tom Reed and Ada Quill"}, "byline", ("Ada Quill", "Tom Reed")),
        ({"authors": [{"name": "Ada Quill"}, "Tom Reed"]}, "byline", ("Ada Quill", "Tom Reed")),
        ({"guid": 17}, "given_id", "17"),
        ({"section": "Opinion/Letters"}, "kind", "opinion"),
        ({"kind": "live"}, "kind", "live"),
        ({"section": "World"}, "kind", "news"),
        ({"lang": "EN-us"}, "language", "en"),
        ({"language": "English"}, "language", None),
        ({"id": True}, "given_id", None),
    ],
)
def test_a_fact_under_any_of_its_names(record: dict[str, object], field: str, value: object) -> None:
    assert getattr(draft_of({**record, "text": TEXT}, "a"), field) == value


@pytest.mark.parametrize(
    "name", ["published", "published_at", "publishedAt", "pubDate", "date", "datetime", "created"]
)
@pytest.mark.parametrize("value", ["2022-01-01T00:00:00Z", 1640995200, 1640995200000, 1640995200.5])
def test_a_date_under_any_of_its_names(name: str, value: object) -> None:
    draft = draft_of({name: value, "text": TEXT}, "a")
    assert draft.published is not None
    assert (draft.published.at.isoformat()[:19], draft.published.precision) == (
        "2022-01-01T00:00:00",
        "second",
    )


def test_what_is_not_understood_is_noted_and_not_guessed() -> None:
    draft = draft_of({"date": "last week", "url": "post.example/a", "updated": "2150", "text": TEXT}, "a")
    assert (draft.published, draft.url) == (None, None)
    assert set(draft.notes) == {
        "date not understood: 'last week'",
        "address not understood: 'post.example/a'",
        "dated in the future: 2150-01-01",
    }


def test_a_body_in_html_or_in_parts_becomes_text() -> None:
    html = f"<p>{TEXT}</p><script>x()</script><ul><li>one</li><li>two &amp; three</li></ul>"
    assert draft_of({"content": html}, "a").text == f"{TEXT}\n\n- one\n- two & three"
    assert draft_of({"body": [TEXT, "And no more."]}, "a").text == f"{TEXT}\n\nAnd no more."
    assert draft_of({"body": f"{TEXT} 3 < 4 > 2"}, "a").text == f"{TEXT} 3 < 4 > 2"


def test_one_object_an_array_and_a_list_of_articles() -> None:
    assert told(document({"text": TEXT})) == ["a.json ok"]
    assert told(document([{"text": TEXT}, {"title": "x"}, 5])) == [
        "a.json record 1 ok",
        "a.json record 2: no article text in it",
        "a.json record 3: not a JSON object with an article's fields",
    ]
    assert told(document({"status": "ok", "articles": [{"text": TEXT}]})) == ["a.json record 1 ok"]
    assert told(document([])) == ["a.json: no articles in it"]
    assert told(document("text")) == ["a.json: not a JSON object with an article's fields"]


def test_one_object_a_line_in_a_json_file() -> None:
    text = f"{json.dumps({'text': TEXT})}\n\n{{broken\n"
    assert told(list(drafts_of_document(text, "a.json"))) == [
        "a.json line 1 ok",
        "a.json line 3: not valid JSON",
    ]
    assert told(list(drafts_of_document("{broken", "a.json"))) == ["a.json: not valid JSON"]
    assert told(list(drafts_of_document("[" * 100_000, "a.json"))) == ["a.json: not valid JSON"]


def lines(data: bytes, max_bytes: int = 10_000) -> list[str]:
    return told(list(drafts_of_lines(io.BytesIO(data), "a.jsonl", max_bytes)))


def test_broken_lines_are_refused_one_by_one() -> None:
    good = json.dumps({"text": TEXT}).encode()
    assert lines(b"\xef\xbb\xbf" + good + b"\r\n\n{broken\n[1]\n" + b"[" * 9000 + b"\n{}\n" + good) == [
        "a.jsonl line 1 ok",
        "a.jsonl line 3: not valid JSON",
        "a.jsonl line 4: not a JSON object with an article's fields",
        "a.jsonl line 5: not valid JSON",
        "a.jsonl line 6: no article text in it",
        "a.jsonl line 7 ok",
    ]
    assert lines(b"\n \n") == ["a.jsonl: empty"]


def test_a_line_too_long_is_refused_and_the_next_one_read() -> None:
    good = json.dumps({"text": TEXT}).encode()
    found = lines(b"x" * 1000 + b"\n" + good + b"\n", max_bytes=200)
    assert found[0].startswith("a.jsonl line 1: longer than")
    assert found[1:] == ["a.jsonl line 2 ok"]


def test_the_good_lines_of_a_file_cut_off_go_in(tmp_path: Path) -> None:
    records = b"".join(json.dumps({"text": TEXT, "id": n}).encode() + b"\n" for n in range(5000))
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(records)
    path.write_bytes(whole[: len(whole) // 2])
    *drafts, last = read_file(path, max_bytes=10_000)
    assert len(drafts) > 100
    assert [draft.given_id for draft in drafts if isinstance(draft, Draft)] == [
        str(n) for n in range(len(drafts))
    ]
    assert isinstance(last, RefusedError)
    assert last.reason == f"the file ends early; read up to line {len(drafts)}"


def test_names_and_outlets() -> None:
    values: list[tuple[Any, tuple[str, ...]]] = [
        ("By ADA QUILL & Tom Reed; Li Wei", ("ADA QUILL", "Tom Reed", "Li Wei")),
        ("Tom Reed, Jr., Sandy Anders", ("Tom Reed, Jr.", "Sandy Anders")),
        ("ada@post.example, Ada Quill", ("Ada Quill",)),
        (["By Ada Quill", None, 3, {"name": None}], ("Ada Quill",)),
        (7, ()),
        ("", ()),
    ]
    assert [byline_of(value) for value, _ in values] == [names for _, names in values]
    assert outlet_of("https://www.Post.example/") == "post.example"
    assert outlet_of("CNN.com") == "CNN.com"
    assert outlet_of([{"name": "The Post"}]) == "The Post"
    nothing: list[object] = [None, 3, " ", "C:\\a.txt", "../a", {"name": 4}, []]
    assert [outlet_of(value) for value in nothing] == [None] * len(nothing)
