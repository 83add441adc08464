"""The libraries that are killed over: how a desk on one is opened, and how small its steps are made."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import ingestion.attributing
import ingestion.audit.versions
import ingestion.pipeline
import ingestion.stories
import retrieval.index.projections
import retrieval.index.vector_projection
from benchmarks.reliability.killing.remembered import Remembered
from bot.desk import Newsdesk
from config.settings import Settings, load_settings
from ingestion.attribution.attributions import attributions
from retrieval.article import Article
from retrieval.statement import Attribution

Vectors = Literal["exact", "quantised", "chroma"]


def small_steps() -> None:
    """Have all that is done in batches done in so small ones that a kill falls between and inside them."""
    ingestion.pipeline.BATCH = 5
    ingestion.stories.BATCH = 3
    ingestion.attributing.BATCH = 3
    retrieval.index.projections.BATCH = 40
    retrieval.index.vector_projection.BATCH = 16


READ: dict[tuple[object, ...], tuple[Attribution, ...]] = {}
"""What was found in each text."""


def read_once() -> None:
    """Have each text read for its statements once and for all: what is killed here is storing."""

    def read(article: Article) -> list[Attribution]:
        key = (article.title, article.byline, article.published, article.modified, article.text)
        if key not in READ:
            READ[key] = tuple(attributions(article))
        return list(READ[key])

    ingestion.attributing.attributions = read
    vars(ingestion.audit.versions)["attributions"] = read


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a library is, and how it is opened.

    Args:
        folder: the library's.
        vectors: which index searches.
        model: embeds.
    """

    folder: Path
    vectors: Vectors
    model: Remembered

    @property
    def settings(self) -> Settings:
        """The settings of every process that opens it."""
        return load_settings(
            library=self.folder,
            vectors=self.vectors,
            threads=1,
            per_host_delay=0.0,
            allow_private_addresses=True,
        )

    @contextmanager
    def opened(self) -> Iterator[Newsdesk]:
        """A desk on it, with what the model made of texts remembered."""
        with Newsdesk(settings=self.settings) as desk:
            desk._embedder = self.model
            yield desk


def forked(act: Callable[[], None]) -> int:
    """Run something in a process of its own, which ends with it; its number."""
    gc.freeze()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        act()
        status = 0
    except BaseException:  # noqa: BLE001  # whatever it is, the fork must not go on as its parent
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)
