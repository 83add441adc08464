"""Chooses the sentences that answer a question of several parts: some for each of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from retrieval.finding.search import Found
from retrieval.index.text_index import TextIndex
from retrieval.models.embedder import Embedder
from retrieval.weighing.evidence import Evidence, choose, directness, weigh

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
    weighed = [weigh(_narrowed(part, few), embedder, text) for part in found.parts]
    return [_with_plainest(choose(one, each), one) for one in weighed]


def _with_plainest(chosen: list[Evidence], weighed: list[Evidence]) -> list[Evidence]:
    """The sentences chosen, the last of them for the one that answers most plainly, where that is another."""
    plainest = max(weighed, key=directness, default=None)
    if plainest is None or any(evidence is plainest for evidence in chosen) or chosen[0].own:
        return chosen
    return [plainest, *chosen[:-1]]


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
