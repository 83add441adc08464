"""LangChain's quick start: its splitter, sentence-transformers, Chroma; four passages a search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from protocol import Found, Search, run

CHROMA_BATCH = 5000
"""Chroma refuses more at once."""


def _store(model: str, store: str) -> Chroma:
    embeddings = HuggingFaceEmbeddings(model_name=model)
    return Chroma(collection_name="news", embedding_function=embeddings, persist_directory=store)


def _ingest(model: str, articles: list[dict[str, Any]], store: str) -> Callable[[], int]:
    news = _store(model, store)

    def take_in() -> int:
        documents = [Document(page_content=a["text"], metadata={"id": a["id"]}) for a in articles]
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        pieces = splitter.split_documents(documents)
        for at in range(0, len(pieces), CHROMA_BATCH):
            news.add_documents(pieces[at : at + CHROMA_BATCH])
        return len(pieces)

    return take_in


def _opened(model: str, store: str) -> Search:
    news = _store(model, store)

    def search(question: str, k: int) -> Found:
        return [(d.metadata["id"], d.page_content) for d in news.similarity_search(question, k=k)]

    return search


run(_ingest, _opened, k=4)
