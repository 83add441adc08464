"""What a model writes is reduced to plain sentences with markers that resolve."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Citation
from retrieval.support.inert_text import inert
from retrieval.support.renumbering import renumbered

PIECES = st.sampled_from(
    (
        *(
            "[",
            "]",
            "(",
            ")",
            "](",
            "<",
            ">",
            "<b",
            "http",
            "https://a.example/x",
            "ht",
            "tp",
            "www.",
            "![",
            "[1]",
            "[9]",
        ),
        *(
            "[12]",
            "&lt;",
            "&#60;",
            "&amp;lt;",
            "javascript:",
            "\u202e",
            "\u200b",
            "\x1b[31m",
            "```",
            "*",
            "_",
            "# ",
            "\n",
        ),
        *(
            "word",
            " ",
            "【1】",
            "[^1]",
            "|",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "[a]: ",
            "hht<i>tp",
            "\x00",
            "2",
        ),
    )
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_nothing_that_can_be_followed_or_run_is_left(text: str) -> None:
    plain = inert(text, {1, 2, 12})
    assert "](" not in plain
    assert "<" not in plain
    assert "http" not in plain.lower()
    assert all(int(n) in {1, 2, 12} for n in re.findall(r"\[([^\]]*)\]?", plain))
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") for char in plain)
    assert inert(plain, {1, 2, 12}) == plain


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("**Nine** sheds burnt [1].", "Nine sheds burnt [1]."),
        ("See [the report](https://a.example/x) now [1].", "See the report now [1]."),
        ("![x](https://a.example/?q=secret)Nine sheds burnt [1].", "Nine sheds burnt [1]."),
        ("<img src=x onerror=alert(1)>Nine sheds burnt [1].", "Nine sheds burnt [1]."),
        ("Nine sheds burnt [1](javascript:alert(1)).", "Nine sheds burnt [1]."),
        ("- Nine sheds burnt [1][99].", "Nine sheds burnt [1]."),
        ("Nine\u200b sheds\u202e burnt [1].", "Nine sheds burnt [1]."),
    ],
)
def test_words_and_markers_stay(written: str, left: str) -> None:
    assert inert(written, {1}) == left


def _citation(ordinal: int) -> Citation:
    return Citation(
        ordinal=ordinal,
        article_id="a",
        version="v",
        outlet="The Lakeside Tribune",
        title="Sheds",
        url=None,
        published=None,
        start=0,
        end=5,
        quote=f"span {ordinal}",
    )


@given(st.lists(st.lists(st.integers(1, 12), max_size=4), max_size=6))
def test_markers_are_numbered_by_first_appearance(cited: list[list[int]]) -> None:
    sentences = ["Words " + "".join(f"[{n}]" for n in group) + "." for group in cited]
    shown, citations = renumbered(sentences, [_citation(n) for n in range(1, 10)])
    found = [int(n) for sentence in shown for n in re.findall(r"\[(\d+)\]", sentence)]
    assert list(dict.fromkeys(found)) == [citation.ordinal for citation in citations]
    assert [citation.ordinal for citation in citations] == list(range(1, len(citations) + 1))
    # Every marker still leads to the evidence that it led to.
    before = [n for group in cited for n in group if n < 10]
    assert [citations[n - 1].quote for n in found] == [f"span {n}" for n in before]
