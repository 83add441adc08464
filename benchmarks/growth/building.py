"""Builds the indexes of a generated library, the vectors' by a process that is killed on the way."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from retrieval.index.projections import Projections
from retrieval.library import Library

KILLED_AT = 0.4
"""The share of all vectors after which the first process is killed."""

_BUILD = """
import sys
from pathlib import Path
from retrieval.index.vector_projection import VectorProjection
from retrieval.library import Library
VectorProjection(Library(Path(sys.argv[1]))).build(lambda told: print(told, flush=True))
"""

_COLD = """
import json, sys, time
from datetime import UTC, datetime
from pathlib import Path
import numpy as np
from retrieval.index.nearest import Nearest
from retrieval.index.projections import Projections
from retrieval.library import Library
def resident():
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024
library = Library(Path(sys.argv[1]))
projections = Projections(library, quantised=True)
vectors = np.load(sys.argv[2])
before, began = resident(), time.perf_counter()
projections.vectors.index()
opened = time.perf_counter() - began
near = Nearest(library, projections, "quantised").at(datetime(2030, 1, 1, tzinfo=UTC))
near.query(vectors[0], 300)
first = time.perf_counter() - began - opened
for vector in vectors[1:]:
    near.query(vector, 300)
print(json.dumps({"open, ms": 1000 * opened, "first query, ms": 1000 * first, "MiB": resident() - before}))
"""


def built(folder: Path) -> dict[str, Any]:
    """Build the indexes of a library and tell what that took.

    Returns:
        Seconds of the words, None where they were there; seconds of the vectors before the kill and
        after it, with the rows that each put in; bytes on disk.
    """
    library = Library(folder)
    projections = Projections(library, quantised=True)
    words = None
    if projections.faults():
        began = time.perf_counter()
        projections.rebuild_text()
        words = time.perf_counter() - began
    shutil.rmtree(projections.vectors.folder, ignore_errors=True)
    total = library.count("passages")
    first = _build(folder, int(KILLED_AT * total))
    second = _build(folder, None)
    faults = projections.vectors.faults(thorough=True)
    library.close()
    return {
        "words, seconds": words,
        "vectors until killed": first,
        "vectors resumed": second,
        "faults": faults,
        "bytes": {name: _size(folder / name) for name in ("vectors", "words", "newsdesk.sqlite3")},
        "passages": total,
    }


def opened_cold(folder: Path, vectors: Path) -> dict[str, float]:
    """Milliseconds in a new process to open the index and to ask it first, and its memory after many."""
    import json

    told = subprocess.run(
        [sys.executable, "-c", _COLD, str(folder), str(vectors)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(told.stdout)
    return found


def _build(folder: Path, upto: int | None) -> dict[str, float]:
    began, rows = time.perf_counter(), 0
    with subprocess.Popen(
        [sys.executable, "-c", _BUILD, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # it was asked for
        for line in process.stdout:
            rows += int(line)
            if upto is not None and rows >= upto:
                process.kill()
                break
    return {"rows": rows, "seconds": time.perf_counter() - began}


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
