"""Chooses the sentences that answer, out of the passages that search found."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retrieval.asking.asked_for import stands_alone
from retrieval.asking.legs import up_to_now
from retrieval.days.timeliness import names_day, timely
from retrieval.finding.search import Found, FoundArticle, FoundPassage
from retrieval.index.text_index import TextIndex
from retrieval.models.embedder import Embedder
from retrieval.saying.own_words import UNASKED, Asked, Whose
from retrieval.terms import terms
from retrieval.weighing.candidate_sentences import Candidate, candidate_sentences
from retrieval.weighing.sentence_features import around, sentence_features
from retrieval.weights import SENTENCE

OWN = 2.0
"""What it adds to a sentence's score that it gives the words of the person they are asked of.

This and the next two are set by hand: RealTimeQA hardly asks who said what, so there is nothing to
fit them to.
"""

OTHERS = -1.0
"""What it adds that it gives somebody else's words: they may be about the person, but are not theirs."""

MANNER = 2.0
"""What it adds to the person's words that they are given with a verb like the question's."""

ADDRESSED = 1.5
"""What it adds to the person's words that they were said to whom the question names."""

MATTER = 3.0
"""What it adds to the person's words to have all that the question asks about beside the names."""

ON_THE_MATTER = 0.4
"""The least cosine with the question of words of the person's that share no term with it."""

WEAKEST = 0.01
"""The least share of the best sentence's belief with which another is quoted beside it.

On RealTimeQA's development questions it costs no answer; 0.02 costs two.
"""

FAINT = 0.001
"""The same for a sentence that alone has the word that says what is asked, or all but the names.

On RealTimeQA's development questions one is quoted for 15, and no answer is lost or won by it.
"""

ASKED = 2.0
"""What that word adds to how plainly a sentence answers; set by hand."""

SAME_WORDS = 0.8
"""Share of a sentence's words that another must have to say the same in the same words."""

EMBEDDED = 8
"""Sentences of those looked at that are embedded, the likeliest by all but their own vector.

With these and `TOLD`, of some 37, RealTimeQA's questions are answered and declined as often as with
all (`python -m benchmarks.evidence_cost`).
"""

TOLD = 2
"""Beside them, so many that have the word that says what is asked, or all but the names: the prize of
a race may be told where little else is."""

VARIETY = 2.0
"""How much likeness to a sentence chosen already counts against the next one, in units of the score."""


DIRECT = {"cosine": 2.0, "ask_terms": 2.0, "predicate": 3.0, "context_terms": 1.0, "fits": 1.5}
DIRECT_OWN = {"cosine": 2.0, "predicate": 3.0, "context_terms": 3.0}
"""The features that tell whether a sentence answers by itself, and whether somebody's own words do,
which need not name them; the best of those chosen comes first. Set by hand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Args:
        found: the article it stands in.
        passage: the passage it stands in.
        start: first code point, in the article's text.
        end: one past the last.
        score: its share of the belief among all sentences looked at.
        features: the reasons for the score.
        vector: its embedding, of length 1.
        whose: whose words it gives, where the question asks for somebody's.
        own: whether it gives that person's words on the matter asked about.
        timed: whether it names, or was said on, a day that the question names.
        asked: whether it has the word that says what is asked: see `Query.point`.
    """

    found: FoundArticle
    passage: FoundPassage
    start: int
    end: int
    score: float
    features: dict[str, float]
    vector: NDArray[np.float32]
    whose: Whose = UNASKED
    own: bool = False
    timed: bool = False
    asked: bool = False

    @property
    def text(self) -> str:
        """The sentence, as it stands in the article."""
        return self.found.article.text[self.start : self.end]


def weigh(
    found: Found, embedder: Embedder, text: TextIndex, embedded: int | None = EMBEDDED
) -> list[Evidence]:
    """The sentences worth looking at with their scores, best first.

    Args:
        found: what search brought back.
        embedder: the model, to compare sentences with the question.
        text: the text index, for how rare each term is.
        embedded: how many are compared so, and returned: the likeliest by all else, and at most `TOLD`
            that have what is asked; all if None.
    """
    query, asked = found.query, Asked(found)
    days = [one for one in query.understood.days if not up_to_now(one, query)]
    candidates = timely(candidate_sentences(found, asked.sentences), days)
    if not candidates:
        return []
    alone = query.ask != query.text and stands_alone(query)
    ask = embedder.query(query.ask) if alone else found.vector
    rarity = text.rarity({*query.content, *query.ask_content})
    rows = sentence_features(query, candidates, rarity)
    whose = [asked.whose(c.found, c.start, c.end) for c in candidates]
    pointed = [query.point is not None and query.point in candidate.terms for candidate in candidates]
    likely = sorted(range(len(rows)), key=lambda n: -_score(rows[n], whose[n]))
    if embedded is not None:
        told = [n for n in likely[embedded:] if pointed[n] or rows[n]["predicate"] == 1.0]
        likely = [*likely[:embedded], *told[:TOLD]]
    vectors = embedder.passages([candidates[n].text for n in likely])
    for n, cosine in zip(likely, vectors @ ask, strict=True):
        rows[n]["cosine"] = float(cosine)
    shares = _shares([_score(rows[n], whose[n]) for n in likely])
    weighed = []
    for n, share, vector in zip(likely, shares, vectors, strict=True):
        one = candidates[n]
        weighed.append(
            Evidence(
                *(one.found, one.passage, one.start, one.end, share, rows[n], vector, whose[n]),
                own=whose[n].own and _on_the_matter(asked, candidates, n, rows[n]["cosine"]),
                timed=names_day(one, query.understood.days),
                asked=pointed[n],
            )
        )
    return sorted(weighed, key=lambda evidence: -evidence.score)


