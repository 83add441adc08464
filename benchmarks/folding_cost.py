"""What looking for copies of one article costs, in libraries of growing size."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.stories import fold
from retrieval.article import Article, Passage, version_of
from retrieval.library import Library

TIMED = 100
SENTENCES = 30
"""Sentences of a made article, drawn from all real ones: each shares a few with several others."""

_VECTOR = b"one for all: words decide here"


def seconds_an_article(articles: Sequence[Article], folder: Path, sizes: Sequence[int]) -> dict[int, float]:
    """The median over real articles, each new to the library, by the number of made ones in it.

    Args:
        articles: real ones; the last `TIMED` are timed, the sentences of the others make up the library.
        folder: where the library may be made.
        sizes: numbers of articles, growing.
    """
    timed, rest = articles[:TIMED], articles[TIMED:]
    library = Library(folder / "sizes")
    made = _made(rest)
    seconds: dict[int, float] = {}
    held = 0
    for size in sizes:
        while held < size:
            part = [next(made) for _ in range(min(500, size - held))]
            _put(library, part)
            fold(library)
            held += len(part)
        spent = []
        for article in timed:
            _put(library, [article])
            began = time.perf_counter()
            fold(library)
            spent.append(time.perf_counter() - began)
        with library.transaction():
            for article in timed:
                library.remove(article.id)
        seconds[size] = statistics.median(spent)
    library.close()
    return seconds


def _made(articles: Sequence[Article]) -> Iterator[Article]:
    chance = random.Random(len(articles))
    sentences = [line for article in articles for line in article.text.split(". ") if len(line) > 40]
    number = 0
    while True:
        number += 1
        text = ". ".join(chance.sample(sentences, SENTENCES))
        published = chance.choice(articles).published
        yield Article(id=f"made/{number}", version=version_of(text), text=text, published=published)


def _put(library: Library, articles: Sequence[Article]) -> None:
    with library.transaction():
        library.put_vectors([(_VECTOR, b"\0" * 8)])
        for article in articles:
            library.put(article, None, [(Passage(n=0, start=0, end=len(article.text)), _VECTOR)])
