"""What walking addresses hands on: pages, what has not changed, what is gone, and how each was come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from config.errors import RefusedError
from ingestion.draft import Draft
from ingestion.sources.base import GoneError, Lead
from retrieval.store.page_log import PageState


class Route(NamedTuple):
    """How an address was come to.

    Args:
        key: the address, however it is written.
        named: the one that the user named, such as a feed, from which it was come to.
    """

    key: str
    named: str


@dataclass(frozen=True, slots=True)
class Page:
    """An article fetched, and what to record of its address; None where it is one of several there."""

    draft: Draft
    state: PageState | None
    route: Route


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address that holds what it held before; `fresh` where there are new validators to record."""

    state: PageState
    fresh: bool
    route: Route


@dataclass(frozen=True, slots=True)
class Gone:
    """An address where nothing is any more; `state` is how it was last, if it ever was."""

    refusal: GoneError
    state: PageState | None
    status: int
    """The server's answer: 404 or 410."""


Offer = Page | Unchanged | Gone | Lead | RefusedError
"""A lead only where leads to articles are not followed."""
