"""Sentences put together from pieces, plain sentences, and answers kept from before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from retrieval.drafting.answer_cache import FILE, AnswerCache
from retrieval.drafting.defused import defused
from retrieval.drafting.plain_sentence import markers, not_plain, plain_sentence, renumbered, without_markers
from retrieval.drafting.sentence_stream import SentenceStream
from retrieval.drafting.written import Written


def streamed(text: str, size: int) -> list[str]:
    stream = SentenceStream()
    found = [s for at in range(0, len(text), size) for s in stream.feed(text[at : at + size])]
    return found + stream.finish()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Lavrov left [1]. Biden stayed [2][3].", ["Lavrov left [1].", "Biden stayed [2][3]."]),
        ("Lavrov left. [1] Biden stayed. [2]", ["Lavrov left. [1]", "Biden stayed. [2]"]),
        ("Lavrov left.[1] Biden stayed.[2, 3]", ["Lavrov left.[1]", "Biden stayed. [2, 3]"]),
        (
            "The U.S. agreed on Jan. 3 [1]. Mr. Biden left [2].",
            ["The U.S. agreed on Jan. 3 [1].", "Mr. Biden left [2]."],
        ),
        ("- Lavrov left [1]\n- Biden stayed [2]\n", ["- Lavrov left [1]", "- Biden stayed [2]"]),
        ("<think>Who left? Lavrov.</think>Lavrov left [1].", ["Lavrov left [1]."]),
        ("<think>It never ends. So", []),
        ("Lavrov left [1]. Biden was about to", ["Lavrov left [1]."]),
        ("", []),
    ],
)
def test_sentences_come_whole_however_they_are_cut(text: str, sentences: list[str], size: int) -> None:
    assert [" ".join(s.split()) for s in streamed(text, size)] == sentences


def test_a_sentence_is_given_once_the_next_has_begun() -> None:
    stream = SentenceStream()
    assert stream.feed("Lavrov left. ") == []
    assert stream.feed("[1] Bid") == []
    assert stream.feed("en stayed") == ["Lavrov left. [1]"]


@given(st.text(alphabet="ab. [1]\n“”<think>/A", max_size=80), st.integers(1, 9))
def test_nothing_is_made_up(text: str, size: int) -> None:
    assert all(set(s) <= set(text) | {" "} for s in streamed(text, size))


@given(st.text(max_size=60))
@example("http:")
def test_what_is_plain_holds_nothing_that_acts(text: str) -> None:
    sentence = plain_sentence(text + " [1].")
    assert "\n" not in sentence
    assert plain_sentence(sentence) == sentence or not_plain(sentence)
    if not_plain(sentence) is None:
        assert not re.search(r"[<>`{}\[\]]|\]\(|https?:|\x1b|\u202e", without_markers(sentence))


@given(st.text(max_size=80))
def test_what_is_defused_cannot_be_taken_for_the_prompt(text: str) -> None:
    assert not re.search(r"[\[\]<>{}`|\n]|={3}|-{3}", defused(text))


def test_markers() -> None:
    assert plain_sentence("- **Lavrov** left.  [2, 1]") == "Lavrov left [2][1]."
    assert plain_sentence("He met the U.S. [1]") == "He met the U.S. [1]"
    assert markers("a [2][1] b [2].") == (2, 1)
    assert renumbered("a[2][10] b [2].", {2: 1, 10: 2}) == "a [1] [2] b [1]."


def test_the_oldest_answers_go_first(tmp_path: Path, address: SecretStr | None) -> None:
    cache = AnswerCache(tmp_path, most=2, address=address)
    assert cache.get("a") is None
    assert not (tmp_path / FILE).exists()
    for key in "ab":
        cache.put(key, Written(sentences=(key,)))
    assert cache.get("a") == Written(sentences=("a",))
    cache.put("c", Written())
    assert [key for key in "abc" if cache.get(key)] == ["a", "c"]


def test_a_damaged_file_of_answers_disturbs_nobody(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database" * 100)
    cache = AnswerCache(tmp_path)
    cache.put("a", Written())
    assert cache.get("a") is None


def test_a_character_parted_by_pieces_is_whole_again() -> None:
    stream = SentenceStream()
    told = [*stream.feed("The fair \ud83c"), *stream.feed("\udfa1 opens\udfa1 [1]."), *stream.finish()]
    assert told == ["The fair 🎡 opens� [1]."]


def test_of_a_thought_without_end_no_more_is_kept_than_its_end_may_begin_in() -> None:
    stream = SentenceStream()
    assert stream.feed("Lavrov left [1]. <thinking>") == []
    for _ in range(1000):
        assert stream.feed("Who left? Lavrov. ") == []
        assert len(stream._text) + len(stream._thought or "") < 40
    assert stream.feed("</thin") == []
    assert stream.feed("king>He came back [2]. Then she") == ["Lavrov left [1].", "He came back [2]."]
    assert stream.finish() == []
