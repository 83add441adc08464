"""What a found article gives to whom, read from the library when it is first looked at."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

from retrieval.statement import Attribution

if TYPE_CHECKING:
    from retrieval.store.statement_store import StatementStore


class AttributionsRead(Sequence[Attribution]):
    """The attributions of one version, in the order of its text; few found articles are asked for them.

    Args:
        library: that has them.
        version: its key.
    """

    def __init__(self, library: StatementStore, version: int) -> None:
        self._library = library
        self._version = version

    @cached_property
    def _read(self) -> tuple[Attribution, ...]:
        return tuple(self._library.attributions_of([self._version]).get(self._version, ()))

    @overload
    def __getitem__(self, at: int) -> Attribution: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Attribution]: ...

    def __getitem__(self, at: int | slice) -> Attribution | Sequence[Attribution]:
        """One of them, or a stretch."""
        return self._read[at]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._read)

    def __eq__(self, other: object) -> bool:
        """Whether the other has the same, in the same order."""
        return isinstance(other, Sequence) and self._read == tuple(other)

    def __hash__(self) -> int:
        """That of the attributions themselves."""
        return hash(self._read)
