"""The part of the facade that compares every row of a library with what it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.facade.parts import Parts

if TYPE_CHECKING:
    from ingestion.audit.compared import Compared


class ComparingRows(Parts):
    """Rows, entries of indexes and vectors, every one compared, for `newsdesk doctor --deep`."""

    def compare_rows(self) -> list[Compared]:
        """Every row of the library with what it refers to and was made from, as of one moment.

        Raises:
            LibraryError: the library cannot be read.
        """
        from ingestion.audit.other_rows import compare_addresses, compare_log, compare_references
        from ingestion.audit.store_file import compare_store
        from ingestion.audit.stories import compare_stories
        from ingestion.audit.versions import compare_versions

        library = self._library
        with library.snapshot():
            return [
                compare_store(library),
                compare_references(library),
                *compare_versions(library),
                *compare_stories(library),
                compare_log(library),
                compare_addresses(library),
            ]

    def compare_indexes(self) -> list[Compared]:
        """Every entry of the indexes with the library; raises as `compare_rows` does."""
        from ingestion.audit.indexes import compare_indexes

        return compare_indexes(self._library, self._projections)

    def compare_embedding(self) -> list[Compared]:
        """Some passages, embedded once more, with the vectors kept.

        Raises:
            ModelError: the model cannot be used.
            ModelMismatchError: the library was filled by another one.
        """
        from ingestion.audit.embedding import compare_embedding

        self._check_model()
        return [compare_embedding(self._library, self._embedder)]
