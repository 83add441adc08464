"""Who speaks in a library: every spelling of a person's name counted as one, and the names nearest to one."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from retrieval.people.person import person_key, same_person
from retrieval.store.statement_query import SpeakerCount

NEAREST = 3
LIKE_ENOUGH = 0.7
"""The least likeness, as difflib has it, of a name that may have been meant."""


class Speaker(BaseModel):
    """Somebody whom articles give statements to."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(description="As most statements have it, first names included.")
    spelled: tuple[str, ...] = Field((), description="Other spellings of it, the most frequent first.")
    statements: int = Field(description="How many there are, copies of one text counted once.")
    latest: date | None = Field(None, description="The day of the latest of them.")


def speakers_of(counts: Sequence[SpeakerCount]) -> list[Speaker]:
    """Those who speak, the most frequent first; spellings of one name are put together.

    Args:
        counts: every name, the most frequent first.
    """
    by_key: defaultdict[str, list[SpeakerCount]] = defaultdict(list)
    for count in counts:
        by_key[count.person].append(count)
    found = [_speaker(group) for names in by_key.values() for group in _persons(names)]
    return sorted(found, key=lambda one: (-one.statements, one.name))


def called(name: str, names: Iterable[str]) -> list[str]:
    """Those of the names that may be this person's."""
    return [one for one in names if same_person(name, one)]


def nearest_names(name: str, speakers: Sequence[Speaker]) -> list[str]:
    """The names most like one that nobody bears, whole or by surname, the nearest first."""
    wanted, key = name.casefold(), person_key(name)
    likeness = {
        one.name: max(
            difflib.SequenceMatcher(None, wanted, one.name.casefold()).ratio(),
            difflib.SequenceMatcher(None, key, person_key(one.name)).ratio(),
        )
        for one in speakers
    }
    near = [one for one in likeness if likeness[one] >= LIKE_ENOUGH]
    return sorted(near, key=lambda one: -likeness[one])[:NEAREST]


def _persons(names: Sequence[SpeakerCount]) -> list[list[SpeakerCount]]:
    """Names with one key put together where they can be only one person's."""
    groups: list[list[SpeakerCount]] = []
    # A surname alone comes last: it belongs to somebody only where nobody else bears it.
    for count in sorted(names, key=lambda one: -min(2, len(one.name.split()))):
        fitting = [group for group in groups if all(same_person(count.name, one.name) for one in group)]
        if len(fitting) == 1:
            fitting[0].append(count)
        else:
            groups.append([count])
    return groups


def _speaker(group: Sequence[SpeakerCount]) -> Speaker:
    # A fuller name stands before a surname, however often that is all that an article has.
    ranked = sorted(group, key=lambda one: (len(one.name.split()) < 2, -one.statements))
    latest = max((one.latest for one in group if one.latest), default=None)
    return Speaker(
        name=ranked[0].name,
        spelled=tuple(one.name for one in ranked[1:]),
        statements=sum(one.statements for one in group),
        latest=None if latest is None else date.fromisoformat(latest),
    )
