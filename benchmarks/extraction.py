"""`python -m benchmarks.extraction`: how well the article on a saved page is told from the rest of it."""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from multiprocessing import Pool
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.data import ROOT
from benchmarks.machine import described
from config.errors import RefusedError
from ingestion.encoding import decode
from ingestion.html_page import declared_charset, read_page

RESULTS = ROOT / "benchmarks" / "results"
TARGET = 0.958
"""What trafilatura alone is published with (newspaper4k: .949, readability-lxml: .922)."""
SHINGLE = 4
RESAMPLES = 1_000
_TOKEN = re.compile(r"\w+")


class Page(NamedTuple):
    """What was read of one page: its text and title, or why it was refused."""

    key: str
    text: str
    title: str | None
    refused: str | None
    seconds: float


class Overlap(NamedTuple):
    """Shingles that two texts share, that only the extracted one has, and that only the true one has."""

    shared: float
    surplus: float
    missing: float


class Figures(NamedTuple):
    """The means over pages, and their F1."""

    f1: float
    precision: float
    recall: float


def folder() -> Path | None:
    """The folder of saved pages: NEWSDESK_DATA, else ../shared/data; None where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "article_extraction"
    return found if (found / "ground-truth.json").is_file() else None


def truth(pages: Path) -> dict[str, str]:
    """The body of each page's article, as a person marked it."""
    marked = json.loads((pages / "ground-truth.json").read_text(encoding="utf-8"))
    return {key: str(record.get("articleBody", "")) for key, record in marked.items()}


def extracted(pages: Path, keys: Sequence[str], processes: int | None = None) -> list[Page]:
    """Read every page as an ingest does; a page that crashes ends the run."""
    paths = [pages / "html" / f"{key}.html.gz" for key in keys]
    if processes == 1:
        return [read_one(path) for path in paths]
    with Pool(processes) as pool:
        return pool.map(read_one, paths, chunksize=8)


def read_one(path: Path) -> Page:
    """Read one page.

    The text of a stub (a paywall's first lines) counts as extracted, although
    an ingest refuses the page: the benchmark asks what stands on it.
    """
    began, key = time.perf_counter(), path.name.split(".")[0]
    data = gzip.decompress(path.read_bytes())
    try:
        found = read_page(decode(data, key, declared_charset(data)), key)
    except RefusedError as refused:
        return Page(key, "", None, refused.reason, time.perf_counter() - began)
    return Page(key, found.draft.text, found.draft.title, found.stub, time.perf_counter() - began)


def overlap(true: str, found: str) -> Overlap:
    """The 4-token shingles of two texts compared as multisets."""
    wanted, given = _shingles(true), _shingles(found)
    shared = (wanted & given).total()
    return Overlap(shared, given.total() - shared, wanted.total() - shared)


def figures(overlaps: Sequence[Overlap]) -> Figures:
    """Mean precision of the pages with a text, mean recall of those with a true one, and the F1 of the two.

    The definition is that of github.com/scrapinghub/article-extraction-benchmark
    (its `evaluate.py`), by which the published figures were computed.
    """
    precision = statistics.mean(o.shared / (o.shared + o.surplus) for o in overlaps if o.shared + o.surplus)
    recall = statistics.mean(o.shared / (o.shared + o.missing) for o in overlaps if o.shared + o.missing)
    return Figures(2 * precision * recall / (precision + recall), precision, recall)


def margin(overlaps: Sequence[Overlap], resamples: int = RESAMPLES) -> Figures:
    """Half the width of each figure's 95 % interval, by bootstrap over pages: 1.96 standard deviations."""
    chance = random.Random(0)
    drawn = [figures(chance.choices(overlaps, k=len(overlaps))) for _ in range(resamples)]
    return Figures(*(1.96 * statistics.stdev(values) for values in zip(*drawn, strict=True)))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    places = range(max(1, len(tokens) - SHINGLE + 1))
    return Counter(shingle for n in places if (shingle := tuple(tokens[n : n + SHINGLE])))


def main() -> None:
    """Read every page, print and write the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--no-write", action="store_true", help="print only")
    options.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst pages")
    chosen = options.parse_args()
    pages = folder()
    if pages is None:
        raise SystemExit("No saved pages: set NEWSDESK_DATA to the folder that holds article_extraction/.")
    true = truth(pages)
    read = extracted(pages, list(true))
    overlaps = [overlap(true[page.key], page.text) for page in read]
    found, around = figures(overlaps), margin(overlaps)
    record: dict[str, Any] = {
        "pages": len(read),
        **{name: round(value, 4) for name, value in found._asdict().items()},
        "margins (95 %)": {name: round(value, 4) for name, value in around._asdict().items()},
        "with a title": round(sum(page.title is not None for page in read) / len(read), 3),
        "refused or a stub": sum(page.refused is not None for page in read),
        "milliseconds a page, median": round(1000 * statistics.median(page.seconds for page in read), 1),
    }
    _print(record)
    for page, one in sorted(zip(read, overlaps, strict=True), key=lambda pair: _f1(pair[1]))[: chosen.worst]:
        print(page.key[:12], f"{_f1(one):.3f}", *map(int, one), page.refused or "")
    if not chosen.no_write:
        RESULTS.mkdir(exist_ok=True)
        dated = {"benchmark": "article extraction", "on": datetime.now(UTC).date().isoformat()}
        path = RESULTS / "extraction.json"
        path.write_text(json.dumps({**dated, **described(), **record}, indent=2) + "\n", encoding="utf-8")


def _f1(one: Overlap) -> float:
    return 2 * one.shared / (2 * one.shared + one.surplus + one.missing or 1)


def _print(record: dict[str, Any]) -> None:
    table = Table("figure", "measured", "to reach", title="Article extraction, 181 saved pages")
    wanted = {"f1": str(TARGET), "with a title": "0.95"}
    for name, value in record.items():
        shown = ", ".join(f"{k} ± {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
        table.add_row(name, shown, wanted.get(name, ""))
    Console().print(table)


if __name__ == "__main__":
    main()
