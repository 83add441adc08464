"""Where what is kept beside a library is: in a file of its own, or in tables of its own in a database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from bot.own_files.own_file import WAIT, OwnFile
from retrieval.store.store import Session


class OwnStore(Protocol):
    """Transactions over what is kept."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads; raises LibraryError."""
        ...

    def writing(self) -> AbstractContextManager[Session]:
        """A session inside a transaction: all of it, or nothing; raises LibraryError."""
        ...


def own_store(  # noqa: PLR0913  # how long it is to last, and who waits for it
    file: Path,
    steps: Sequence[str],
    holds: str,
    address: SecretStr | None,
    *,
    lasting: bool = True,
    wait: float = WAIT,
) -> OwnStore:
    """The file, or the tables where the library is in a database.

    Args:
        file: the file, after which the tables' schema is named.
        steps: as `OwnFile` takes them, of what PostgreSQL has as well.
        holds: what is kept, in the plural.
        address: of the library's database; None where it is in a file.
        lasting: as `OwnFile` has it.
        wait: seconds that a call waits, in a file, for another one that is writing.
    """
    if address is None:
        return OwnFile(file, steps, holds, lasting=lasting, wait=wait)
    from retrieval.store.own_tables import OwnTables

    return OwnTables(address, file.stem, steps, holds)
