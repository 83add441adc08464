"""Fits `retrieval/weighing/confidence_of_parts.py` on MultiHop-RAG's development questions, cross-validated.

Run with `python -m benchmarks.fit_parts`; it needs the library that `benchmarks.multihop` fills.
Only questions that are split count. The bias is moved to even odds, so that the
share of questions without an answer in the set does not show in the confidence.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from benchmarks.fit import FALSE_DECLINES
from benchmarks.linear_models import crossed, fit_logistic
from benchmarks.multihop import ASKED_ON, LIBRARY, fill, questions
from benchmarks.scoring import auroc
from bot import Newsdesk
from retrieval.asking.question import understand
from retrieval.weighing.confidence_of_parts import signals_of_parts
from retrieval.weighing.evidence_by_part import choose_by_part

PENALTY = 3.0


def main() -> None:
    """Print the weights, bias and threshold, and how they fare on questions held out."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--library", type=Path, default=LIBRARY)
    with Newsdesk(library=options.parse_args().library) as desk:
        fill(desk)
        desk.search("anything at all")
        rows, right = [], []
        for asked in questions():
            found = desk._search.find(understand(asked.text, ASKED_ON, desk._held()))
            if found.parts:
                by_part = choose_by_part(found, desk._embedder, desk._projections.text)
                seen = signals_of_parts(found, by_part)
                rows.append(list(seen.values()))
                right.append(bool(asked.evidence))
    features, labels = np.array(rows), np.array(right)
    odds = float(np.log(labels.sum() / (~labels).sum()))
    held_out = np.zeros(len(rows))
    for fitted, held in crossed(len(rows), seed=0):
        model = fit_logistic(features[fitted], labels[fitted], PENALTY)
        held_out[held] = features[held] @ model.weights + model.bias - odds
    limit = np.quantile(held_out[labels], FALSE_DECLINES)
    declined = np.mean(held_out[~labels] < limit)
    print(f"cross-validated AUROC {auroc(list(held_out[labels]), list(held_out[~labels])):.3f}")
    print(f"cross-validated declines {declined:.3f} where {FALSE_DECLINES:.0%} are declined wrongly")
    model = fit_logistic(features, labels, PENALTY)
    chances = 1 / (1 + np.exp(-(features @ model.weights + model.bias - odds)))
    print(dict(zip(seen, model.weights.round(3).tolist(), strict=True)), f"bias {model.bias - odds:.3f}")
    print(f"threshold {np.quantile(chances[labels], FALSE_DECLINES):.3f}")


if __name__ == "__main__":
    main()
