"""The library that readers ask: generated articles around some mills that were taken in as any are."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.growth.generated_library import generate, real_passages
from benchmarks.reliability.readers.chronicle import Chronicle
from benchmarks.reliability.readers.mills import record_of
from bot.desk import Newsdesk
from config.settings import Settings
from retrieval.store.moving import move_library


def filled(folder: Path, settings: Settings, passages: int, mills: int, chronicle: Chronicle) -> int:
    """Fill a new library.

    Args:
        folder: where, though it may be kept in the database that is set.
        settings: of the desk that fills it.
        passages: how many are generated, about.
        mills: how many are taken in.
        chronicle: told of them.

    Returns:
        How many passages there are.
    """
    with TemporaryDirectory() as made:
        if passages:
            real = Path(made) / "real"
            with Newsdesk(real) as desk, as_file(files("ingestion") / "sample_news") as sample:
                desk.ingest([sample])
            generate(folder, real_passages(real), passages)
        with Newsdesk(folder) as desk:
            if passages:
                desk.reindex()
            lines = Path(made) / "mills.jsonl"
            records = [json.dumps(record_of(mill, 0)) for mill in range(mills)]
            lines.write_text("\n".join(records) + "\n", encoding="utf-8")
            desk.ingest([lines])
    if settings.database is not None:
        move_library(folder, settings.database)
    for mill in range(mills):
        chronicle.note("began", mill)
        chronicle.note("has", mill)
    with Newsdesk(folder, settings=settings) as desk:
        if settings.database is not None:
            desk.reindex()
        return desk.status().passages
