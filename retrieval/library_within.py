"""A library of which only what a limit allows can be seen."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from retrieval.asking.scope import Admitted
from retrieval.asking.within import Within
from retrieval.library import Library
from retrieval.outlets.outlet_names import names_of
from retrieval.store.feed_list import Feed
from retrieval.store.store import Limit

_LAST = datetime.max.replace(tzinfo=UTC)


class LibraryWithin(Library):
    """What a limit leaves of a library; to whoever reads it, it is all there is.

    The names of outlets are those that the library has now: one taken in later, in another spelling,
    is known to the next such view only.

    Args:
        whole: the library; it stays open at least as long as this is used.
        within: the limit.
    """

    def __init__(self, whole: Library, within: Within) -> None:
        self.folder = whole.folder
        self.within = within
        self._whole = whole
        self._prepare_counts()
        outlets = self._allowed_outlets() if within.outlets or within.feeds else None
        self._store = whole.limited(Limit(outlets, within.feeds, within.since, within.until))

    def _allowed_outlets(self) -> tuple[str, ...]:
        names = names_of(self._whole.outlets())
        known = [names.of(name) for name in self.within.outlets]
        return tuple(dict.fromkeys(name for outlet in known if outlet for name in outlet.names))

    def _count(self, table: str) -> int:
        # From the versions on, which a limit may find by an index; each article would be looked at else.
        counted = {
            "articles": "SELECT count(DISTINCT article) FROM versions",
            "passages": "SELECT count(*) FROM versions v JOIN passages p ON p.version = v.key",
        }.get(table)
        return super()._count(table) if counted is None else int(self._db.execute(counted).fetchone()[0])

    def feeds(self) -> list[Feed]:
        """The addresses followed that the limit names, or through which anything that it leaves came in."""
        rows = self._db.execute(
            "SELECT DISTINCT c.feed FROM came_through c JOIN articles a ON a.key = c.article"
        )
        seen = {str(row[0]) for row in rows} | set(self.within.feeds)
        return [feed for feed in super().feeds() if feed.address in seen]

    def hidden_outlets(self) -> frozenset[str]:
        """The outlets of which it leaves nothing, but for agencies whose text it says that it has."""
        return frozenset(self._whole.outlets()) - frozenset(self.outlets()) - self.origins()

    @cached_property
    def admitted(self) -> Admitted:
        """Keys, in order, of the passages and versions that it leaves."""
        pairs = np.array(self.keys_within((), None, None, _LAST), np.int64).reshape(-1, 2)
        return Admitted(np.unique(pairs[:, 0]), np.unique(pairs[:, 1]))
