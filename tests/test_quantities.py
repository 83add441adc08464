"""Quantities as news writes them: which numbers are figures, and what they come to."""

from __future__ import annotations

import re

import numpy as np
import pytest

from retrieval.accounts.account import Account
from retrieval.accounts.figures import Figure, figures
from retrieval.accounts.number_words import NUMBER, value_of
from retrieval.article import Article, version_of


def read(sentence: str) -> list[Figure]:
    article = Article(id="a", version=version_of(sentence), text=sentence)
    return figures(Account(article, 0, len(sentence), np.zeros(3, np.float32)))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("46,000", 46_000),
        ("two million", 2_000_000),
        ("1.2bn", 1_200_000_000),
        ("3.5 million", 3_500_000),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a million", 500_000),
        ("two hundred and five", 205),
        ("one hundred and twenty thousand", 120_000),
        ("forty-six", 46),
        ("nineteen", 19),
        ("7.2", 7.2),
    ],
)
def test_numbers_in_digits_and_words(written: str, value: float) -> None:
    assert re.fullmatch(NUMBER, written) is not None
    assert value_of(written) == pytest.approx(value)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Three people died.", [("Three", 3)]),
        ("The death toll rose to four.", [("four", 4)]),
        ("About 100,000 people came.", [("About 100,000", 100_000)]),
        ("The deal costs 11 million crowns.", [("11 million crowns", 11_000_000)]),
        ("Pay rises by 7.2 per cent.", [("7.2 per cent", 7.2)]),
        ("It cost $3.5 million in all.", [("$3.5 million", 3_500_000)]),
        ("The 50-minute call ended.", [("50-minute", 50)]),
        ("Seven of them were scalded.", []),
        ("Two of the five gates stayed shut.", []),
        ("Another three people were hurt.", []),
        ("The flood came on October 14 in 2021.", []),
        ("Tom Vael, 41, and a 27-year-old man left at 9.40 p.m.", []),
        ("Averne won 3-1.", []),
    ],
)
def test_what_counts_as_a_figure(sentence: str, found: list[tuple[str, float]]) -> None:
    figures_read = read(sentence)
    assert [sentence[f.start : f.end] for f in figures_read] == [written for written, _ in found]
    assert [(f.low + f.high) / 2 for f in figures_read] == pytest.approx([value for _, value in found])


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("46 people", "more than 40 people", True),
        ("39 people", "more than 40 people", False),
        ("12 people", "fewer than 20 people", True),
        ("22 people", "up to 20 people", False),
        ("112,000 people", "about 100,000 people", True),
        ("140,000 people", "about 100,000 people", False),
        ("40 people", "35 to 50 people", True),
        ("60 people", "35 to 50 people", False),
        ("two million people", "2,000,000 people", True),
        ("2.1 million people", "two million people", True),
        ("2.6 million people", "two million people", False),
        ("2,100 people", "2,000 people", True),
        ("7.2 per cent", "7 per cent", True),
        ("7.6 per cent", "7 per cent", False),
    ],
)
def test_which_numbers_can_be_one(one: str, other: str, agree: bool) -> None:
    (ours,), (theirs,) = read(f"It was {one}."), read(f"It was {other}.")
    assert ours.counts_as(theirs)
    assert ours.agrees(theirs) is theirs.agrees(ours) is agree


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("three people died", "twelve people were injured"),
        ("$3 million", "3 million euros"),
        ("40 boats", "50 houses"),
        ("5 per cent", "5 people"),
    ],
)
def test_different_things_counted(one: str, other: str) -> None:
    (ours,), (theirs,) = read(f"In all {one}."), read(f"In all {other}.")
    assert not ours.counts_as(theirs)
