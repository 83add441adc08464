"""The articles that are written: one on each mill, each version with another number, all known beforehand."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import lru_cache

OUTLETS = ("Mill Gazette", "Harbour Post", "Weaver's Journal", "Tidewater Courier")
MOST_VERSIONS = 2000

_FIRST = ("Aver", "Brand", "Copp", "Delm", "Esk", "Farr", "Goss", "Holl", "Imb", "Jarr", "Keld", "Lorn")
_MIDDLE = ("a", "e", "ine", "ova", "ul", "ock", "ish", "ag", "em", "or", "und", "ip")
_LAST = ("ne", "timber", "minster", "marsh", "den", "owby", "ford", "stead", "erley", "vale", "rick")
_END = ("", "holm", "wick", "by")
_PEOPLE = ("Ada Quill", "Tom Farrow", "Ines Delmar", "Karl Imber", "Mona Hollis", "Piet Gossage")
_THINGS = ("tiles", "barrels", "sails", "clocks", "ropes", "lamps", "boots", "bells", "kites", "spoons")
_MORE = (
    "{person} bought it from a cousin who had run it for {a} years.",
    "The road to it was closed in {year}, when the river took a bridge away.",
    "A strike over pay in {year} lasted {a} days and was settled by {person}.",
    "Its chimney, {b} metres tall, can be seen from the harbour.",
    "{person} wants to add a second hall, for which the town would have to give up a meadow.",
    "Half of its {things} go abroad, most of them by ship.",
    "A fire destroyed its store in {year}; nobody was hurt, but {a} carts of {things} were lost.",
    "Schools visit it on Thursdays, when {person} shows how {things} were made by hand.",
    "In {year} the mill won a prize of {b} crowns for the evenness of its {things}.",
    "{person}, who keeps its books, said that coal had become dearer by a third.",
)


@lru_cache(maxsize=1)
def _names() -> list[str]:
    every = [f"{a}{b}{c}{d}" for a in _FIRST for b in _MIDDLE for c in _LAST for d in _END]
    random.Random(5).shuffle(every)
    return every


def name_of(mill: int) -> str:
    """The name of a mill, in no other article."""
    return _names()[mill]


def url_of(mill: int) -> str:
    """The address of its article."""
    return f"https://mills.example/{mill}"


def mill_of(url: str | None) -> int | None:
    """The mill that an address is of; None for other articles."""
    number = (url or "").removeprefix("https://mills.example/")
    return int(number) if number.isdecimal() else None


def outlet_of(mill: int) -> str:
    """Who writes about it."""
    return OUTLETS[mill % len(OUTLETS)]


def employed(mill: int, version: int) -> int:
    """The number that a version gives: of five digits, no two versions of a mill have one in common."""
    return 10_000 + (7919 * mill + 31 * version) % 90_000


@lru_cache(maxsize=20_000)
def text_of(mill: int, version: int) -> str:
    """The text of a version."""
    chance = random.Random(mill)
    made, owner = chance.choice(_THINGS), chance.choice(_PEOPLE)
    facts = {"person": chance.choice(_PEOPLE), "things": chance.choice(_THINGS)}
    first = (
        f"The {name_of(mill)} mill employs {employed(mill, version)} people who make {made}, "
        f"its owner {owner} said."
    )
    more = [
        line.format(
            **facts, a=chance.randrange(3, 90), b=chance.randrange(20, 99), year=chance.randrange(1850, 1990)
        )
        for line in chance.sample(_MORE, 6)
    ]
    # A version adds to the story below too, so that its passages begin and end elsewhere.
    more.insert(1 + version % 5, f"The count was taken for the {version + 1}. time.")
    return "\n\n".join([first, *more])


def record_of(mill: int, version: int) -> dict[str, object]:
    """A version as it is taken in."""
    published = datetime(2024, 3, 1, tzinfo=UTC) + timedelta(minutes=7 * mill)
    return {
        "url": url_of(mill),
        "outlet": outlet_of(mill),
        "title": f"{name_of(mill)} mill counts its people",
        "published": published.isoformat(),
        "text": text_of(mill, version),
    }
