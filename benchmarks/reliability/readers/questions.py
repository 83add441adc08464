"""What readers ask: of articles that stay, that were changed just now, that are gone."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.mills import OUTLETS, name_of, outlet_of
from benchmarks.reliability.readers.writer import SPARED
from retrieval.asking.within import Within

RECENT = 40
"""As many mills as these were changed or added last."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question.

    Args:
        text: as it is put.
        kind: of which sort.
        mills: those that it is about.
        within: its limit.
        as_of: the day on which it is asked.
    """

    text: str
    kind: str
    mills: tuple[int, ...]
    within: Within | None = None
    as_of: date | None = None


def question(chance: random.Random, chronicle: Chronicle) -> Asked:
    """The next question of a reader."""
    known = list(chronicle.has)
    staying, recent = chance.choice(known[:SPARED]), chance.choice(known[-RECENT:])
    gone = chance.choice(sorted(chronicle.removed)[-RECENT:] or [staying])
    kind = chance.choices(tuple(_OFTEN), tuple(_OFTEN.values()))[0]
    mill = {"staying": staying, "gone": gone}.get(kind, recent)
    asked = Asked(_employs(mill), kind, (mill,))
    if kind == "limited":
        limit = Within(outlets=(chance.choice((outlet_of(recent), *OUTLETS)),))
        asked = replace(asked, within=limit)
    elif kind == "outlet":
        asked = replace(asked, text=f"What does the {outlet_of(mill)} say about the {name_of(mill)} mill?")
    elif kind == "joined":
        both = f"{_employs(staying)[:-1]}, and h{_employs(mill)[1:]}"
        asked = replace(asked, text=both, mills=(staying, mill))
    elif kind == "day":
        asked = replace(asked, as_of=date(2024, 6, 1))
    return asked


_OFTEN = {"staying": 3, "recent": 4, "gone": 1, "limited": 2, "outlet": 1, "joined": 1, "day": 1}
"""How often each kind is put, of 13 questions."""


def _employs(mill: int) -> str:
    return f"How many people does the {name_of(mill)} mill employ?"
