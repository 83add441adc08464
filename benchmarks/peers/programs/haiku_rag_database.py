"""haiku.rag: a document from each text, its own chunks, vectors and words in LanceDB; five results a search.

Its slim package has nothing to run a model, so it gets the vectors from a process of its own,
as it would from Ollama. Its first pages take documents in one at a time, so vectors are asked
for a few at once.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from model_process import ModelProcess
from protocol import Found, Search, run


def _client(model: str, store: str, *, create: bool = False) -> Any:
    """Its defaults, but for the model and the tokens that chunks are counted in, which are the model's."""
    # Imported here, while the model loads in its own process.
    from haiku.rag.client import HaikuRAG
    from haiku.rag.config import AppConfig

    served = {
        "provider": "openai", "name": "all-MiniLM-L6-v2", "vector_dim": 384,
        "base_url": model_process.address(), "api_key": "none",
    }  # fmt: skip
    config = AppConfig.model_validate(
        {"embeddings": {"model": served}, "processing": {"chunking_tokenizer": model}}
    )
    return HaikuRAG(f"{store}/news.lancedb", config=config, create=create)


def _ingest(model: str, articles: list[dict[str, Any]], store: str) -> Callable[[], int]:
    runner = asyncio.Runner()
    client = _client(model, store, create=True)

    async def load() -> None:
        await client.__aenter__()
        # What cuts texts is imported and its tokens are loaded when the first one comes.
        await client.chunk(await client.convert("A first text."))

    async def take_in() -> int:
        for article in articles:
            await client.create_document(content=article["text"], uri=article["id"])
        passages = int(await client.store.chunks_table.count_rows())
        await client.__aexit__(None, None, None)
        return passages

    runner.run(load())
    return lambda: runner.run(take_in())


def _opened(model: str, store: str) -> Search:
    runner = asyncio.Runner()
    client = runner.run(_client(model, store).__aenter__())

    def search(question: str, k: int) -> Found:
        found = runner.run(client.search(question, limit=k))
        return [(one.document_uri, one.content) for one in found]

    return search


model_process = ModelProcess(sys.argv[2])
run(_ingest, _opened, k=5, beside=model_process.used)
