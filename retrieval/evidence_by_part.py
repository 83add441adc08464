"""Chooses the sentences that answer a question of several parts: some for each of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from retrieval.embedder import Embedder
from retrieval.evidence import Evidence, choose, weigh
from retrieval.search import Found
from retrieval.text_index import TextIndex

ARTICLES_EACH = 2
"""Articles of each part in whose best passage sentences are looked for."""

SENTENCES_EACH = 2
"""Of each part; of two parts one more."""

FEW = 2
"""Parts up to which all the usual passages of their articles are looked at."""

MOST_QUOTES = 6
"""Sentences at most, however many parts there are."""


def choose_by_part(found: Found, embedder: Embedder, text: TextIndex) -> list[list[Evidence]]:
    """The best sentences for each part of a question, best first; a part without any has none.

    Args:
        found: what search brought back for a question that was split.
        embedder: the model, to compare sentences with the part.
        text: the text index, for how rare each term is.
    """
    few = len(found.parts) <= FEW
    each = SENTENCES_EACH + few
    return [choose(weigh(_narrowed(part, few), embedder, text), each) for part in found.parts]


def in_turn(by_part: list[list[Evidence]], most: int = MOST_QUOTES) -> list[Evidence]:
    """Each part's best sentence, then each part's second, each sentence once."""
    seen: set[tuple[str, int]] = set()
    joined: list[Evidence] = []
    for depth in zip_longest(*by_part):
        for evidence in depth:
            if evidence is None or (place := (evidence.found.article.id, evidence.start)) in seen:
                continue
            seen.add(place)
            joined.append(evidence)
    return joined[:most]


def _narrowed(part: Found, few: bool) -> Found:
    """Only the best passage of the best articles: a part asks for one thing, and there are several parts."""
    if few:
        return replace(part, articles=part.articles[:ARTICLES_EACH])
    return replace(
        part,
        articles=tuple(
            replace(article, passages=(max(article.passages, key=lambda passage: passage.score),))
            for article in part.articles[:ARTICLES_EACH]
        ),
    )
