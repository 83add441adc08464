"""`python -m benchmarks.stories`: are copies found, are other articles left alone, and what does it cost?

Copies are made of RealTimeQA's articles by rule (`benchmarks.alterations`) and
taken in by the product's own ingest. Against them stand the articles nearest
in meaning and in words that were published within a week.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.alterations import ALTERATIONS
from benchmarks.data import LIBRARY, articles_file
from benchmarks.folding_cost import seconds_an_article
from bot import Newsdesk
from bot.showing.progress import progress_bars
from ingestion.likeness import Reading, are_copies
from ingestion.shingles import shingles
from ingestion.stories import nearness
from retrieval.article import Article
from retrieval.library import Library

FEWEST_WORDS = 120
WEEK = timedelta(days=7)
NEAREST = 5
"""Articles nearest in meaning, and as many nearest in words, that each original is compared with."""

PRECISION, RECALL = 0.98, 0.90


class Copy(NamedTuple):
    """A copy made of an article."""

    original: str
    kind: str
    id: str


def main() -> None:
    """Make copies, take them in, print how many were found, what else was, and the cost by library size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path, default=LIBRARY, help="where the articles are ingested to")
    options.add_argument("--originals", type=int, default=100, help="articles that copies are made of")
    options.add_argument(
        "--sizes", type=int, nargs="*", default=[1_000, 5_000, 20_000], help="libraries timed"
    )
    options.add_argument("--seed", type=int, default=11, help="another one draws other articles")
    chosen = options.parse_args()
    articles_file()
    with tempfile.TemporaryDirectory(prefix="newsdesk-stories-") as name:
        folder = Path(name)
        library, copies, originals = _with_copies(chosen.library, folder, chosen.originals, chosen.seed)
        _print(copies, library.pairs(), _other_pairs(library, originals))
        everything = [a for a in library.articles() if not a.id.startswith("copy/")]
        library.close()
        _print_cost(seconds_an_article(everything, folder, chosen.sizes))


def _with_copies(base: Path, folder: Path, count: int, seed: int) -> tuple[Library, list[Copy], list[str]]:
    """A copy of the library with every article altered in every way taken in too."""
    with Newsdesk(base) as desk, progress_bars() as on_progress:
        desk.ingest([articles_file()], on_progress=on_progress)
        articles = [a for a in desk.articles() if len(a.text.split()) >= FEWEST_WORDS and a.title]
    shutil.copytree(base, folder / "library")
    originals = random.Random(seed).sample(sorted(articles, key=lambda a: a.id), count)
    copies: list[Copy] = []
    with (folder / "copies.jsonl").open("w", encoding="utf-8") as lines:
        for copy, record in _altered(originals, seed):
            copies.append(copy)
            lines.write(json.dumps(record) + "\n")
    with Newsdesk(folder / "library") as desk, progress_bars() as on_progress:
        desk.ingest([folder / "copies.jsonl"], on_progress=on_progress)
        kept = {article.id for article in desk.articles()}
    library = Library(folder / "library")
    return library, [copy for copy in copies if copy.id in kept], [article.id for article in originals]


def _altered(originals: list[Article], seed: int) -> Iterator[tuple[Copy, dict[str, str]]]:
    for n, article in enumerate(originals):
        for kind, alter in ALTERATIONS.items():
            chance = random.Random(f"{seed} {kind} {article.id}")
            title, text = alter(article.title or "", article.text, chance)
            copy = Copy(article.id, kind, f"copy/{kind.replace(' ', '-')}/{n}")
            published = (
                article.published + timedelta(hours=chance.randint(1, 48)) if article.published else None
            )
            yield (
                copy,
                {
                    "id": copy.id,
                    "outlet": f"The {kind.title()} Tribune",
                    "title": title,
                    "published": published.isoformat() if published else "",
                    "text": text,
                },
            )


def _other_pairs(library: Library, originals: list[str]) -> list[tuple[bool, bool, Article, Article]]:
    """The nearest other articles: found to be copies, found so if outlets did not count, and the pair."""
    stored = library.keys("versions", 0, -1)
    articles = {k: a for k, a in library.by_version(stored).items() if not a.id.startswith("copy/")}
    keys = sorted(articles)
    vectors = library.passages_of(keys)
    keys = [key for key in keys if key in vectors]
    means = np.stack([np.mean([np.frombuffer(v, "<f4") for _, v in vectors[key]], axis=0) for key in keys])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    runs = {key: shingles(articles[key].text) for key in keys}
    found = library.pairs()
    chosen: dict[frozenset[int], None] = {}
    for n, key in enumerate(keys):
        if articles[key].id in originals:
            near = [
                m for m in range(len(keys)) if m != n and _within_a_week(articles[key], articles[keys[m]])
            ]
            cosines = means @ means[n]
            by_meaning = sorted(near, key=lambda m: -cosines[m])[:NEAREST]
            by_words = sorted(near, key=lambda m: -len(runs[key] & runs[keys[m]]))[:NEAREST]
            chosen.update(dict.fromkeys(frozenset((key, keys[m])) for m in (*by_meaning, *by_words)))
    pairs = []
    for one, other in (sorted(pair) for pair in chosen):
        bare = [Reading(key, articles[key].model_copy(update={"outlet": None})) for key in (one, other)]
        alike = are_copies(bare[0], bare[1], lambda a, b: nearness(library, a, b))
        pair = frozenset((articles[one].id, articles[other].id))
        pairs.append((pair in found, alike, articles[one], articles[other]))
    return pairs


def _within_a_week(one: Article, other: Article) -> bool:
    return bool(one.published and other.published and abs(one.published - other.published) <= WEEK)


def _print(
    copies: list[Copy], found: set[frozenset[str]], others: list[tuple[bool, bool, Article, Article]]
) -> None:
    console = Console()
    table = Table("copies made", "pairs", "found", title="Copies of RealTimeQA's articles")
    for kind in ALTERATIONS:
        mine = [frozenset((c.original, c.id)) in found for c in copies if c.kind == kind]
        table.add_row(kind, str(len(mine)), f"{sum(mine) / max(1, len(mine)):.3f}")
    console.print(table)
    hits = sum(frozenset((c.original, c.id)) in found for c in copies)
    print(f"recall {hits / len(copies):.3f} of {len(copies)} pairs (to reach {RECALL})")
    for label, wrong in (
        ("as the library decided", [p for p in others if p[0]]),
        ("with outlets hidden", [p for p in others if p[1]]),
    ):
        precision = hits / (hits + len(wrong))
        print(f"precision {precision:.4f} {label}, against {len(others)} other pairs (to reach {PRECISION})")
        for _, _, one, other in wrong:
            print(f"  {one.title} [{one.id}]\n  {other.title} [{other.id}]\n")


def _print_cost(seconds: dict[int, float]) -> None:
    table = Table("articles in the library", "ms to fold one more", title="Cost")
    for size, each in seconds.items():
        table.add_row(f"{size:,}", f"{each * 1000:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
