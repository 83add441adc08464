"""Makes an answer of the best evidence: exact quotations, who says them and when, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.answer import Answer, Citation, Source
from retrieval.article import Article
from retrieval.attribution import attribute
from retrieval.checking import checked
from retrieval.confidence import probability, signals
from retrieval.embedder import Embedder
from retrieval.evidence import Evidence, choose, weigh
from retrieval.question import Query
from retrieval.search import Found, FoundArticle, Search
from retrieval.text_index import TextIndex
from retrieval.weights import ANSWERS_THRESHOLD
from retrieval.wording import lead_in, outlet_in_words, published_in_words

MOST_QUOTES = 3


def answer(query: Query, search: Search, embedder: Embedder, text: TextIndex) -> Answer:
    """Answer a question from one library, or say that its articles do not."""
    found = search.find(query)
    chosen = choose(weigh(found, embedder, text), MOST_QUOTES)
    if not chosen:
        return _declined(query, found, 0.0)
    confidence = round(probability(signals(found, chosen)), 3)
    if confidence < ANSWERS_THRESHOLD:
        return _declined(query, found, confidence)
    citations = tuple(_citation(n, evidence) for n, evidence in enumerate(chosen, start=1))
    by_id = {evidence.found.article.id: evidence.found for evidence in chosen}
    return Answer(
        question=query.text,
        kind="quoted",
        text="\n\n".join(_quoted(citation) for citation in citations),
        confidence=confidence,
        citations=checked(citations, {found.article.id: found.article for found in by_id.values()}),
        sources=tuple(_source(by_id[id_], citations) for id_ in by_id),
        as_of=query.until.date(),
    )


def _quoted(citation: Citation) -> str:
    return f"{lead_in(citation)}:\n> {citation.quote} [{citation.ordinal}]"


def _citation(ordinal: int, evidence: Evidence) -> Citation:
    article = evidence.found.article
    speaker, said_on = attribute(article, evidence.start, evidence.end)
    return Citation(
        ordinal=ordinal,
        **_facts(article),
        start=evidence.start,
        end=evidence.end,
        quote=evidence.text,
        speaker=speaker,
        said_on=said_on,
        score=round(evidence.score, 4),
        passage_id=f"{article.id}:{evidence.passage.place.n}",
    )


def _source(found: FoundArticle, citations: Iterable[Citation]) -> Source:
    mine = [citation for citation in citations if citation.article_id == found.article.id]
    return Source(
        **_facts(found.article),
        ordinals=tuple(citation.ordinal for citation in mine),
        passages=len({citation.passage_id for citation in mine}),
    )


def _declined(query: Query, found: Found, confidence: float) -> Answer:
    if not found.articles:
        text = "The articles I have do not answer that: none of them was published by then."
        return Answer(
            question=query.text, kind="abstained", text=text, confidence=0.0, as_of=query.until.date()
        )
    nearest = Source(**_facts(found.articles[0].article))
    return Answer(
        question=query.text,
        kind="abstained",
        text=f"The articles I have do not answer that. The nearest is {_named(nearest)}.",
        confidence=confidence,
        nearest=nearest,
        as_of=query.until.date(),
    )


def _named(source: Source) -> str:
    title = f"“{source.title}”" if source.title else source.article_id
    return f"{title} ({outlet_in_words(source)}, {published_in_words(source)})"


def _facts(article: Article) -> dict[str, object]:
    return {
        "article_id": article.id,
        "version": article.version,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "published_precision": article.published_precision,
    }