def choose(weighed: list[Evidence], most: int = 3) -> list[Evidence]:
    """The best sentences, each saying something that those before it do not.

    Where somebody's words are asked for, their own on the matter come before what others say.

    Args:
        weighed: from `weigh`, best first.
        most: how many at most; fewer where the rest is far weaker than the best.
    """
    chosen: list[Evidence] = []
    left = _worth_quoting(weighed[:40])
    while left and len(chosen) < most:
        best = max(left, key=lambda e: (e.own, math.log(e.score + 1e-12) - VARIETY * _likeness(e, chosen)))
        same = [evidence for evidence in left if evidence is best or _same_words(evidence, best)]
        # Copies of one dispatch say it in the same words; one that is dated stands for all.
        dated = (evidence for evidence in same if evidence.found.article.published is not None)
        chosen.append(best if best.found.article.published is not None else next(dated, best))
        left = [evidence for evidence in left if not any(evidence is other for other in same)]
    chosen = _with_what_is_asked(chosen, weighed, most)
    return sorted(chosen, key=lambda evidence: (not evidence.own, not evidence.timed, -directness(evidence)))


def _worth_quoting(weighed: Sequence[Evidence]) -> list[Evidence]:
    """The sentences not far weaker than the best; of their own words those near the matter."""
    own = [evidence.features["predicate"] for evidence in weighed if evidence.own]
    matter = max(own, default=0.0) / 3
    return [
        evidence
        for evidence in weighed
        # Once somebody's own words are there, what is only about them answers nothing.
        if (
            evidence.features["predicate"] >= matter
            if evidence.own
            else evidence.score >= WEAKEST * weighed[0].score and not (own and evidence.whose.unlike)
        )
    ]


def _with_what_is_asked(chosen: list[Evidence], weighed: list[Evidence], most: int) -> list[Evidence]:
    """The sentences chosen, the last for one that has what is asked where none of them has it."""
    if not chosen or any(evidence.asked or evidence.own for evidence in chosen):
        return chosen
    least = FAINT * weighed[0].score
    offers = [e for e in weighed if e.features["fits"] > 0 and e.score >= least]
    better = next((e for e in offers if e.asked), None)
    if better is None and all(evidence.features["predicate"] < 1.0 for evidence in chosen):
        better = next((e for e in offers if e.features["predicate"] == 1.0), None)
    return chosen if better is None else [*chosen[: most - 1], better]


def directness(evidence: Evidence) -> float:
    """How plainly a sentence answers, read by itself: what it says counts, not where it stands."""
    weights = DIRECT_OWN if evidence.own else DIRECT
    said = sum(weight * evidence.features[name] for name, weight in weights.items())
    told = MANNER * evidence.whose.manner + ADDRESSED * evidence.whose.addressed
    return said + told + ASKED * evidence.asked


def plainer(evidence: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether a sentence that was weighed answers more plainly than one that was chosen."""
    enough = evidence.score >= WEAKEST * max(one.score for one in chosen)
    return enough and directness(evidence) > min(directness(one) for one in chosen)


def _score(features: dict[str, float], whose: Whose) -> float:
    score = sum(weight * features[name] for name, weight in SENTENCE.items())
    # Who says it need not be named in it.
    score += MATTER * features["predicate"] * whose.own
    return (
        score + OWN * whose.own + OTHERS * whose.others + MANNER * whose.manner + ADDRESSED * whose.addressed
    )


def _shares(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [one / total for one in raised]


def _on_the_matter(asked: Asked, candidates: Sequence[Candidate], n: int, cosine: float) -> bool:
    if not asked.matter or cosine >= ON_THE_MATTER:
        return True
    title = terms(candidates[n].found.article.title or "")
    return not around(candidates, n).union(title).isdisjoint(asked.matter)


def _same_words(one: Evidence, other: Evidence) -> bool:
    """Whether the shorter sentence's words are nearly all in the longer: they differ by a dateline, say."""
    shorter, longer = sorted((set(terms(one.text)), set(terms(other.text))), key=len)
    return len(shorter & longer) >= SAME_WORDS * len(shorter) and len(shorter) >= SAME_WORDS / 2 * len(longer)


def _likeness(evidence: Evidence, chosen: list[Evidence]) -> float:
    return max((float(evidence.vector @ other.vector) for other in chosen), default=0.0)
