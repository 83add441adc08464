"""Short articles made up for the purpose, each with a number that no other and no other version of it has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FIRST = ("Aver", "Brand", "Copp", "Delm", "Esk", "Farr", "Goss", "Holl", "Imb", "Jarr", "Keld", "Lorn")
_LAST = ("ne", "timber", "inster", "arsh", "ilden", "owby", "ageford", "istead", "erley", "ovale", "rick")
_PEOPLE = ("Ada Quill", "Tom Farrow", "Ines Delmar", "Karl Imber", "Mona Hollis", "Piet Gossage")
_THINGS = ("tiles", "barrels", "sails", "clocks", "ropes", "lamps", "boots", "bells", "kites", "spoons")
OUTLETS = ("The Harbour Post", "Vale Courier", "Mill Gazette")


@dataclass(frozen=True, slots=True)
class Bulletin:
    """An article about one quarry, in one version.

    Args:
        n: its number; each is about a quarry of its own.
        edition: of the article, from 0: each tells another number of people.
        copied: whether it is the text of the one before, carried by another outlet.
    """

    n: int
    edition: int = 0
    copied: bool = False

    @property
    def path(self) -> str:
        """The last part of its address."""
        return f"quarry{self.n}"

    @property
    def url(self) -> str:
        """Where it stands, unless a site on loopback has it."""
        return f"https://paper.example/{self.path}"

    @property
    def name(self) -> str:
        """Found in no other article but its copies."""
        n = self.n - self.copied
        return f"{_FIRST[n % 12]}{_LAST[n // 12 % 11]}{'holm' * (n // 132)}"

    @property
    def employed(self) -> int:
        """The number that an answer is known by."""
        return (self.n - self.copied) * 100 + 10_007 + self.edition

    @property
    def question(self) -> str:
        """What it answers."""
        return f"How many people does the {self.name} quarry employ?"

    @property
    def title(self) -> str:
        """Its headline."""
        return f"{self.name} quarry hires again"

    @property
    def lines(self) -> tuple[str, ...]:
        """Its paragraphs."""
        n = self.n - self.copied
        person, other = _PEOPLE[n % 6], _PEOPLE[(n + 1) % 6]
        things = _THINGS[n % 10]
        return (
            f"The {self.name} quarry employs {self.employed} people, its owner {person} said on Tuesday.",
            f'"We sell stone to whoever makes {things}," {person} told the town council of {self.name}. '
            f"The road to it was closed in {1850 + n % 90}, when the river took a bridge away, "
            f"according to {other}.",
            f"A strike over pay lasted {3 + n % 40} days and was settled by {other}. Half of the stone goes "
            f"abroad, most of it by ship, and the rest is cut into steps for the schools of the valley.",
        )

    @property
    def published(self) -> datetime:
        """When, edition by edition an hour later."""
        return datetime(2024, 5, 1, 8, tzinfo=UTC) + timedelta(minutes=self.n, hours=self.edition)

    def record(self) -> dict[str, str]:
        """As a line of a file."""
        return {
            "url": self.url,
            "outlet": OUTLETS[self.n % 3],
            "title": self.title,
            "published": Bulletin(self.n).published.isoformat(),
            "modified": self.published.isoformat(),
            "text": "\n\n".join(self.lines),
        }

    def page(self) -> str:
        """As a page of a site."""
        body = "".join(f"<p>{line}</p>" for line in self.lines)
        published = Bulletin(self.n).published.isoformat()
        head = (
            f"<head><title>{self.title}</title>"
            f'<meta property="article:published_time" content="{published}">'
            f'<meta property="article:modified_time" content="{self.published.isoformat()}"></head>'
        )
        return f"<html>{head}<body><article><h1>{self.title}</h1>{body}</article></body></html>"


def write(file: Path, bulletins: Iterable[Bulletin]) -> Path:
    """Put them into a file, one a line."""
    file.write_text("".join(f"{json.dumps(one.record())}\n" for one in bulletins), encoding="utf-8")
    return file
