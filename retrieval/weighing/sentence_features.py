"""What a sentence is scored by, beside the others looked at for the same question."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from retrieval.asking.asked_for import asked_for, stands_alone, told
from retrieval.asking.question import Query
from retrieval.people.words_asked import words_asked
from retrieval.terms import covered, stop_terms, terms
from retrieval.weighing.candidate_sentences import Candidate
from retrieval.weighing.offered import offered

REFERRED = 0.8
"""What a term of the sentence before counts in one that refers to it by a pronoun."""

_REFERS = re.compile(r"\b(?:it|them|this|these|so)\b", re.IGNORECASE)


def sentence_features(
    query: Query,
    candidates: Sequence[Candidate],
    rarity: Mapping[str, float],
) -> list[dict[str, float]]:
    """For each sentence the features that `retrieval.weights.SENTENCE` weighs, and its predicate.

    The predicate is the share of what is asked of those named, without their names. Fitted with the
    others it helps none; it puts the chosen sentences in order (`retrieval.weighing.evidence.directness`).
    The cosine is that of the passage with the question, until the sentence's own is known.

    Args:
        query: the question.
        candidates: all sentences looked at, article by article.
        rarity: of the question's terms.
    """
    titles = {c.rank: frozenset(terms(c.found.article.title or "")) for c in candidates}
    things = [offered(query, candidate.text) for candidate in candidates]
    agreement = _agreement(candidates, things)
    asked = told(query, query.ask_content if stands_alone(query) else query.content)
    # What is asked of those named: an article that is about them need not name them in every sentence.
    topical = query.wants == "anything" and not asked_for(query.ask) and not words_asked(query.text)
    told_of = () if topical else tuple(term for term in asked if term not in query.names)
    # What a headline adds to the question is often the answer.
    news = {rank: title - stop_terms() - set(query.terms) for rank, title in titles.items()}
    return [
        {
            "cosine": candidate.passage.cosine,
            "ask_terms": covered(asked, candidate.terms, rarity),
            "predicate": _predicate(told_of, candidates, n, rarity) if told_of else 0.5,
            "context_terms": covered(query.content, around(candidates, n) | titles[candidate.rank], rarity),
            "fits": float(bool(things[n])) if query.wants != "anything" else 0.5,
            "agreement": agreement[n],
            "lead": 1.0 / (1.0 + candidate.start / 500.0),
            "headline": len(candidate.terms & news[candidate.rank]) / max(1, len(news[candidate.rank])),
        }
        for n, candidate in enumerate(candidates)
    ]


def _predicate(
    told_of: Sequence[str], candidates: Sequence[Candidate], n: int, rarity: Mapping[str, float]
) -> float:
    """How much of what is asked a sentence has; "it" stands for what the sentence before it speaks of."""
    mine = candidates[n]
    own = covered(told_of, mine.terms, rarity)
    if n == 0 or candidates[n - 1].rank != mine.rank or not _REFERS.search(mine.text):
        return own
    return max(own, REFERRED * covered(told_of, mine.terms | candidates[n - 1].terms, rarity))


def around(candidates: Sequence[Candidate], n: int) -> frozenset[str]:
    """The terms of a sentence and of the two beside it in its article."""
    return frozenset[str]().union(
        *(c.terms for c in candidates[max(0, n - 1) : n + 2] if c.rank == candidates[n].rank)
    )


def _agreement(candidates: Sequence[Candidate], things: Sequence[set[str]]) -> list[float]:
    """How far the articles agree on the best thing each sentence offers as an answer: 0 to 1."""
    backers: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    for candidate, offers in zip(candidates, things, strict=True):
        for thing in offers:
            backers[thing].add((candidate.rank, candidate.start))
    share = {candidate.rank: candidate.found.share for candidate in candidates}
    belief = {thing: sum(share[rank] for rank, _ in places) for thing, places in backers.items()}
    most = max(belief.values(), default=1.0)
    return [max((belief[thing] for thing in offers), default=0.0) / most for offers in things]
