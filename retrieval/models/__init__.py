"""Embedding models and rerankers: prepared once, run light."""
