"""Makes an answer of the best evidence: exact quotations, who says them and when, and who else reports it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from config.tracing import span
from retrieval.accounts.both_sides import in_order, other_sides
from retrieval.accounts.conflicts import conflicts
from retrieval.accounts.corroboration import Support, corroboration
from retrieval.accounts.gathering import Gathered, gathered
from retrieval.answer import Answer, Citation, Source
from retrieval.article import Article
from retrieval.asking.question import Query
from retrieval.asking.understood import Understood
from retrieval.checking import checked, checked_conflicts
from retrieval.days.article_days import article_days
from retrieval.declining import Lacking, declining, lacking_notes
from retrieval.finding.search import Found, FoundArticle, Search
from retrieval.index.text_index import TextIndex
from retrieval.lacking import lacking_of
from retrieval.layout import in_words, layout, own_words
from retrieval.library import Library
from retrieval.models.embedder import Embedder
from retrieval.outlets.families import Families
from retrieval.people.asked_people import asked_people
from retrieval.people.person import person_key
from retrieval.saying.speaking import attributions_in, speaking
from retrieval.weighing.confidence import probability, signals, silence
from retrieval.weighing.confidence_of_parts import PARTS_THRESHOLD, probability_of_parts, signals_of_parts
from retrieval.weighing.evidence import Evidence, choose, weigh
from retrieval.weighing.evidence_by_part import choose_by_part, in_turn
from retrieval.weights import ANSWERS_THRESHOLD
from retrieval.wording import understood_in_words

MOST_QUOTES = 3


@dataclass(frozen=True, slots=True)
class Means:
    """What a question is answered with.

    Args:
        search: finds articles.
        embedder: the model that filled the library.
        text: the text index.
        library: the library.
        families: which outlets are one publisher.
    """

    search: Search
    embedder: Embedder
    text: TextIndex
    library: Library
    families: Families = field(default_factory=Families)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a question may be answered with.

    Args:
        quoted: the sentences to quote, in order.
        weighed: those looked at, best first.
        confidence: how likely they answer, from 0 to 1.
        enough: how likely they must.
    """

    quoted: Sequence[Evidence]
    weighed: Sequence[Evidence]
    confidence: float
    enough: float


def answer(query: Query, means: Means) -> Answer:
    """Answer a question from one library, or say that its articles do not."""
    with span("search") as traced:
        found = means.search.find(query)
        traced.set(articles=len(found.articles), parts=len(found.parts))
    lacking = lacking_of(query, found, means.library)
    with span("evidence") as traced:
        choice = choice_of(found, means)
        traced.set(weighed=len(choice.weighed), chosen=len(choice.quoted), confidence=choice.confidence)
    if not choice.quoted or choice.confidence < choice.enough or lacking.decisive:
        return _declined(query, found, choice.confidence, lacking)
    origins = means.library.origins_of(one.passages[0].place.version for one in found.articles)
    with span("accounts"):
        accounts = gathered(found, choice.quoted, choice.weighed, means.embedder, origins)
    more = other_sides(query, accounts)
    if more:
        quoted = [*choice.quoted, *more] if found.parts else in_order(choice.quoted, more)
        choice, accounts = replace(choice, quoted=quoted), accounts.citing(quoted)
    return _answered(query, choice, accounts, lacking, means.families)


def choice_of(found: Found, means: Means) -> Choice:
    """What a question may be answered with, from what search brought back."""
    if found.parts:
        by_part = choose_by_part(found, means.embedder, means.text)
        quoted = in_turn(by_part)
        sure = probability_of_parts(signals_of_parts(found, by_part))
        return Choice(quoted, quoted, round(sure, 3), PARTS_THRESHOLD)
    weighed = weigh(found, means.embedder, means.text)
    quoted = choose(weighed, MOST_QUOTES)
    sure = probability(signals(found, quoted), silence(found, quoted)) if quoted else 0.0
    return Choice(quoted, weighed, round(sure, 3), ANSWERS_THRESHOLD)


