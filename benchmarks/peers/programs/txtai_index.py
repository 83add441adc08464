"""txtai: an embeddings database with its texts, of paragraphs, since it cuts none; three results a search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from protocol import Found, Search, run
from txtai import Embeddings


def _ingest(model: str, articles: list[dict[str, Any]], store: str) -> Callable[[], int]:
    embeddings = Embeddings(path=model, content=True)

    def take_in() -> int:
        rows = [
            (f"{article['id']}#{n}", paragraph)
            for article in articles
            for n, paragraph in enumerate(article["text"].split("\n\n"))
            if paragraph.strip()
        ]
        embeddings.index(rows)
        embeddings.save(store)
        return len(rows)

    return take_in


def _opened(model: str, store: str) -> Search:
    embeddings = Embeddings()
    embeddings.load(store)

    def search(question: str, k: int) -> Found:
        return [(one["id"].rpartition("#")[0], one["text"]) for one in embeddings.search(question, k)]

    return search


run(_ingest, _opened, k=3)
