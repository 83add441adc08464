"""The one shape of a source: what came from an address goes in, articles and further addresses come out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol

from config.errors import RefusedError
from ingestion.draft import Draft, Stamp
from ingestion.fetched import Fetched

Otherwise = Callable[[RefusedError], Draft]
"""What to take where an address fails: a draft from elsewhere, or the refusal to tell, raised."""

Expected = Literal["anything", "listing", "article"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a listing says of an article; the page's own word goes before it."""

    outlet: str | None = None
    title: str | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    byline: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Lead:
    """An address to look at.

    Args:
        address: as named by the user or a listing; made whole, but not checked yet.
        facts: what is known of it beforehand.
        expects: what may be there. `anything` is what a user names: only that is looked
            through for feeds and sitemaps.
        otherwise: asked for a draft if it cannot be fetched or holds no article.
        depth: listings between it and what the user named.
        named: what the user named, from which it was come to.
        followed: it is named to be followed, so that it is to lead to articles and is none itself.
    """

    address: str
    facts: Facts = field(default_factory=Facts)
    expects: Expected = "anything"
    otherwise: Otherwise | None = None
    depth: int = 0
    named: str = ""
    followed: bool = False


class GoneError(RefusedError):
    """An address whose server says that nothing is there: 404, or 410."""


Find = Lead | Draft | RefusedError


class Source(Protocol):
    """Reads one kind of thing that an address can hold."""

    def __call__(self, found: Fetched, lead: Lead) -> Iterator[Find]:
        """Read what was fetched.

        Args:
            found: with the outcome `page`.
            lead: why it was fetched.

        Returns:
            Drafts of the articles in it, leads to others, and refusals of single items.

        Raises:
            RefusedError: nothing can be made of all of it.
        """
        ...
