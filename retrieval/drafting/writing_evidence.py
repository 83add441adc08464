"""What a model may write from: the sentences that a quoted answer cites, and those beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from retrieval.answer import Answer, Citation
from retrieval.article import Article
from retrieval.drafting.addressing import speaks_to_a_model
from retrieval.saying.speaking import speaking
from retrieval.sentences import sentences
from retrieval.statement import Attribution
from retrieval.weighing.candidate_sentences import LONGEST, SHORTEST

MOST = 12
"""Sentences; more make small models stray, and what was quoted comes first."""

REACH = 1500
"""Code points on each side of a quotation within which its neighbours are looked for."""


class Articles(Protocol):
    """Where the cited articles are; a library is."""

    def article(self, id: str, version: str | None = None) -> Article: ...  # noqa: D102

    def said_in(self, id: str, version: str) -> Sequence[Attribution]: ...  # noqa: D102


def writing_evidence(
    answer: Answer, articles: Articles, budget: int, most: int = MOST
) -> tuple[Citation, ...]:
    """Numbered evidence: the answer's citations as they are, then the sentences before and after each.

    Left out is a sentence beside them that speaks to a model rather than to readers.

    Args:
        answer: a quoted answer.
        articles: where they are.
        budget: tokens that all of it may take, as `tokens_of` counts them.
        most: how many sentences at most.
    """
    chosen: list[Citation] = []
    seen: set[tuple[str, int]] = set()
    for citation in (*answer.citations, *_neighbours(answer, articles)):
        cost = tokens_of(citation.quote) + tokens_of(citation.title or "") + 40
        key = (citation.article_id, citation.start)
        if key in seen or cost > budget or len(chosen) == most:
            continue
        seen.add(key)
        budget -= cost
        chosen.append(citation.model_copy(update={"ordinal": len(chosen) + 1}))
    return tuple(chosen)


def tokens_of(text: str) -> int:
    """Tokens that a text takes at most, for any usual tokenizer: a third of its bytes in UTF-8."""
    return len(text.encode("utf-8", "replace")) // 3 + 1


def _neighbours(answer: Answer, articles: Articles) -> Iterator[Citation]:
    for cited in answer.citations:
        article = articles.article(cited.article_id, cited.version)
        attributions = articles.said_in(cited.article_id, cited.version)
        for start, end in _beside(article, cited):
            said = speaking(article, attributions, start, end)
            yield cited.model_copy(
                update={
                    "start": start,
                    "end": end,
                    "quote": article.text[start:end],
                    **said._asdict(),
                    "days": (),
                    "publishers": (),
                    "origin": None,
                    "score": 0.0,
                }
            )


def _beside(article: Article, cited: Citation) -> Iterator[tuple[int, int]]:
    text, language = article.text, article.language or "en"
    floor = max(text.rfind("\n", 0, max(0, cited.start - REACH)) + 1, 0)
    after = [*sentences(text, cited.end, min(len(text), cited.end + REACH), language)][:1]
    before = [*sentences(text, floor, cited.start, language)][-1:]
    for beside in (*before, *after):
        whole = beside.end < min(len(text), cited.end + REACH) or beside.end == len(text)
        told = SHORTEST <= beside.end - beside.start <= LONGEST
        if not beside.heading and whole and told and not speaks_to_a_model(text[beside.start : beside.end]):
            yield beside.start, beside.end
