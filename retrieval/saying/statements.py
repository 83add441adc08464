"""Lists who said what: the statements of a library by speaker, topic, day and outlet, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, islice

from config.errors import QuestionError
from retrieval.article import Article
from retrieval.asking.question import Query
from retrieval.checking import checked_statement
from retrieval.days.day_span import DaySpan
from retrieval.finding.search import Search
from retrieval.index.text_index import TextIndex
from retrieval.library import Library
from retrieval.models.embedder import Embedder
from retrieval.people.names import full_name
from retrieval.people.person import person_key, same_person
from retrieval.saying.speaker import called
from retrieval.saying.statement_folding import Folded, folded_statements
from retrieval.saying.statement_topic import on_topic
from retrieval.statement import Statement
from retrieval.store.encodable import encodable
from retrieval.store.statement_query import Conditions
from retrieval.timelines.topic import topic_of, words_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which statements are asked for.

    Args:
        instant: nothing published after it is used.
        by: whose, in any spelling and with or without title; anybody's if None.
        to: whom they were said to, as written or as a name; anybody if None.
        days: the days they were made on.
        outlet: the outlet that carried them.
        direct: only quotations of the speaker's own words.
    """

    instant: datetime
    by: str | None = None
    to: str | None = None
    days: DaySpan = field(default_factory=DaySpan)
    outlet: str | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """A topic, and what finds it.

    Args:
        query: the topic as it was read.
        search: finds the articles on it where nobody's statements in particular are wanted.
        embedder: the model that filled the library.
        text: the text index.
    """

    query: Query
    search: Search
    embedder: Embedder
    text: TextIndex


def statements(
    library: Library, wanted: Wanted, about: About | None = None, limit: int | None = None
) -> list[Statement]:
    """The statements asked for, newest first, copies of one text folded.

    Args:
        library: what they are in.
        wanted: whose, when and where.
        about: only on this topic.
        limit: how many at most; the stretches of one sentence count as one.

    Raises:
        QuestionError: `by` or `to` names nobody.
        MisquotedError: a statement does not stand in its article.
    """
    conditions = conditions_of(library, wanted, _versions(library, wanted, about))
    found = library.stated(conditions)
    if wanted.to is not None:
        found = [one for one in found if _said_to(encodable(wanted.to), one.to)]
    if about is not None and found:
        topic = topic_of(about.query, about.embedder, about.text)
        found = on_topic(found, topic, library, about.embedder)
    listed = _first(folded_statements(found, wanted.outlet), limit)
    articles = library.by_version({one.stated.version for one in listed})
    return [_statement(one, articles) for one in listed]


def conditions_of(library: Library, wanted: Wanted, versions: tuple[int, ...] | None = None) -> Conditions:
    """What is asked of the library: the names in it that may be the person's asked for, and the rest.

    Raises:
        QuestionError: `by` or `to` names nobody.
    """
    for given in (wanted.by, wanted.to):
        if given is not None and not any(character.isalnum() for character in given):
            raise QuestionError("The name is empty.", "Give one, such as: newsdesk statements --by Lavrov")
    names, persons = (None, ()) if wanted.by is None else _named(library, wanted.by)
    return Conditions(
        instant=wanted.instant,
        names=names,
        persons=persons,
        versions=versions,
        days=wanted.days,
        outlet=wanted.outlet,
        direct=wanted.direct,
        addressed=wanted.to is not None,
    )


def _named(library: Library, by: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    # "Foreign Minister Lavrov" asks for Lavrov.
    name = full_name(by, "") or by
    person = person_key(name)
    return tuple(called(name, library.names_of([person]))), (person,)


def _versions(library: Library, wanted: Wanted, about: About | None) -> tuple[int, ...] | None:
    """Where everybody's statements on a topic are looked for: the articles that search finds for it."""
    if about is None or wanted.by is not None:
        return None
    found = about.search.find(about.query)
    return tuple(one.passages[0].place.version for one in (*found.articles, *found.copies))


def _said_to(wanted: str, written: str | None) -> bool:
    """Whether somebody or something is named in whom it was said to."""
    if written is None:
        return False
    return words_of(wanted) <= words_of(written) or same_person(wanted, written)


def by_sentence(found: Sequence[Statement]) -> list[list[Statement]]:
    """Statements grouped by the sentence that they stand in, in the order given; each has one speaker."""
    return [list(said) for _, said in groupby(found, _of_statement)]


def _of_statement(one: Statement) -> tuple[object, ...]:
    return one.article_id, one.version, one.sentence_start, one.name


def _first(found: Sequence[Folded], limit: int | None) -> list[Folded]:
    groups = groupby(found, lambda one: (one.stated.version, one.stated.sentence_start, one.stated.name))
    return [one for _, said in islice(groups, limit) for one in list(said)]


def _statement(one: Folded, articles: Mapping[int, Article]) -> Statement:
    stated, article = one.stated, articles[one.stated.version]
    found = Statement(
        article_id=article.id,
        version=article.version,
        outlet=article.outlet,
        title=article.title,
        url=article.url,
        published=article.published,
        published_precision=article.published_precision,
        kind=article.kind,
        start=stated.start,
        end=stated.end,
        quote=stated.quote,
        sentence_start=stated.sentence_start,
        sentence_end=stated.sentence_end,
        sentence=stated.sentence,
        cue=stated.cue,
        speaker=stated.speaker,
        name=stated.name,
        to=stated.to,
        direct=stated.direct,
        said_on=None if stated.said_on is None else date.fromisoformat(stated.said_on),
        also=one.also,
    )
    return checked_statement(found, article)
