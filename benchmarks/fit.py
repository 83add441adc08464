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
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import LIBRARY, ROOT, answerable, unanswerable
from benchmarks.scoring import auroc, holds, ranking
from bot import Newsdesk
from retrieval import weights
from retrieval.confidence import signals
from retrieval.evidence import Evidence, choose, weigh
from retrieval.question import understand

FOLDS = 10
REPEATS = 3
FALSE_DECLINES = 0.06
"""Share of answerable questions the threshold may decline in fitting; the promise is 10 %."""

Matrix = NDArray[np.float64]


class Group(NamedTuple):
    """The candidates of one question: features, shape (candidates, features), and which are right."""

    features: Matrix
    right: NDArray[np.bool_]


class Fitted(NamedTuple):
    """Weights of the features as they come, not scaled."""

    weights: Matrix
    bias: float = 0.0


def fit_listwise(groups: Sequence[Group], penalty: float, steps: int = 400, rate: float = 0.05) -> Fitted:
    """Maximise the summed share of the right candidates, with an L2 penalty on scaled weights."""
    groups = [g for g in groups if g.right.any()]
    spread = np.vstack([g.features for g in groups]).std(0) + 1e-9
    scaled = [(g.features / spread, g.right) for g in groups]
    value = np.zeros(len(spread))
    first, second = np.zeros_like(value), np.zeros_like(value)
    for step in range(1, steps + 1):
        slope = penalty * value
        for features, right in scaled:
            share = _softmax(features @ value)
            wanted = share * right
            slope += features.T @ (share - wanted / wanted.sum())
        slope /= len(scaled)
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        value -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return Fitted(value / spread)


def fit_logistic(features: Matrix, right: NDArray[np.bool_], penalty: float, steps: int = 50) -> Fitted:
    """Logistic regression by Newton's method, with an L2 penalty on scaled weights, not on the bias."""
    mean, spread = features.mean(0), features.std(0) + 1e-9
    scaled = np.hstack([(features - mean) / spread, np.ones((len(features), 1))])
    penalties = np.append(np.full(features.shape[1], penalty), 1e-6)
    value = np.zeros(scaled.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-scaled @ value))
        slope = scaled.T @ (chance - right) + penalties * value
        curve = (scaled * (chance * (1 - chance))[:, None]).T @ scaled + np.diag(penalties)
        value -= np.linalg.solve(curve, slope)
    plain = value[:-1] / spread
    return Fitted(plain, float(value[-1] - plain @ mean))


def crossed(count: int, seed: int) -> list[tuple[list[int], list[int]]]:
    """Folds as (indexes fitted on, indexes held out)."""
    order = np.random.default_rng(seed).permutation(count)
    return [
        (
            [int(i) for k in range(FOLDS) if k != fold for i in order[k::FOLDS]],
            [int(i) for i in order[fold::FOLDS]],
        )
        for fold in range(FOLDS)
    ]


def main() -> None:
    """Fit the three models one after the other, as each rests on the one before."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--library", type=Path, default=LIBRARY)
    options.add_argument("--write", action="store_true", help="write retrieval/weights.py")
    chosen = options.parse_args()
    with Newsdesk(library=chosen.library) as desk:
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
                np.array([list(e.features.values()) for e in evidence]),
                np.array([holds(question.answers, e.text) for e in evidence]),
            )
        )
        weighed.append(evidence)
    names = list(weighed[0][0].features)
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
    """Fit `ANSWERS`, its bias and threshold, and print cross-validated declines."""
    rows, right = [], []
    for question in [*answerable(), *unanswerable()]:
        found = desk._search.find(understand(question.text, question.asked_on))
        text = desk._projections.text
        seen = signals(found, choose(weigh(found, desk._embedder, text)))
        rows.append(list(seen.values()))
        right.append(bool(question.answers))
    features, labels = np.array(rows), np.array(right)
    names = list(seen)
    for penalty in (0.3, 1.0, 3.0, 10.0):
        declined, areas = [], []
        for seed in range(REPEATS):
            chances = np.zeros(len(rows))
            for fitted, held in crossed(len(rows), seed):
                model = fit_logistic(features[fitted], labels[fitted], penalty)
                chances[held] = _chance(features[held], model)
            limit = np.quantile(chances[labels], FALSE_DECLINES)
            declined.append(float(np.mean(chances[~labels] < limit)))
            areas.append(auroc(list(chances[labels]), list(chances[~labels])))
        print(
            f"answering, penalty {penalty:4}: cross-validated AUROC {np.mean(areas):.3f}, "
            f"declines {np.mean(declined):.3f} where {FALSE_DECLINES:.0%} are declined wrongly"
        )
    model = fit_logistic(features, labels, ANSWERING_PENALTY)
    threshold = float(np.quantile(_chance(features[labels], model), FALSE_DECLINES))
    return _named(names, model), round(model.bias, 3), round(threshold, 3)


ANSWERING_PENALTY = 3.0


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
    shares = _softmax(group.features @ model.weights)
    by_text = {id(e): bool(r) for e, r in zip(weighed, group.right, strict=True)}
    scored = [replace(e, score=float(s)) for e, s in zip(weighed, shares, strict=True)]
    right = {(e.found.article.id, e.start): by_text[id(old)] for e, old in zip(scored, weighed, strict=True)}
    chosen = choose(sorted(scored, key=lambda e: -e.score))
    return any(right[(e.found.article.id, e.start)] for e in chosen)


def _chance(features: Matrix, model: Fitted) -> Matrix:
    chances: Matrix = 1 / (1 + np.exp(-(features @ model.weights + model.bias)))
    return chances


def _softmax(scores: Matrix) -> Matrix:
    raised = np.exp(scores - scores.max())
    shares: Matrix = raised / raised.sum()
    return shares


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
        f'{FALSE_DECLINES:.0%} fall below it."""\n'
    )
    path.write_text(head + body + tail, encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
