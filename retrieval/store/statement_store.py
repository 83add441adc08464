"""Statements, as the library keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from retrieval.people.person import person_key
from retrieval.statement import Attribution
from retrieval.store.database import Database, marks, parts

_COLUMNS = (
    'version, "start", "end", sentence_start, sentence_end, cue_start, cue_end, '
    "speaker_start, speaker_end, to_start, to_end, direct, name, said_on"
)

_LAST = 2**62


class StatementStore(Database):
    """The part of the library that knows who said what."""

    def unattributed(self, method: str, limit: int) -> list[int]:
        """Keys of the first versions whose statements were not found by this method, in order."""
        rows = self._db.execute(
            "SELECT v.key FROM versions v LEFT JOIN attributed a ON a.version = v.key "
            "WHERE a.method IS NULL OR a.method <> ? ORDER BY v.key LIMIT ?",
            (method, limit),
        )
        return [int(row[0]) for row in rows]

    def put_attributions(self, version: int, method: str, found: Sequence[Attribution]) -> None:
        """Keep what a version gives to whom, in place of what was found before."""
        self._db.execute("DELETE FROM statements WHERE version = ?", (version,))
        self._db.executemany(
            f"INSERT INTO statements ({_COLUMNS}, person) VALUES ({marks(range(15))})",  # noqa: S608
            [_row(version, one) for one in found],
        )
        self._db.execute(
            "INSERT INTO attributed (version, method) VALUES (?, ?) "
            "ON CONFLICT (version) DO UPDATE SET method = excluded.method",
            (version, method),
        )

    def attributions_of(self, versions: Iterable[int]) -> dict[int, list[Attribution]]:
        """What each of these versions gives to whom, in the order of its text."""
        found: dict[int, list[Attribution]] = {}
        for part in parts(list(versions)):
            rows = self._db.execute(
                f"SELECT {_COLUMNS} FROM statements WHERE version IN ({marks(part)}) "  # noqa: S608
                'ORDER BY version, "start"',
                part,
            )
            for version, *facts in rows:
                found.setdefault(int(version), []).append(_attribution(facts))
        return found

    def said_in(self, id: str, version: str) -> list[Attribution]:
        """What one version of an article, named as citations name it, gives to whom."""
        row = self._db.execute(
            "SELECT v.key FROM versions v JOIN articles a ON a.key = v.article "
            "WHERE a.id = ? AND v.version = ?",
            (id, version),
        ).fetchone()
        return [] if row is None else self.attributions_of([int(row[0])]).get(int(row[0]), [])

    def speaks(self, person: str) -> bool:
        """Whether any version gives something to somebody with this `person_key`."""
        return bool(
            self._db.execute("SELECT 1 FROM statements WHERE person = ? LIMIT 1", (person,)).fetchone()
        )

    def said_by(self, person: str, versions: Iterable[int]) -> set[int]:
        """Those of these versions that give something to somebody with this `person_key`."""
        found: set[int] = set()
        for part in parts(list(versions)):
            rows = self._db.execute(
                f"SELECT DISTINCT version FROM statements WHERE person = ? AND version IN ({marks(part)})",  # noqa: S608
                (person, *part),
            )
            found.update(int(row[0]) for row in rows)
        return found

    def said_last(self, person: str, before: int | None, limit: int) -> list[int]:
        """The last versions, latest first, that give something to somebody with this `person_key`.

        Args:
            person: the key.
            before: only versions with a lesser key; any if None.
            limit: how many at most.
        """
        rows = self._db.execute(
            "SELECT DISTINCT version FROM statements WHERE person = ? AND version < ? "
            "ORDER BY version DESC LIMIT ?",
            (person, _LAST if before is None else before, limit),
        )
        return [int(row[0]) for row in rows]

    def speakers(self) -> list[tuple[str, int]]:
        """Every name that something is given to, with how often, the most frequent first."""
        rows = self._db.execute(
            "SELECT name, count(*) FROM statements WHERE name IS NOT NULL GROUP BY name "
            "ORDER BY count(*) DESC, name"
        )
        return [(str(name), int(count)) for name, count in rows]


def _row(version: int, one: Attribution) -> tuple[object, ...]:
    return (
        version,
        one.start,
        one.end,
        *one.sentence,
        *one.cue,
        *(one.speaker or (None, None)),
        *(one.to or (None, None)),
        int(one.direct),
        one.name,
        one.said_on.isoformat() if one.said_on else None,
        person_key(one.name) if one.name else None,
    )


def _attribution(facts: Sequence[object]) -> Attribution:
    start, end, s0, s1, c0, c1, who0, who1, to0, to1, direct, name, said_on = facts
    return Attribution(
        start=_int(start),
        end=_int(end),
        sentence=(_int(s0), _int(s1)),
        cue=(_int(c0), _int(c1)),
        speaker=None if who0 is None else (_int(who0), _int(who1)),
        name=None if name is None else str(name),
        to=None if to0 is None else (_int(to0), _int(to1)),
        direct=bool(direct),
        said_on=None if said_on is None else date.fromisoformat(str(said_on)),
    )


def _int(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101  # the columns hold nothing else
    return value
