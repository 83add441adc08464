"""Fits `retrieval/weights.py` on RealTimeQA's development questions, with cross-validated figures.

Three models, each linear and small enough to read:

* articles: a softmax over the candidates of a question; the likelihood of the
  linked article is maximised (listwise logistic regression);
* sentences: the same over the sentences looked at, for those that hold an
  accepted answer;
* answering: logistic regression of answerable against unanswerable questions.

Run with `python -m benchmarks.fit`; it needs the library that `make eval` fills.
"""

from __future__ import annotations

import argparse
import pprint
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks.calibration import calibration_error, reliability
from benchmarks.data import LIBRARY, ROOT, Question, answerable, unanswerable
from benchmarks.linear_models import Fitted, Group, chance, crossed, fit_listwise, fit_logistic, softmax
from benchmarks.remembering import RememberingEmbedder
from benchmarks.scoring import auroc, holds, ranking
from bot import Newsdesk
from retrieval import weights
from retrieval.asking.question import understand
from retrieval.weighing.confidence import signals
from retrieval.weighing.evidence import Evidence, choose, weigh

REPEATS = 3
DECLINES = (0.03, 0.04, 0.06, 0.10)
"""Shares of answerable questions declined at which the declines of the others are told."""

FALSE_DECLINES = 0.024
"""Share of answerable questions the threshold may decline in fitting; the promise is 10 %."""

EARLIER = timedelta(days=28)
"""So long before, most of what an answerable question asks about had not happened: another kind of
question to decline, made of the same words. Nothing is fitted to it."""


