"""Tells which statements are on a topic: by its words, and by meaning where the words differ."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.library import Library
from retrieval.models.embedder import Embedder
from retrieval.store.statement_query import Stated
from retrieval.timelines.topic import Topic, words_of

TERMS = 0.6
"""The least share of a topic's words, rare ones counting more, in a sentence and its headline together."""

PASSAGE_COSINE, SENTENCE_COSINE = 0.38, 0.42
"""The least likeness to a topic, without enough of its words, of a statement's passage or its sentence.

Set by hand on the sample news with 18 topics of one or two words: what is beyond them was on the topic;
of other articles the likest passage reached .29.
"""

NEWEST = 300
"""Statements without the words whose passages are compared with the topic: the newest."""

NEAREST, NEAR = 24, 0.15
"""So many of them at most, in the nearest passages and in none less near, have their sentences embedded.

A sentence takes some 5 ms.
"""


def on_topic(found: Sequence[Stated], topic: Topic, library: Library, embedder: Embedder) -> list[Stated]:
    """Those of the statements that are on a topic, in the order given.

    A statement is on it if its sentence and its headline together have the topic's
    words, or if its sentence or its passage is near to it in meaning.
    """
    chosen = {n for n, one in enumerate(found) if topic.covered(words_of(one.sentence, one.title)) >= TERMS}
    others = [n for n in range(len(found)) if n not in chosen][:NEWEST]
    cosines = _of_passages([found[n] for n in others], topic, library)
    chosen |= {n for n, cosine in zip(others, cosines, strict=True) if cosine >= PASSAGE_COSINE}
    ranked = sorted(zip(cosines, others, strict=True), key=lambda pair: -pair[0])
    near = [n for cosine, n in ranked if cosine >= NEAR and n not in chosen][:NEAREST]
    if near:
        own = embedder.passages([found[n].sentence for n in near]) @ topic.vector
        chosen |= {n for n, cosine in zip(near, own, strict=True) if cosine >= SENTENCE_COSINE}
    return [one for n, one in enumerate(found) if n in chosen]


def _of_passages(found: Sequence[Stated], topic: Topic, library: Library) -> list[float]:
    """How near each statement's passage is to the topic, by the vectors that are kept."""
    passages = library.passages_of({one.version for one in found})
    return [
        max(
            (
                float(np.frombuffer(row, "<f4") @ topic.vector)
                for place, row in passages.get(one.version, [])
                if place.start < one.sentence_end and one.sentence_start < place.end
            ),
            default=-1.0,
        )
        for one in found
    ]
