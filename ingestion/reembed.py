"""Embeds a whole library again, when the model is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ingestion.passages import embedding_hash, embedding_text
from ingestion.report import Progress
from retrieval.library import Library
from retrieval.models.embedder import Embedder

BATCH = 512


def reembed(library: Library, embedder: Embedder, model: str, tell: Callable[[Progress], None]) -> None:
    """Replace every vector by the model's; the passages stay as they are.

    One transaction: until it is done, readers see the old vectors, and if it
    is interrupted nothing has changed.

    Args:
        library: whose vectors are replaced.
        embedder: the model.
        model: its name and revision, recorded with them.
        tell: called as it goes.
    """
    total = library.count("passages")
    done = 0
    with library.transaction():
        library.set_meta("model", model)
        library.drop_vectors()
        for rows in _batches(library):
            texts = {
                embedding_hash(t): t for t in (embedding_text(title, text) for _, text, title, _ in rows)
            }
            missing = sorted(library.missing_vectors(list(texts)))
            vectors = embedder.passages([texts[hash_] for hash_ in missing])
            library.put_vectors(
                (hash_, vector.astype("<f4").tobytes())
                for hash_, vector in zip(missing, vectors, strict=True)
            )
            done += len(rows)
            tell(Progress("embedding", done, total))


def _batches(library: Library) -> Iterator[list[tuple[int, str, str | None, bytes]]]:
    after = 0
    while rows := library.texts(after=after, limit=BATCH):
        yield rows
        after = rows[-1][0]
