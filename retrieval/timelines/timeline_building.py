"""Builds the timeline of a topic from what search finds for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from retrieval.answer import Citation, Source
from retrieval.asking.question import Query
from retrieval.checking import checked
from retrieval.days.day_span import DaySpan
from retrieval.finding.search import Search
from retrieval.index.text_index import TextIndex
from retrieval.models.embedder import Embedder
from retrieval.outlets.families import Families
from retrieval.saying.speaking import speaking
from retrieval.timelines.event_grouping import EventGroup, events_of
from retrieval.timelines.event_sentence import event_sentences
from retrieval.timelines.timeline import Event, Timeline
from retrieval.timelines.topic import topic_of

REPORTED_WITHIN = timedelta(days=14)
"""How long after the last day asked for reports of it are looked for, before any later ones."""


class TimelineBuilder:
    """Timelines from one library.

    Args:
        search: finds the articles.
        embedder: the model that filled the library.
        text: the text index.
        families: which outlets are one publisher.
    """

    def __init__(self, search: Search, embedder: Embedder, text: TextIndex, families: Families) -> None:
        self._search = search
        self._embedder = embedder
        self._text = text
        self._families = families

    def build(self, query: Query, days: DaySpan, limit: int | None = None) -> Timeline:
        """What happened on which day.

        Args:
            query: the topic as it was read; nothing published after ``query.until`` is used.
            days: the days wanted.
            limit: how many events at most, the most relevant and most reported.
        """
        groups = self._groups(_near(query, days))
        wanted = [group for group in groups if group.day in days]
        if not wanted and not days.open:
            groups = self._groups(query)
            wanted = [group for group in groups if group.day in days]
        kept = _best(wanted, limit)
        events = tuple(self._event(n, group) for n, group in enumerate(kept, start=1))
        articles = {group.chosen.found.article.id: group.chosen.found for group in kept}
        checked(
            tuple(event.citation for event in events), {id_: one.article for id_, one in articles.items()}
        )
        return Timeline(
            topic=query.text,
            since=days.since,
            until=days.until,
            as_of=query.until.date(),
            events=events,
            sources=_sources(kept, events),
            left_out=len(wanted) - len(kept),
            nearest=() if kept else _nearest([group.day for group in groups], days),
        )

    def _groups(self, query: Query) -> list[EventGroup]:
        topic = topic_of(query, self._embedder, self._text)
        return events_of(event_sentences(self._search.find(query), topic, self._embedder))

    def _event(self, ordinal: int, group: EventGroup) -> Event:
        chosen, article = group.chosen, group.chosen.found.article
        said = speaking(article, chosen.found.attributions, chosen.start, chosen.end)
        citation = Citation(
            ordinal=ordinal,
            article_id=article.id,
            version=article.version,
            outlet=article.outlet,
            title=article.title,
            url=article.url,
            published=article.published,
            published_precision=article.published_precision,
            start=chosen.start,
            end=chosen.end,
            quote=chosen.text,
            speaker=said.speaker,
            said_on=said.said_on,
            to=said.to,
            direct=said.direct,
            kind=article.kind,
            days=chosen.mentions,
            publishers=self._publishers(group),
            score=round(min(1.0, max(0.0, chosen.relevance)), 4),
            passage_id=f"{article.id}:{chosen.passage.place.n}",
        )
        return Event(
            day=group.day,
            day_end=chosen.when.end,
            named=chosen.when.named,
            announced=chosen.announces,
            citation=citation,
            also=chosen.found.also,
        )

    def _publishers(self, group: EventGroup) -> tuple[str, ...]:
        """Who tells of an event, one outlet for each family of them."""
        outlets = [one.found.article.outlet for one in (group.chosen, *group.sentences)]
        by_family: dict[str, str] = {}
        for outlet in outlets:
            if outlet:
                by_family.setdefault(self._families.of(outlet), outlet)
        return tuple(by_family.values())


def _near(query: Query, days: DaySpan) -> Query:
    """The query over what was out a fortnight after the last day wanted, for search prefers the recent."""
    if days.until is None or days.until > date.max - REPORTED_WITHIN:
        return query
    last = datetime.combine(days.until + REPORTED_WITHIN, time.max, tzinfo=UTC)
    return replace(query, until=min(query.until, last))


def _best(groups: Sequence[EventGroup], limit: int | None) -> list[EventGroup]:
    def weight(group: EventGroup) -> float:
        return group.chosen.score + 0.1 * len({one.found.article.outlet for one in group.sentences})

    ranked = sorted(groups, key=lambda group: -weight(group))[:limit]
    return [group for group in groups if any(group is one for one in ranked)]


def _sources(groups: Sequence[EventGroup], events: Sequence[Event]) -> tuple[Source, ...]:
    found = {group.chosen.found.article.id: group.chosen.found for group in groups}
    sources = []
    for id_, one in found.items():
        mine = [event.citation for event in events if event.citation.article_id == id_]
        article = one.article
        sources.append(
            Source(
                ordinals=tuple(citation.ordinal for citation in mine),
                article_id=article.id,
                version=article.version,
                outlet=article.outlet,
                title=article.title,
                url=article.url,
                published=article.published,
                published_precision=article.published_precision,
                passages=len({citation.passage_id for citation in mine}),
                also=one.also,
                origin=one.origin,
                kind=article.kind,
            )
        )
    return tuple(sources)


def _nearest(days: Sequence[date], wanted: DaySpan) -> tuple[date, ...]:
    """The last day before those wanted and the first after."""
    before = [day for day in days if wanted.since is not None and day < wanted.since]
    after = [day for day in days if wanted.until is not None and day > wanted.until]
    return tuple(day for day in (max(before, default=None), min(after, default=None)) if day is not None)