def main() -> None:
    """Fit the three models one after the other, as each rests on the one before."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--library", type=Path, default=LIBRARY)
    options.add_argument("--write", action="store_true", help="write retrieval/weights.py")
    chosen = options.parse_args()
    with Newsdesk(library=chosen.library) as desk:
        # Three models look at the same sentences.
        desk._embedder = RememberingEmbedder(desk._embedder)
        desk._make_ready()
        articles = fit_articles(desk)
        weights.ARTICLE.update(articles)
        sentences = fit_sentences(desk)
        weights.SENTENCE.update(sentences)
        answers, bias, threshold = fit_answers(desk)
    if chosen.write:
        _write(articles, sentences, answers, bias, threshold)


def fit_articles(desk: Newsdesk) -> dict[str, float]:
    """Fit `ARTICLE` and print its cross-validated ranking."""
    groups = []
    for question in answerable():
        found = desk._search.find(understand(question.text, question.asked_on))
        features = np.array([list(a.features.values()) for a in found.articles])
        groups.append(Group(features, np.array([a.article.id in question.articles for a in found.articles])))
    names = list(found.articles[0].features)
    figures = [_held_out(groups, seed, penalty=2.0, measure=_article_rank) for seed in range(REPEATS)]
    for name in ("MRR@10", "Hit@1", "Hit@10"):
        print(f"articles, cross-validated {name}: {np.mean([ranking(f)[name] for f in figures]):.3f}")
    return _named(names, fit_listwise(groups, 2.0))


def fit_sentences(desk: Newsdesk) -> dict[str, float]:
    """Fit `SENTENCE` and print its cross-validated share of answers quoted."""
    groups, weighed = [], []
    for question in answerable():
        found = desk._search.find(understand(question.text, question.asked_on))
        evidence = weigh(found, desk._embedder, desk._projections.text)
        groups.append(
            Group(
                np.array([[e.features[name] for name in weights.SENTENCE] for e in evidence]),
                np.array([holds(question.answers, e.text) for e in evidence]),
            )
        )
        weighed.append(evidence)
    names = list(weights.SENTENCE)
    shares = []
    for seed in range(REPEATS):
        quoted = {}
        for fitted, held in crossed(len(groups), seed):
            model = fit_listwise([groups[i] for i in fitted], 2.0)
            for i in held:
                quoted[i] = _quotes_right(weighed[i], groups[i], model)
        shares.append(np.mean([quoted[i] for i in range(len(groups))]))
    print(f"sentences, cross-validated answer in evidence: {np.mean(shares):.3f}")
    print(f"sentences, held by any looked at: {np.mean([g.right.any() for g in groups]):.3f}")
    return _named(names, fit_listwise(groups, 2.0))


def fit_answers(desk: Newsdesk) -> tuple[dict[str, float], float, float]:
    """Fit `ANSWERS`, its bias and threshold, and print cross-validated declines and calibration."""
    asked, refused = answerable(), unanswerable()
    seen = [_signals(desk, question, question.asked_on) for question in [*asked, *refused]]
    known = [(row, bool(q.answers)) for row, q in zip(seen, [*asked, *refused], strict=True) if row]
    features, labels = np.array([list(row.values()) for row, _ in known]), np.array([r for _, r in known])
    earlier = [_signals(desk, question, question.asked_on - EARLIER) for question in asked]
    before = np.array([list(row.values()) for row in earlier if row])
    declined, areas, chances = [], [], np.zeros((REPEATS, len(labels)))
    for seed in range(REPEATS):
        for fitted, held in crossed(len(labels), seed):
            model = fit_logistic(features[fitted], labels[fitted], ANSWERING_PENALTY)
            chances[seed, held] = chance(features[held], model)
        limits = np.quantile(chances[seed][labels], DECLINES)
        declined.append([float(np.mean(chances[seed][~labels] < limit)) for limit in limits])
        areas.append(auroc(list(chances[seed][labels]), list(chances[seed][~labels])))
    print(f"answering, cross-validated AUROC: {np.mean(areas):.3f}")
    for wrongly, rightly in zip(DECLINES, np.mean(declined, 0), strict=True):
        print(f"answering, cross-validated: declines {rightly:.3f} where {wrongly:.0%} are declined wrongly")
    right = np.tile(labels, REPEATS)
    print(f"answering, expected calibration error: {calibration_error(chances.ravel(), right):.3f}")
    for one in reliability(chances.ravel(), right):
        print(f"  stated {one.stated:.2f}, right {one.right:.2f}, of {one.questions // REPEATS} questions")
    model = fit_logistic(features, labels, ANSWERING_PENALTY)
    threshold = float(np.quantile(chance(features[labels], model), FALSE_DECLINES))
    share = np.mean(chance(before, model) < threshold)
    print(f"answering, of the answerable put {EARLIER.days} days earlier declined: {share:.3f}")
    return _named(list(seen[0] or ()), model), round(model.bias, 3), round(threshold, 3)


def _signals(desk: Newsdesk, question: Question, on: date) -> dict[str, float] | None:
    found = desk._search.find(understand(question.text, on))
    chosen = choose(weigh(found, desk._embedder, desk._projections.text))
    return signals(found, chosen) if chosen else None


ANSWERING_PENALTY = 1.0


def _held_out(
    groups: Sequence[Group], seed: int, penalty: float, measure: Callable[[Group, Fitted], int | None]
) -> list[int | None]:
    found: dict[int, int | None] = {}
    for fitted, held in crossed(len(groups), seed):
        model = fit_listwise([groups[i] for i in fitted], penalty)
        found.update({i: measure(groups[i], model) for i in held})
    return [found[i] for i in range(len(groups))]


def _article_rank(group: Group, model: Fitted) -> int | None:
    order = np.argsort(-(group.features @ model.weights), kind="stable")
    return next((n for n, i in enumerate(order, start=1) if group.right[i]), None)


def _quotes_right(weighed: list[Evidence], group: Group, model: Fitted) -> bool:
    shares = softmax(group.features @ model.weights)
    by_text = {id(e): bool(r) for e, r in zip(weighed, group.right, strict=True)}
    scored = [replace(e, score=float(s)) for e, s in zip(weighed, shares, strict=True)]
    right = {(e.found.article.id, e.start): by_text[id(old)] for e, old in zip(scored, weighed, strict=True)}
    chosen = choose(sorted(scored, key=lambda e: -e.score))
    return any(right[(e.found.article.id, e.start)] for e in chosen)


def _named(names: Sequence[str], model: Fitted) -> dict[str, float]:
    return {name: round(float(weight), 3) for name, weight in zip(names, model.weights, strict=True)}


def _write(
    articles: dict[str, float],
    sentences: dict[str, float],
    answers: dict[str, float],
    bias: float,
    threshold: float,
) -> None:
    path = ROOT / "retrieval" / "weights.py"
    head = path.read_text(encoding="utf-8").split("ARTICLE:")[0]
    body = "".join(
        f"{name}: dict[str, float] = {pprint.pformat(values, sort_dicts=False, width=60)}\n\n"
        for name, values in (("ARTICLE", articles), ("SENTENCE", sentences), ("ANSWERS", answers))
    )
    tail = (
        f"ANSWERS_BIAS = {bias}\n\nANSWERS_THRESHOLD = {threshold}\n"
        '"""The probability below which a question is declined: of the answerable ones '
        f'{FALSE_DECLINES:.1%} fall below it."""\n'
    )
    path.write_text(head + body + tail, encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
