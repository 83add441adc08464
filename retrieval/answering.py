"""Makes an answer of the best evidence: exact quotations, who says them and when, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from retrieval.answer import Answer, Citation, Source
from retrieval.article import Article
from retrieval.attribution import attribute
from retrieval.checking import checked
from retrieval.confidence import probability, signals
from retrieval.confidence_of_parts import PARTS_THRESHOLD, probability_of_parts, signals_of_parts
from retrieval.embedder import Embedder
from retrieval.evidence import Evidence, choose, weigh
from retrieval.evidence_by_part import choose_by_part, in_turn
from retrieval.families import Families
from retrieval.limits_of_search import lacks
from retrieval.question import Query
from retrieval.search import Found, FoundArticle, Search
from retrieval.text_index import TextIndex
from retrieval.weights import ANSWERS_THRESHOLD
from retrieval.wording import lead_in, outlet_in_words, published_in_words

MOST_QUOTES = 3


def answer(
    query: Query, search: Search, embedder: Embedder, text: TextIndex, families: Families | None = None
) -> Answer:
    """Answer a question from one library, or say that its articles do not."""
    found = search.find(query)
    lacking = lacks(query.understood.unheld, found.nothing_for)
    chosen, confidence, threshold = ([], 0.0, 1.0) if lacking else _chosen(found, embedder, text)
    if not chosen or confidence < threshold:
        return _declined(query, found, confidence, lacking)
    citations = tuple(_citation(n, evidence) for n, evidence in enumerate(chosen, start=1))
    by_id = {evidence.found.article.id: evidence.found for evidence in chosen}
    sources = tuple(_source(by_id[id_], citations) for id_ in by_id)
    return Answer(
        question=query.text,
        kind="quoted",
        text="\n\n".join(_quoted(citation) for citation in citations),
        confidence=confidence,
        citations=checked(citations, {found.article.id: found.article for found in by_id.values()}),
        sources=sources,
        voices=(families or Families()).voices(_voice(source) for source in sources),
        as_of=query.until.date(),
        understood=query.understood,
    )


def _chosen(found: Found, embedder: Embedder, text: TextIndex) -> tuple[list[Evidence], float, float]:
    """The sentences to quote, how likely they answer, and how likely they must."""
    if found.parts:
        by_part = choose_by_part(found, embedder, text)
        sure = probability_of_parts(signals_of_parts(found, by_part))
        return in_turn(by_part), round(sure, 3), PARTS_THRESHOLD
    chosen = choose(weigh(found, embedder, text), MOST_QUOTES)
    sure = probability(signals(found, chosen)) if chosen else 0.0
    return chosen, round(sure, 3), ANSWERS_THRESHOLD


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
        also=found.also,
        origin=found.origin,
    )


def _voice(source: Source) -> str:
    """Who speaks in a source: the agency whose text it is, else its outlet."""
    return source.origin or source.outlet or source.article_id


def _declined(query: Query, found: Found, confidence: float, lacking: str) -> Answer:
    if not found.articles:
        text = lacking or "The articles I have do not answer that: none of them was published by then."
        return Answer(
            question=query.text,
            kind="abstained",
            text=text,
            confidence=0.0,
            as_of=query.until.date(),
            understood=query.understood,
        )
    first = found.articles[0]
    nearest = Source(**_facts(first.article), also=first.also, origin=first.origin)
    return Answer(
        question=query.text,
        kind="abstained",
        text=f"{lacking or 'The articles I have do not answer that.'} The nearest is {_named(nearest)}.",
        confidence=confidence,
        nearest=nearest,
        as_of=query.until.date(),
        understood=query.understood,
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
