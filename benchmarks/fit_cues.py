"""Fits `ingestion/attribution/cue_weights.json` on PolNeAR's training part: which words attribute.

A logistic regression with an L1 penalty over the features of `ingestion.attribution.cue_features`.
The stems looked at are those that the annotated cues hold twice or more; of each annotated cue
the first word that is no auxiliary, adverb, preposition or determiner is right, its other words
are left out. Every fifth document is held out to print precision and recall by threshold; then
all are fitted.

Run with `python -m benchmarks.fit_cues`, and with `--write` to keep the weights.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.data import ROOT
from benchmarks.polnear import Document, documents, folder
from ingestion.attribution.candidates import candidates
from ingestion.attribution.frames import QUOTE, Frame, lines
from ingestion.attribution.verb_forms import stem
from ingestion.attribution.words import AUXILIARY, DETERMINER, POSSESSIVE, PREPOSITION, is_adverb, is_word

TWICE = 2
"""Times a stem must stand in annotated cues to be looked at."""

SEEN = 4
"""Times a feature must be seen to have a weight."""

STRENGTH = 0.5
"""Inverse of the penalty."""

HELD_OUT = 5
"""Every so many-th document is held out for the figures."""

LEAST = 0.05
"""Weights nearer to nought than this are dropped."""

THRESHOLDS = (0.25, 0.3, 0.35, 0.4, 0.45, 0.5)

_NO_HEAD = AUXILIARY | PREPOSITION | DETERMINER | POSSESSIVE | {"to", "it"}

Token = tuple[int, int]


class Read(NamedTuple):
    """A document's frames, the heads of its annotated cues, and the cues' other words."""

    frames: list[Frame]
    heads: set[Token]
    others: set[Token]


class Example(NamedTuple):
    """A word that may attribute, and whether it does."""

    document: int
    features: tuple[str, ...]
    right: bool


def main() -> None:
    """Print the figures of the held-out part, and write the weights if asked to."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--write", action="store_true", help="keep the weights fitted on all documents")
    chosen = options.parse_args()
    read = [_read(document) for document in documents(folder() / "train")]
    seen = Counter(_stem(one.frames, head) for one in read for head in one.heads)
    stems = frozenset(base for base, times in seen.items() if times >= TWICE)
    with patch("ingestion.attribution.cue_lexicon.stems", lambda: stems):
        examples = [example for n, one in enumerate(read) for example in _examples(n, one)]
    names = _names(examples)
    true = sum(len(one.heads) for one in read[::HELD_OUT])
    print(f"{len(stems)} stems, {len(names)} features, {len(examples)} words")
    for line in _held_out(examples, names, true):
        print(line)
    if chosen.write:
        weights = {f"stem={base}": 0.0 for base in stems} | _kept(names, _fit(examples, names))
        path = ROOT / "ingestion" / "attribution" / "cue_weights.json"
        path.write_text(
            json.dumps(dict(sorted(weights.items())), indent=0, ensure_ascii=False) + "\n", "utf-8"
        )
        print(f"{len(weights)} weights in {path.name}")


def _read(document: Document) -> Read:
    frames = [frame for line in lines(document.text) for frame in line.frames]
    starts = [frame.start for frame in frames]
    heads: set[Token] = set()
    others: set[Token] = set()
    for one in document.attributions:
        n = bisect_right(starts, one.cue[0][0]) - 1
        words = _words(frames[n], one.cue) if n >= 0 else []
        kept = [at for at in words if _may_head(frames[n].low[at])]
        heads.update((n, at) for at in kept[:1])
        others.update((n, at) for at in words)
    return Read(frames, heads, others - heads)


def _words(frame: Frame, cue: tuple[tuple[int, int], ...]) -> list[int]:
    within = (n for n, at in enumerate(frame.starts) if any(start <= at < end for start, end in cue))
    return [n for n in within if frame.low[n] != QUOTE]


def _may_head(low: str) -> bool:
    return is_word(low) and low not in _NO_HEAD and not is_adverb(low)


def _stem(frames: list[Frame], head: Token) -> str:
    return stem(frames[head[0]].low[head[1]])[0]


def _examples(document: int, read: Read) -> Iterator[Example]:
    for n, frame in enumerate(read.frames):
        for cue in candidates(frame):
            at = (n, cue.verb.at)
            if at not in read.others:
                yield Example(document, cue.features, at in read.heads)


def _names(examples: list[Example]) -> list[str]:
    seen = Counter(name for example in examples for name in example.features)
    return sorted(name for name, times in seen.items() if times >= SEEN)


def _fit(examples: list[Example], names: list[str]) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=STRENGTH, l1_ratio=1.0, solver="liblinear", fit_intercept=False, max_iter=200
    )
    model.fit(_matrix(examples, names), np.array([example.right for example in examples]))
    return np.asarray(model.coef_[0], dtype=np.float64)


def _matrix(examples: list[Example], names: list[str]) -> Any:  # scipy ships no types
    from scipy.sparse import csr_matrix

    column = {name: n for n, name in enumerate(names)}
    cells = [
        (row, column[name]) for row, e in enumerate(examples) for name in set(e.features) if name in column
    ]
    rows, columns = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (rows, columns)), shape=(len(examples), len(names)))


def _held_out(examples: list[Example], names: list[str], true: int) -> Iterator[str]:
    """Precision, recall and F1 on the documents left out of the fit."""
    weights = _fit([e for e in examples if e.document % HELD_OUT], names)
    left = [e for e in examples if e.document % HELD_OUT == 0]
    chance = 1 / (1 + np.exp(-(_matrix(left, names) @ weights)))
    right = np.array([e.right for e in left])
    for threshold in THRESHOLDS:
        given = chance >= threshold
        hits = float((given & right).sum())
        precision, recall = hits / max(1, given.sum()), hits / max(1, true)
        f1 = 2 * precision * recall / (precision + recall)
        yield f"from {threshold}: P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"


def _kept(names: list[str], weights: NDArray[np.float64]) -> dict[str, float]:
    pairs = zip(names, weights, strict=True)
    return {name: round(float(weight), 2) for name, weight in pairs if abs(weight) >= LEAST}


if __name__ == "__main__":
    main()
