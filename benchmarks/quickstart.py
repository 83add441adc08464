"""`make bench`: Newsdesk beside LangChain's quick start, in one run on one machine.

The quick start is what a reader of LangChain's tutorial builds: its splitter at
1,000 characters with 200 of overlap, the same embedding model in
sentence-transformers, Chroma. Both take in the same articles; each is then
asked in a new process. Only the ratios mean anything on a shared machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.data import LIBRARY, ROOT, articles_file
from benchmarks.machine import described
from retrieval.models.model_source import locate

ARTICLES = 300
RUNS = 5
QUESTION = "Who became the new prime minister of the United Kingdom this week?"
AS_OF = "2022-10-27"

_INGEST = """
import json, sys
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

model, articles, folder = sys.argv[1:]
embeddings = HuggingFaceEmbeddings(model_name=model)
store = Chroma("articles", embeddings, persist_directory=folder)
documents = [
    Document(record["text"], metadata={"url": record["url"], "title": record["title"]})
    for record in map(json.loads, open(articles, encoding="utf-8"))
]
pieces = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(documents)
for at in range(0, len(pieces), 5000):
    store.add_documents(pieces[at : at + 5000])
print(len(pieces))
"""

_ASK = """
import sys
from langchain_chroma import Chroma
from langchain_huggingface import HuggingFaceEmbeddings

model, folder, question = sys.argv[1:]
store = Chroma("articles", HuggingFaceEmbeddings(model_name=model), persist_directory=folder)
for document in store.similarity_search(question, k=4):
    print(document.metadata["title"], document.page_content)
"""


class Run(NamedTuple):
    """One process: wall time in seconds, greatest resident memory in MiB."""

    seconds: float
    mebibytes: float


def main() -> None:
    """Measure both, side by side and by turns; print and write the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=ARTICLES)
    options.add_argument("--runs", type=int, default=RUNS)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = _measured(Path(folder), chosen.articles, chosen.runs)
    _print(figures)
    record = {
        "benchmark": "quick start",
        "on": datetime.now(UTC).date().isoformat(),
        **described(),
        **figures,
    }
    path = ROOT / "benchmarks" / "results" / "quickstart.json"
    path.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _measured(folder: Path, articles: int, runs: int) -> dict[str, Any]:
    sample = folder / "articles.jsonl"
    with gzip.open(articles_file(), "rt", encoding="utf-8") as lines:
        sample.write_text("".join(next(lines) for _ in range(articles)), encoding="utf-8")
    model = str(locate("all-MiniLM-L6-v2").folder)
    newsdesk = [sys.executable, "-m", "bot"]
    python = [sys.executable, "-c"]
    # The model is prepared once for good; that is not part of an ingest.
    _run([*newsdesk, "--library", str(folder / "warm"), "ingest", "--sample"])
    ours = _run([*newsdesk, "--library", str(folder / "ours"), "ingest", str(sample)])
    theirs = _run([*python, _INGEST, model, str(sample), str(folder / "theirs")])
    library = LIBRARY if LIBRARY.is_dir() else folder / "ours"
    turns: dict[str, list[Run]] = {"ours": [], "theirs": [], "help": [], "chromadb": []}
    for _ in range(runs):
        ask = ["--library", str(library), "ask", QUESTION, "--as-of", AS_OF]
        turns["ours"].append(_run([*newsdesk, *ask]))
        turns["theirs"].append(_run([*python, _ASK, model, str(folder / "theirs"), QUESTION]))
        turns["help"].append(_run([*_command(), "--help"]))
        turns["chromadb"].append(_run([*python, "import chromadb"]))
    middle = {name: _median(found) for name, found in turns.items()}
    return {
        "articles": articles,
        "ingest": _pair("articles a second", articles / ours.seconds, articles / theirs.seconds),
        "ask, seconds": _pair("", middle["ours"].seconds, middle["theirs"].seconds),
        "ask, MiB": _pair("", middle["ours"].mebibytes, middle["theirs"].mebibytes),
        "--help against import chromadb, seconds": _pair(
            "", middle["help"].seconds, middle["chromadb"].seconds
        ),
        "library asked": "2,970 articles" if library == LIBRARY else f"{articles} articles",
    }


def _command() -> list[str]:
    script = Path(sys.executable).with_name("newsdesk")
    return [str(script)] if script.exists() else [sys.executable, "-m", "bot"]


def _run(command: list[str]) -> Run:
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{shutil.which(command[0])} … ended with {process.returncode}")
    return Run(seconds, usage.ru_maxrss / 1024)


def _median(runs: list[Run]) -> Run:
    return Run(statistics.median(r.seconds for r in runs), statistics.median(r.mebibytes for r in runs))


def _pair(unit: str, ours: float, theirs: float) -> dict[str, Any]:
    unit_named = {"unit": unit} if unit else {}
    return {
        "ours": round(ours, 3),
        "theirs": round(theirs, 3),
        "ratio": round(ours / theirs, 3),
        **unit_named,
    }


def _print(figures: dict[str, Any]) -> None:
    table = Table("", "Newsdesk", "the other", "ratio", title="Side by side, medians")
    for name, value in figures.items():
        if isinstance(value, dict):
            table.add_row(name, str(value["ours"]), str(value["theirs"]), str(value["ratio"]))
    Console().print(table)


if __name__ == "__main__":
    main()
