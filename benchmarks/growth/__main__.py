"""Measures what growth costs: `python -m benchmarks.growth 10000 100000 1000000`.

It needs the library that `make eval` fills, of whose passages libraries of these sizes are made (4 GB
for a million) and thrown away after. All sizes are asked in turn in one process, so that a busy machine
slows them alike; processor time is told beside the clock's. A question limited to two days is limited
anew each time. Recall is against the exact pass, for the questions' real vectors.
"""

from __future__ import annotations

import argparse
import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from benchmarks.data import LIBRARY, ROOT, answerable
from benchmarks.growth.asking import recall, timed
from benchmarks.growth.building import built, opened_cold
from benchmarks.growth.generated_library import generate, real_passages
from benchmarks.machine import save
from bot import Newsdesk
from config.settings import load_settings
from retrieval.store.connection import FILE

SIZES = (10_000, 100_000, 1_000_000)
QUESTIONS = 40


def main() -> None:
    """Make the libraries, ask them, and write the figures down."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, help="passages of each library")
    parser.add_argument("--library", type=Path, default=LIBRARY, help="what they are made of")
    parser.add_argument("--folder", type=Path, help="keep the libraries here, and use those that are there")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--no-write", action="store_true", help="print only")
    chosen = parser.parse_args()
    if not (chosen.library / FILE).is_file():
        raise SystemExit(f"No library in {chosen.library}: run make eval first.")
    folder = chosen.folder or Path(mkdtemp(prefix="newsdesk-growth-"))
    try:
        record = measured(folder, chosen.library, sorted(chosen.sizes), chosen.questions)
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder)
    print(record)
    if not chosen.no_write:
        save(record, ROOT / "benchmarks" / "results" / "growth.json")


def measured(folder: Path, real: Path, sizes: list[int], asked: int) -> dict[str, Any]:
    """Every figure, for libraries that lie in a folder or are made there."""
    load = [os.getloadavg()[0]]
    questions = [question.text for question in answerable()][:asked]
    made = {str(size): _made(folder / str(size), real, size) for size in sizes}
    with ExitStack() as opened:
        desks = {size: opened.enter_context(_desk(folder / str(size))) for size in sizes}
        vectors = folder / "questions.npy"
        np.save(vectors, np.stack([desks[sizes[0]]._embedder.query(text) for text in questions]))
        cold = {str(size): opened_cold(folder / str(size), vectors) for size in sizes}
        warm = timed(desks, questions)
        recalls = {str(size): recall(desks[size], questions) for size in sizes}
        whole = opened.enter_context(_desk(real))
        if whole._projections.vectors.faults():
            whole._projections.vectors.build()
        real_recall = recall(whole, questions)
        passages = whole.status().passages
    load.append(os.getloadavg()[0])
    return {
        "benchmark": "growth",
        "questions": len(questions),
        "made": made,
        "cold": cold,
        "warm": warm,
        "recall@10": recalls,
        "recall@10 on real passages": {"passages": passages, "recall": real_recall},
        "load average before and after": load,
    }


def _desk(folder: Path) -> Newsdesk:
    return Newsdesk(settings=load_settings(library=folder, vectors="auto"))


def _made(folder: Path, real: Path, size: int) -> dict[str, Any]:
    if folder.exists():
        return built(folder)
    began = time.perf_counter()
    generate(folder, real_passages(real), size)
    return {"made, seconds": time.perf_counter() - began, **built(folder)}


if __name__ == "__main__":
    main()
