"""Passages: whole sentences in order, of a bounded length, never across a heading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingestion.passages import LEAST_TOKENS, embedding_hash, embedding_text, passages
from retrieval.sentences import sentences

WORDS = st.sampled_from(["river", "Mr.", "said", "İstanbul", "😀", "العربية", "3.4", "e\u0301", "U.S."])
SENTENCES = st.lists(WORDS, min_size=1, max_size=25).map(lambda words: f"{' '.join(words)} rose.")
LINES = st.one_of(
    st.lists(SENTENCES, min_size=1, max_size=6).map(" ".join),
    st.sampled_from(["A heading", "Another heading", "\u2028", "\t", "— dash —", "x" * 3000]),
)
TEXTS = st.lists(LINES, min_size=1, max_size=8).map("\r\n\r\n".join)


def words(texts: Sequence[str]) -> list[int]:
    """Tokens as a model might count them: here words."""
    return [len(text.split()) for text in texts]


@given(TEXTS, st.integers(10, 60))
def test_passages_are_whole_sentences_in_order(text: str, size: int) -> None:
    found = sentences(text)
    cut = passages(text, words, size=size)
    assert [p.n for p in cut] == list(range(len(cut)))
    starts, ends = {s.start for s in found}, {s.end for s in found}
    assert all(p.start in starts and p.end in ends for p in cut)
    assert all(a.end <= b.start for a, b in pairwise(cut))
    assert all(any(p.start <= s.start and s.end <= p.end for p in cut) for s in found)


@given(TEXTS, st.integers(10, 60))
def test_a_heading_only_begins_a_passage(text: str, size: int) -> None:
    found = sentences(text)
    begins = [n for n, s in enumerate(found) if s.heading and n and not found[n - 1].heading]
    cut = passages(text, words, size=size)
    assert all(any(p.start == found[n].start for p in cut) for n in begins)


@given(TEXTS, st.integers(30, 60))
def test_a_passage_is_too_long_only_for_a_sentence_or_a_short_remainder(text: str, size: int) -> None:
    longest = max((words([text[s.start : s.end]])[0] for s in sentences(text)), default=0)
    for passage in passages(text, words, size=size):
        count = words([text[passage.start : passage.end]])[0]
        assert count <= max(size, longest) + LEAST_TOKENS


def test_a_text_without_sentences_has_no_passages() -> None:
    assert passages(" \n\u2028\t", words) == []


def test_the_headline_is_part_of_what_is_embedded() -> None:
    assert embedding_text("Talks end", "He left.") == "Talks end. He left."
    assert embedding_text(None, "He left.") == "He left."
    assert embedding_hash("Talks end. He left.") != embedding_hash("He left.")
