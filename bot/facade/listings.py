"""What a desk lists of its articles: who said what, who speaks, and what happened on which day."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.facade.parts import Parts

if TYPE_CHECKING:
    from retrieval.asking.within import Within
    from retrieval.saying.speaker import Speaker
    from retrieval.saying.statements import Wanted
    from retrieval.statement import Statement
    from retrieval.timelines.timeline import Timeline


class Listings(Parts):
    """The part of a desk that lists; see `Parts` for its arguments."""

    def outlets(self, *, within: Within | None = None) -> tuple[str, ...]:
        """The name of every outlet that the library holds articles of, in the alphabet's order.

        Args:
            within: only those of articles within this limit; all if None.
        """
        return self._under(within).outlets() if within else self._library.outlets()

    def statements(  # noqa: PLR0913  # each narrows the list by itself
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        to: str | None = None,
        since: date | None = None,
        until: date | None = None,
        as_of: date | datetime | None = None,
        outlet: str | None = None,
        direct: bool = False,
        limit: int | None = None,
        within: Within | None = None,
    ) -> list[Statement]:
        """Who said what, newest first; what copies of one text have in common is listed once.

        Args:
            by: whose statements, in any spelling of the name; anybody's if None.
            about: only those on this topic.
            to: only those said to this person or these people, such as "reporters".
            since: the first day on which they were made.
            until: the last one.
            as_of: nothing published after this day is used; today if None.
            outlet: only what this outlet carried.
            direct: only quotations of the speaker's own words.
            limit: how many at most; the stretches of one interrupted quotation count once.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError: the days are turned round, or `by`, `about` or `to` is empty.
            LibraryError, ModelMismatchError, ModelError: with `about`, as `ask` does.
        """
        if within:
            return self._under(within).statements(
                by=by,
                about=about,
                to=to,
                since=since,
                until=until,
                as_of=as_of,
                outlet=outlet,
                direct=direct,
                limit=limit,
            )
        from retrieval.saying.statements import About, statements

        wanted = _wanted(since, until, as_of, by=by, to=to, outlet=outlet, direct=direct)
        if about is None:
            return statements(self._library, wanted, limit=limit)
        query = self._understood(about, as_of)
        self._make_ready()
        topic = About(query, self._search, self._embedder, self._text)
        return self._retried(lambda: statements(self._library, wanted, topic, limit))

    def speakers(  # noqa: PLR0913  # each narrows the list by itself
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: date | datetime | None = None,
        outlet: str | None = None,
        direct: bool = False,
        within: Within | None = None,
    ) -> list[Speaker]:
        """Who speaks in the library and how often, the most frequent first.

        Args:
            since: only statements made on this day or later count.
            until: only those made by this day.
            as_of: nothing published after this day is used; today if None.
            outlet: only what this outlet carried.
            direct: only quotations of the speaker's own words.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError: the days are turned round.
        """
        if within:
            return self._under(within).speakers(
                since=since, until=until, as_of=as_of, outlet=outlet, direct=direct
            )
        from retrieval.saying.speaker import speakers_of
        from retrieval.saying.statements import conditions_of

        wanted = _wanted(since, until, as_of, outlet=outlet, direct=direct)
        return speakers_of(self._library.speaker_counts(conditions_of(self._library, wanted)))

    def nearest_speakers(self, name: str, *, within: Within | None = None) -> list[str]:
        """The names most like this one among those who speak within a limit, the nearest first."""
        from retrieval.saying.speaker import nearest_names

        return nearest_names(name, self.speakers(within=within))

    def timeline(  # noqa: PLR0913  # each narrows it by itself
        self,
        topic: str,
        *,
        since: date | None = None,
        until: date | None = None,
        as_of: date | datetime | None = None,
        limit: int | None = 20,
        within: Within | None = None,
    ) -> Timeline:
        """What happened on which day: one exact sentence for each event, copies of one text folded.

        Args:
            topic: in a few words; days at its end are those wanted, where none are given.
            since: the first day wanted.
            until: the last one.
            as_of: nothing published after this day is used; today if None.
            limit: how many events at most, the most relevant and most reported; all if None.
            within: only articles within this limit are used or known of; all if None.

        Raises:
            QuestionError: the topic is empty or far too long, or the days are turned round.
            LibraryError, ModelMismatchError, ModelError: as `ask` does.
        """
        if within:
            return self._under(within).timeline(topic, since=since, until=until, as_of=as_of, limit=limit)
        from retrieval.days.day_span import day_span
        from retrieval.timelines.topic_days import topic_and_days

        days = day_span(since, until, as_of)
        query = self._understood(topic, as_of)
        if days.open:
            bare, days = topic_and_days(query)
            query = self._understood(bare, as_of)
        self._make_ready()
        return self._retried(lambda: self._timelines.build(query, days, limit))

    def unread(self) -> int:
        """How many articles have not been read for statements; `reindex` and `ingest` do it."""
        return self._library.unread()


def _wanted(  # noqa: PLR0913  # each narrows the list by itself
    since: date | None,
    until: date | None,
    as_of: date | datetime | None,
    *,
    by: str | None = None,
    to: str | None = None,
    outlet: str | None,
    direct: bool,
) -> Wanted:
    from retrieval.asking.question import last_instant
    from retrieval.days.day_span import day_span
    from retrieval.saying.statements import Wanted

    return Wanted(last_instant(as_of), by, to, day_span(since, until, as_of), outlet=outlet, direct=direct)
