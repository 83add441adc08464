"""What taking news in costs: again when nothing has changed, over a slow network, and in memory.

`python -m benchmarks.intake [again|network|memory]`; the first two need the articles of RealTimeQA.
Fetching waits in a real server on loopback; each library is made anew, by turns, so that only the
ratios mean anything on a shared machine.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT, articles_file
from benchmarks.machine import described
from bot import Newsdesk
from config.settings import load_settings

RESULTS = ROOT / "benchmarks" / "results" / "intake.json"
DELAY = 0.1
"""Seconds the server waits before each page."""


def main() -> None:
    """Measure what is asked for and add it to the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", nargs="*", choices=["again", "network", "memory", []], default=[])
    chosen = options.parse_args().what or ["again", "network", "memory"]
    measures: dict[str, Callable[[Path], dict[str, Any]]] = {
        "again": again,
        "network": network,
        "memory": memory,
    }
    held = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    for name in chosen:
        with tempfile.TemporaryDirectory() as folder:
            held[name] = measures[name](Path(folder))
        print(name, held[name])
    record = {**held, "on": datetime.now(UTC).date().isoformat(), **described()}
    RESULTS.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def again(folder: Path, articles: int = 2000) -> dict[str, Any]:
    """A first ingest of articles one a file, and the same again."""
    for n, record in enumerate(_articles(articles)):
        (folder / "news").mkdir(exist_ok=True)
        (folder / "news" / f"{n}.json").write_text(json.dumps(record), encoding="utf-8")
    with Newsdesk(library=folder / "library") as desk:
        first = desk.ingest([folder / "news"])
        second = desk.ingest([folder / "news"])
    assert second.unchanged == first.taken
    return {"articles": articles, "first, s": first.seconds, "again, s": second.seconds,
            "times faster": round(first.seconds / max(second.seconds, 0.001), 1)}  # fmt: skip


def network(folder: Path, pages: int = 500, turns: int = 2) -> dict[str, Any]:
    """The same pages from a server that answers at once and from one that waits, by turns."""
    taken: dict[float, list[float]] = {0.0: [], DELAY: []}
    settings = load_settings(allow_private_addresses=True, per_host=16, per_host_delay=0.0)
    with _site(pages) as site:
        for turn in range(turns):
            for delay, seconds in taken.items():
                site.delay = delay
                with Newsdesk(library=folder / f"{turn}-{delay}", settings=settings) as desk:
                    report = desk.ingest([f"http://127.0.0.1:{site.server_port}/sitemap.xml"])
                assert report.new + report.updated == pages, report
                seconds.append(report.seconds)
    fast, slow = (statistics.median(found) for found in taken.values())
    return {"pages": pages, "no delay, s": taken[0.0], "100 ms each, s": taken[DELAY],
            "adds": round(slow / fast - 1, 3)}  # fmt: skip


def memory(folder: Path, sizes: tuple[int, int] = (5_000, 50_000)) -> dict[str, Any]:
    """Peak memory of ingesting few and many short made-up articles, each in a process of its own."""
    peaks = {}
    for size in sizes:
        file = folder / f"{size}.jsonl"
        file.write_text("".join(f"{json.dumps(r)}\n" for r in _short(size)), encoding="utf-8")
        command = [sys.executable, "-m", "bot", "--library", str(folder / str(size)), "ingest", str(file)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        peaks[size] = round(usage.ru_maxrss / 1024)
    return {"MiB": peaks, "more, MiB": peaks[sizes[1]] - peaks[sizes[0]]}


class _Site(ThreadingHTTPServer):
    delay = 0.0
    pages: dict[str, bytes]


@contextmanager
def _site(pages: int) -> Iterator[_Site]:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site = self.server
            assert isinstance(site, _Site)
            body = site.pages.get(self.path)
            if self.path.startswith("/a/"):
                time.sleep(site.delay)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Type", "application/xml" if self.path.endswith("xml") else "text/html")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    site = _Site(("127.0.0.1", 0), Answer)
    site.pages = {f"/a/{n}.html": _page(record) for n, record in enumerate(_articles(pages))}
    root = f"http://127.0.0.1:{site.server_port}"
    listed = "".join(f"<url><loc>{root}{path}</loc></url>" for path in site.pages)
    listing = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'
    site.pages["/sitemap.xml"] = listing.encode()
    threading.Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()


def _articles(count: int) -> list[dict[str, Any]]:
    """Articles long enough not to be taken for a stub."""
    with gzip.open(articles_file(), "rt", encoding="utf-8") as lines:
        return list(islice((r for r in map(json.loads, lines) if len(r["text"]) > 2000), count))


def _page(record: dict[str, Any]) -> bytes:
    body = "".join(f"<p>{escape(line)}</p>" for line in record["text"].splitlines() if line.strip())
    title, day = escape(record["title"]), record["published"]
    head = f'<title>{title}</title><meta property="article:published_time" content="{day}">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def _short(count: int) -> Iterator[dict[str, str]]:
    drawn = random.Random(5)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
    words = ["".join(drawn.choices(syllables, k=drawn.randint(2, 4))) for _ in range(20_000)]
    for n in range(count):
        sentences = (" ".join(drawn.choices(words, k=drawn.randint(8, 14))).capitalize() for _ in range(3))
        title = " ".join(drawn.choices(words, k=6))
        text = ". ".join(sentences) + "."
        yield {"url": f"https://made.example/{n}", "title": title, "published": "2022-05-01", "text": text}


if __name__ == "__main__":
    main()
