"""Sentences weighed as evidence, and how far they may be trusted."""
