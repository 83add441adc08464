"""What the searches for the parts of a question found, as one list."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrieval.article import Article, version_of
from retrieval.finding.joining import joined
from retrieval.finding.search import FoundArticle, FoundPassage
from retrieval.store.passage_store import Place


def found(**shares: float) -> list[FoundArticle]:
    """One search's articles, by their names and shares."""
    return [_article(name, share) for name, share in sorted(shares.items(), key=lambda one: -one[1])]


def _article(name: str, share: float) -> FoundArticle:
    text = f"The article {name}."
    key = sum(ord(letter) << 8 * n for n, letter in enumerate(name))
    place = Place(key, key, key, 0, 0, len(text), None)
    article = Article(id=name, version=version_of(text), text=text)
    return FoundArticle(article, (FoundPassage(place, 0.5, 0.5),), {}, 0.0, share)


def names(articles: Sequence[FoundArticle]) -> list[str]:
    """Their names, in order."""
    return [article.article.id for article in articles]


def test_the_best_of_each_part_stands_before_what_only_the_whole_question_finds() -> None:
    whole = found(dam=0.4, weir=0.3, letters=0.2, mill=0.1)
    parts = [found(dam=0.9, mill=0.1), found(letters=0.9, mill=0.1)]
    articles, _ = joined(whole, parts, {}, frozenset())
    assert set(names(articles)[:2]) == {"dam", "letters"}


def test_between_two_that_a_part_fits_alike_the_whole_question_decides() -> None:
    whole = found(dam=0.8, mill=0.15, weir=0.05)
    articles, _ = joined(whole, [found(weir=0.5, mill=0.5), found(dam=1.0)], {}, frozenset())
    assert names(articles).index("mill") < names(articles).index("weir")


def test_shares_sum_to_one() -> None:
    articles, _ = joined(found(dam=0.7, weir=0.3), [found(mill=0.6, dam=0.4)], {}, frozenset())
    assert sum(article.share for article in articles) == pytest.approx(1.0)


def test_what_only_a_part_finds_is_kept() -> None:
    articles, _ = joined([], [found(dam=1.0), found(weir=1.0)], {}, frozenset())
    assert set(names(articles)) == {"dam", "weir"}


def test_copies_of_one_story_have_one_place() -> None:
    whole = found(dam=0.6, weir=0.4)
    stories = {article.passages[0].place.version: 7 for article in whole}
    articles, copies = joined(whole, [], stories, frozenset())
    assert names(articles) == ["dam"]
    assert names(copies) == ["weir"]
