"""Asks the library for statements: by whom, on which days, of which outlet, as they stood on a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from retrieval.days.day_span import DaySpan
from retrieval.store.database import Database, parts
from retrieval.store.encodable import encodable

# Of each article the version that stood at an instant: the newest not after it; of none that was withdrawn.
_STANDS = """
    (a.withdrawn IS NULL OR a.withdrawn > :instant)
    AND v.key = (
        SELECT w.key FROM versions w
        WHERE w.article = v.article AND coalesce(w.modified, w.published, '') <= :instant
        ORDER BY coalesce(w.modified, w.published, '') DESC, w.seq DESC LIMIT 1
    )
"""
# A statement is of the day it was made on, else of the day its article was published, if that is known.
_DAY = (
    "coalesce(s.said_on, "
    "CASE WHEN v.published_precision IN ('year', 'month') THEN NULL ELSE substr(v.published, 1, 10) END)"
)
_STORY = "coalesce(a.story, a.key)"
_STORIES = (
    "SELECT coalesce(b.story, b.key) FROM versions u JOIN articles b ON b.key = u.article "
    "WHERE lower(u.outlet) = lower(:outlet)"
)
_FROM = "FROM statements s JOIN versions v ON v.key = s.version JOIN articles a ON a.key = v.article"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which statements are wanted.

    Args:
        instant: nothing published after it is used.
        names: only of whoever has one of these names; of anybody if None.
        persons: the `person_key` of each of these names.
        versions: only of these versions, by key; of any if None.
        days: only of these days; those of no known day are in no range.
        outlet: only in stories that this outlet carried, however it is capitalised.
        direct: only quotations of the speaker's own words.
        addressed: only those of which it is told to whom they were said.
    """

    instant: datetime
    names: tuple[str, ...] | None = None
    persons: tuple[str, ...] = ()
    versions: tuple[int, ...] | None = None
    days: DaySpan = field(default_factory=DaySpan)
    outlet: str | None = None
    direct: bool = False
    addressed: bool = False


class Stated(NamedTuple):
    """One statement as the library has it, with what is needed to choose among them."""

    version: int
    story: int
    article: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    cue: str
    speaker: str | None
    name: str | None
    to: str | None
    direct: bool
    said_on: str | None
    quote: str
    sentence: str
    day: str | None
    published: str | None
    outlet: str | None
    title: str | None


class SpeakerCount(NamedTuple):
    """How often something is given to a name, copies of one text counted once, and the last day of it."""

    name: str
    person: str
    statements: int
    latest: str | None


class StatementQuery(Database):
    """The part of the library that answers who said what."""

    def stated(self, wanted: Conditions) -> list[Stated]:
        """The statements that meet the conditions, newest first, those of no known day last."""
        found: list[Stated] = []
        for part in [None] if wanted.versions is None else parts(list(wanted.versions)):
            where, values = _where(wanted, part)
            query = f"""
                SELECT s.version, {_STORY}, a.key, s."start", s."end", s.sentence_start, s.sentence_end,
                    {_text("cue")}, {_text("speaker")}, s.name, {_text("to")}, s.direct, s.said_on,
                    {_text("")}, {_text("sentence")}, {_DAY}, v.published, v.outlet, v.title
                {_FROM} WHERE {where}
            """
            found += [
                Stated._make((*row[:11], bool(row[11]), *row[12:])) for row in self._db.execute(query, values)
            ]
        return sorted(found, key=_newest_first)

    def speaker_counts(self, wanted: Conditions) -> list[SpeakerCount]:
        """Every name that such statements are given to, the most frequent first."""
        where, values = _where(wanted, None)
        rows = self._db.execute(
            "SELECT name, person, CAST(sum(most) AS BIGINT), max(latest) FROM ("  # noqa: S608
            "SELECT name, person, story, max(times) AS most, max(latest) AS latest FROM ("
            f"SELECT s.name, s.person, {_STORY} AS story, count(*) AS times, max({_DAY}) AS latest "
            # The version that stands is worked out once an article, not once a statement.
            "FROM articles a CROSS JOIN versions v CROSS JOIN statements s "
            "WHERE v.article = a.key AND s.version = v.key "
            f"AND s.name IS NOT NULL AND {where} GROUP BY s.name, s.person, a.key, a.story"
            ") AS told GROUP BY name, person, story) AS counted "
            "GROUP BY name, person ORDER BY 3 DESC, 4 DESC NULLS LAST, 1",
            values,
        )
        return [SpeakerCount(*row) for row in rows]

    def names_of(self, persons: Iterable[str]) -> list[str]:
        """Every name with one of these `person_key`s that something is given to."""
        found: list[str] = []
        for person in dict.fromkeys(persons):
            rows = self._db.execute(
                "SELECT name FROM statements WHERE person = ? GROUP BY name ORDER BY count(*) DESC, name",
                (person,),
            )
            found += [str(row[0]) for row in rows]
        return found

    def unread(self) -> int:
        """How many articles have a version whose statements nobody has looked for."""
        row = self._db.execute(
            "SELECT count(DISTINCT article) FROM versions WHERE key NOT IN (SELECT version FROM attributed)"
        )
        return int(row.fetchone()[0])


def _where(wanted: Conditions, versions: list[int] | list[bytes] | None) -> tuple[str, dict[str, object]]:
    simple = (
        (f"{_DAY} >= :since", "since", wanted.days.since),
        (f"{_DAY} <= :until", "until", wanted.days.until),
        (f"{_STORY} IN ({_STORIES})", "outlet", wanted.outlet),
        ("s.direct = 1", "direct", wanted.direct or None),
        ("s.to_start IS NOT NULL", "addressed", wanted.addressed or None),
    )
    clauses = [_STANDS, *(clause for clause, _, value in simple if value is not None)]
    values: dict[str, object] = {name: _stored(value) for _, name, value in simple}
    values["instant"] = wanted.instant.isoformat()
    # The index is on the part that all spellings of a name share.
    given = (("s.person", wanted.names and wanted.persons), ("s.name", wanted.names), ("s.version", versions))
    for n, (column, allowed) in enumerate(given):
        if allowed is not None:
            keys = {f"in{n}_{m}": value for m, value in enumerate(allowed)}
            clauses.append(f"{column} IN ({','.join(':' + key for key in keys)})")
            values.update(keys)
    return " AND ".join(clauses), values


def _stored(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return encodable(value) if isinstance(value, str) else value


def _text(span: str) -> str:
    start, end = (f's."{span}_start"', f's."{span}_end"') if span else ('s."start"', 's."end"')
    return f"substr(v.text, {start} + 1, {end} - {start})"


def _newest_first(one: Stated) -> tuple[object, ...]:
    """The newest day first, in it the earliest report; within an article as its text goes on."""
    day = -int(one.day.replace("-", "")) if one.day else 1
    return day, one.published or "9999", one.article, one.start
