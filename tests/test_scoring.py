"""The benchmarks' measures, on cases worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks.scoring import auroc, holds, normalised, rank, ranking


def test_normalising_drops_case_articles_and_punctuation() -> None:
    assert normalised("The “Squid Game”, a hit!") == "squid game hit"


@pytest.mark.parametrize(
    ("answers", "text", "right"),
    [
        (["8 billion"], "The world reached 8 billion people.", True),
        (["the Tony Awards"], "Tony Awards were given on Sunday", True),
        (["12"], "Eleven of them.", False),
    ],
)
def test_an_answer_is_held_whatever_its_case_and_punctuation(
    answers: list[str], text: str, right: bool
) -> None:
    assert holds(answers, text) is right


def test_ranks_and_their_figures() -> None:
    assert rank(["a", "b", "c"], {"c", "b"}) == 2
    assert rank(["a"], {"z"}) is None
    assert ranking([1, 2, None, 20]) == {"Hit@1": 0.25, "Hit@4": 0.5, "Hit@10": 0.5, "MRR@10": 0.375}


def test_auroc_counts_ties_half() -> None:
    assert auroc([0.9, 0.5], [0.1, 0.5]) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
