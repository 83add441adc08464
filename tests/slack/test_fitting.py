"""Limits of length, kept without losing or breaking anything."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.fitting import BLOCKS, cut, divided, messages, size
from bot.slack.blocks.mrkdwn import escaped
from bot.slack.blocks.rich_text import rich_text, section, words
from tests.slack.hostile import texts
from tests.slack.reading import units


@given(texts, st.sampled_from((100, 300, 3000)))
def test_pieces_fit_and_joined_are_the_text(text: str, limit: int) -> None:
    pieces = divided(text, limit, escaped)
    assert "".join(pieces) == text
    assert all(0 < units(escaped(piece)) <= limit for piece in pieces if escaped(piece))
    assert not any(html.unescape(escaped(piece)).startswith("amp;") for piece in pieces)


@given(texts, st.sampled_from((10, 75, 300)))
def test_what_is_cut_fits_and_begins_the_text(text: str, limit: int) -> None:
    kept = cut(text, limit, escaped)
    assert size(escaped(kept)) <= limit
    assert kept == text or (kept.endswith("…") and text.startswith(kept[:-1]))


def test_it_is_cut_at_sentence_ends() -> None:
    text = "The bridge closed at noon. Nobody was hurt. " * 5
    pieces = divided(text, 100)
    assert len(pieces) == 3
    assert all(piece.rstrip().endswith(".") for piece in pieces)


@pytest.mark.parametrize("cluster", ["👨‍👩‍👧", "e\u0301", "☎\ufe0f"])
def test_no_letter_is_parted_from_its_marks(cluster: str) -> None:
    for pad in range(6):
        pieces = divided("x" * pad + cluster * 200, 100)
        assert not any(piece[0] in "\u0301\u200d\ufe0f" or piece[-1] == "\u200d" for piece in pieces)


def test_blocks_are_divided_over_messages() -> None:
    blocks = [rich_text([section(words(f"{n} " + "x" * 100))]) for n in range(120)]
    told = messages(blocks, "text")
    assert [block for message in told for block in message.blocks] == blocks
    assert all(len(message.blocks) <= BLOCKS for message in told)
