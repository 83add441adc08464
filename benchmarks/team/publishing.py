"""A site on loopback that publishes articles in several feeds, and edits them."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.site_server import SiteServer

FEEDS = 6
LISTED = 25
"""Articles that a feed lists, the latest."""

_FIRST = ("Aver", "Brand", "Copp", "Delm", "Esk", "Farr", "Goss", "Holl", "Imb", "Jarr", "Keld", "Lorn")
_LAST = ("ne", "timber", "inster", "arsh", "ilden", "owby", "ageford", "istead", "erley", "ovale", "rick")
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
    "The town's museum has {a} of its first {things} in a case by the stairs.",
    "It stands on an island that was a bleaching ground until {year}.",
)


@dataclass
class Mill:
    """What the site has published about one mill, every article's own subject.

    Args:
        name: found in no other article.
        address: of the article.
        feeds: numbers of those that list it.
        texts: the lines of each version, the latest last.
        employed: the number that each version gives.
    """

    name: str
    address: str
    feeds: tuple[int, ...]
    texts: list[tuple[str, ...]] = field(default_factory=list)
    employed: list[int] = field(default_factory=list)

    @property
    def question(self) -> str:
        """What the article answers, each version otherwise."""
        return f"How many people does the {self.name} mill employ?"


class Publisher:
    """Publishes and edits in turn, until it is stopped.

    Args:
        site: where.
        seed: the same articles come of the same.
    """

    def __init__(self, site: SiteServer, seed: int) -> None:
        self._site = site
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._mills: list[Mill] = []
        self._names = [
            f"{one}{other}{end}" for one in _FIRST for other in _LAST for end in ("", "holm", "wick", "by")
        ]
        self._random.shuffle(self._names)
        self.feeds = [site / f"feed{n}.xml" for n in range(FEEDS)]
        for n in range(FEEDS):
            self._list(n)

    @property
    def mills(self) -> list[Mill]:
        """All that is published by now."""
        with self._lock:
            return list(self._mills)

    def publish(self) -> None:
        """Publish an article, in one feed or in two."""
        number = len(self._mills)
        feeds = tuple(self._random.sample(range(FEEDS), self._random.choice((1, 1, 2))))
        mill = Mill(self._names[number], self._site / f"mill{number}", feeds)
        self._write(mill)
        with self._lock:
            self._mills.append(mill)
        for feed in feeds:
            self._list(feed)

    def edit(self) -> None:
        """Publish a new version of one of the latest articles."""
        mill = self._random.choice(self._mills[-LISTED // 2 :])
        self._write(mill)

    def _write(self, mill: Mill) -> None:
        chance = self._random
        # No two versions have a number in common: an answer tells by it of which it is.
        employed = chance.randrange(100, 1000) * 100 + len(mill.employed)
        made, owner = chance.choice(_THINGS), chance.choice(_PEOPLE)
        first = f"The {mill.name} mill employs {employed} people who make {made}, its owner {owner} said."
        # Before the page: whoever reads a version of it finds it here.
        mill.texts.append((first, *(mill.texts[-1][1:] if mill.texts else self._further())))
        mill.employed.append(employed)
        title = f"{mill.name} mill makes {made}"
        body = "".join(f"<p>{line}</p>" for line in mill.texts[-1])
        at = datetime(2026, 11, 23, 8, tzinfo=UTC) + timedelta(seconds=len(self._mills))
        published = f'<meta property="article:published_time" content="{at.isoformat()}">'
        head = f"<head><title>{title}</title>{published}</head>"
        page = f"<html>{head}<body><article><h1>{title}</h1>{body}</article></body></html>"
        path = mill.address.rpartition("/")[2]
        self._site.put(path, page, etag=f'"{path}-{len(mill.texts)}"')

    def _further(self) -> Iterator[str]:
        chance = self._random
        facts = {"person": chance.choice(_PEOPLE), "things": chance.choice(_THINGS)}
        for line in chance.sample(_MORE, 6):
            numbers = {"a": chance.randrange(3, 90), "b": chance.randrange(20, 99)}
            yield line.format(**numbers, **facts, year=chance.randrange(1850, 1990))

    def _list(self, feed: int) -> None:
        items = "".join(
            f"<item><title>{mill.name} mill</title><link>{mill.address}</link></item>"
            for mill in [mill for mill in self._mills if feed in mill.feeds][-LISTED:]
        )
        channel = f"<channel><title>Mill Gazette {feed}</title>{items}</channel>"
        self._site.put(f"feed{feed}.xml", f'<rss version="2.0">{channel}</rss>', type="application/rss+xml")
