"""LlamaIndex's starter with a local model: a VectorStoreIndex kept on disk; two passages a search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llama_index.core import (
    Document,
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from protocol import Found, Search, run


def _ingest(model: str, articles: list[dict[str, Any]], store: str) -> Callable[[], int]:
    Settings.embed_model = HuggingFaceEmbedding(model_name=model)

    def take_in() -> int:
        documents = [Document(text=a["text"], metadata={"id": a["id"]}) for a in articles]
        index = VectorStoreIndex.from_documents(documents)
        index.storage_context.persist(store)
        return len(index.docstore.docs)

    return take_in


def _opened(model: str, store: str) -> Search:
    Settings.embed_model = HuggingFaceEmbedding(model_name=model)
    index = load_index_from_storage(StorageContext.from_defaults(persist_dir=store))

    def search(question: str, k: int) -> Found:
        found = index.as_retriever(similarity_top_k=k).retrieve(question)
        return [(one.node.metadata["id"], one.node.get_content()) for one in found]

    return search


run(_ingest, _opened, k=2)
