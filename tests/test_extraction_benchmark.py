from __future__ import annotations

import pytest

from benchmarks.extraction import TARGET, Overlap, extracted, figures, folder, margin, overlap, truth


def test_shingles_are_compared_as_multisets() -> None:
    assert overlap("a b c d e", "a b c d e") == Overlap(2, 0, 0)
    assert overlap("a b c d e", "b c d e f a b c d") == Overlap(2, 4, 0)
    assert overlap("a b", "a b") == Overlap(1, 0, 0)
    assert overlap("a b c d", "") == Overlap(0, 0, 1)


def test_f1_is_of_the_mean_precision_and_the_mean_recall() -> None:
    found = figures([Overlap(1, 1, 0), Overlap(3, 0, 1), Overlap(0, 0, 5)])
    assert found.precision == pytest.approx(0.75)
    assert found.recall == pytest.approx((1 + 0.75 + 0) / 3)
    assert found.f1 == pytest.approx(2 * 0.75 * found.recall / (0.75 + found.recall))
    assert margin([Overlap(1, 1, 0)] * 3, resamples=10).f1 == 0


@pytest.mark.slow
def test_articles_are_told_from_their_pages() -> None:
    pages = folder()
    if pages is None:
        pytest.skip("the saved pages are not there")
    true = truth(pages)
    read = extracted(pages, list(true), processes=1)
    assert figures([overlap(true[page.key], page.text) for page in read]).f1 >= TARGET
    assert sum(page.title is not None for page in read) >= 0.95 * len(read)