def _answered(
    query: Query, choice: Choice, accounts: Gathered, lacking: Lacking, families: Families
) -> Answer:
    pool = [*accounts.cited, *accounts.others]
    supports = [corroboration(account, pool, families) for account in accounts.cited]
    citations = tuple(
        _citation(n, evidence, support, accounts, asked_people(query))
        for n, (evidence, support) in enumerate(zip(choice.quoted, supports, strict=True), start=1)
    )
    understood = _understood(query, citations)
    differing = conflicts(accounts.cited, accounts.others)
    notes = (*understood.notes, *lacking_notes(lacking), *_notes(citations, understood))
    by_id = {evidence.found.article.id: evidence.found for evidence in choice.quoted}
    origins = {account.article.id: account.origin for account in accounts.cited if account.origin}
    sources = tuple(_source(by_id[id_], citations, origins.get(id_)) for id_ in by_id)
    closing = [line for line in (understood_in_words(understood), *notes) if line]
    articles = {(account.article.id, account.article.version): account.article for account in pool}
    return Answer(
        question=query.text,
        kind="quoted",
        text=in_words(layout(citations, differing, understood), closing),
        confidence=choice.confidence,
        citations=checked(citations, {found.article.id: found.article for found in by_id.values()}),
        sources=sources,
        voices=families.voices(_voice(source) for source in sources),
        as_of=query.until.date(),
        understood=understood,
        conflicts=checked_conflicts(differing, articles),
        notes=notes,
    )


def _understood(query: Query, citations: Iterable[Citation]) -> Understood:
    """What the question was taken to ask, people with the fullest name that a citation has for them."""
    full = {person_key(c.speaker): c.speaker for c in citations if c.speaker}
    people = tuple(full.get(person_key(name), name) for name in asked_people(query))
    return query.understood.model_copy(update={"speakers": people})


def _notes(citations: Sequence[Citation], understood: Understood) -> tuple[str, ...]:
    people = understood.speakers
    if not people or any(own_words(citation, people) for citation in citations):
        return ()
    return (f"No words of {' or '.join(people)} among these; it is what others report.",)


def _citation(
    ordinal: int, evidence: Evidence, support: Support, accounts: Gathered, people: Sequence[str]
) -> Citation:
    article, start, end = evidence.found.article, evidence.start, evidence.end
    said = speaking(
        article, attributions_in(evidence.found, start, end), start, end, next(iter(people), None)
    )
    return Citation(
        ordinal=ordinal,
        **_facts(article),
        start=start,
        end=end,
        quote=evidence.text,
        speaker=said.speaker,
        said_on=said.said_on,
        to=said.to,
        direct=said.direct,
        days=article_days(article, start, end),
        publishers=support.publishers,
        origin=support.origin,
        agrees_with=tuple(n for n, other in enumerate(accounts.cited, start=1) if other in support.agreeing),
        score=round(evidence.score, 4),
        passage_id=f"{article.id}:{evidence.passage.place.n}",
    )


def _source(found: FoundArticle, citations: Iterable[Citation], origin: str | None) -> Source:
    mine = [citation for citation in citations if citation.article_id == found.article.id]
    return Source(
        **_facts(found.article),
        ordinals=tuple(citation.ordinal for citation in mine),
        passages=len({citation.passage_id for citation in mine}),
        also=found.also,
        origin=origin,
    )


def _voice(source: Source) -> str:
    """Who speaks in a source: the agency whose text it is, else its outlet."""
    return source.origin or source.outlet or source.article_id


def _declined(query: Query, found: Found, confidence: float, lacking: Lacking) -> Answer:
    understood = _understood(query, ())
    first = next(iter(found.articles), None)
    nearest = (
        Source(**_facts(first.article), also=first.also, origin=first.origin) if first is not None else None
    )
    closing = understood_in_words(understood)
    text = declining(understood, lacking, nearest)
    return Answer(
        question=query.text,
        kind="abstained",
        text=f"{text}\n\n{closing}" if closing else text,
        confidence=confidence,
        nearest=nearest,
        as_of=query.until.date(),
        understood=understood,
        notes=understood.notes,
    )


def _facts(article: Article) -> dict[str, object]:
    return {
        "article_id": article.id,
        "version": article.version,
        "outlet": article.outlet,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "published_precision": article.published_precision,
        "updated": article.modified,
        "kind": article.kind,
    }
