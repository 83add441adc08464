from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import RefusedError
from ingestion.encoding import decode, tidy

TEXT = "Müller sagte am Dienstag, die Brücke über den Fluß sei „gefährlich“ – und zwar für alle.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_and_without_its_mark(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), "a.txt") == TEXT


def test_the_declared_encoding_is_believed_where_utf8_fails() -> None:
    assert decode(TEXT.encode("cp1252"), "a.html", "windows-1252") == TEXT
    assert decode(TEXT.encode("utf-8"), "a.html", "windows-1252") == TEXT
    assert "Tuesday" in decode(
        "Tuesday’s caf\u00e9, they said, is na\u00efve".encode("cp1252"), "a.html", "no-such"
    )


def test_an_undeclared_encoding_is_detected() -> None:
    text = "Премьер-министр заявил во вторник, что правительство не изменит своего решения о мосте. " * 4
    assert decode(text.encode("cp1251"), "a.txt") == text


def test_damaged_utf8_is_still_utf8() -> None:
    assert decode(TEXT.encode() + b"\xc3", "a.txt") == TEXT + "\ufffd"


def test_nothing_but_newlines_and_marks_is_changed() -> None:
    kept = "e\u0301 \ufb01 \u00a0 \u200b \u2028 \x85 \u212b"
    assert decode(f"\ufeffa\r\nb\rc\n{kept}".encode(), "a.txt") == f"a\nb\nc\n{kept}"


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7 text", "a PDF"),
        (b"PK\x03\x04rest", "a zip archive or an office document"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"text\x00text", "binary data"),
        (b"\x01\x02\x03 text", "binary data"),
    ],
)
def test_what_is_no_text_is_refused_by_what_it_looks_like(data: bytes, looks_like: str) -> None:
    with pytest.raises(RefusedError) as refused:
        decode(data, "a.txt")
    assert refused.value.reason == f"not text but {looks_like}"
    assert refused.value.item == "a.txt"


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
        lambda s: s[0] != "\ufeff"
    )
)
def test_every_utf8_text_comes_back(text: str) -> None:
    assert decode(text.encode(), "a.txt") in (text, text.removeprefix("\ufeff"))


@given(st.text())
def test_a_tidied_text_can_be_stored(text: str) -> None:
    tidied = tidy(text)
    assert tidied.encode().decode() == tidied
    assert "\0" not in tidied


def test_halves_of_a_character_become_one_again() -> None:
    assert tidy("a\ud83d\ude00b\ud800c") == "a\U0001f600b\ufffdc"
