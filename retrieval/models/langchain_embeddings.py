"""The embedder as LangChain's `Embeddings`, for use in anyone's LangChain program."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from retrieval.models.embedder import Embedder


class NewsdeskEmbeddings(Embeddings):
    """LangChain's interface over an `Embedder`.

    Args:
        embedder: the model to run, from `open_embedder`.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector for each text, of length 1."""
        vectors: list[list[float]] = self._embedder.passages(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question, of length 1."""
        vector: list[float] = self._embedder.query(text).tolist()
        return vector
