"""Runs the corpus of attacks through every way out, and counts what acts, hides or passes for a line of ours.

Who may see what is tried as well: every method that takes a limit, called under it with what
somebody would try who knows of the articles outside it.

    python -m benchmarks.reliability.attacks [--attacks N] [--tries N]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.reliability.results import Row, keep
from config.settings import load_settings
from tests.attacks import ATTACKS, Attack
from tests.attacks.ways import WAYS, run
from tests.canaries import WITHIN, held
from tests.test_who_sees_what import CALLS, LIMITS, arguments, called

NAME = "attacks"


def main() -> None:
    """Print and keep how many attacks were tried by each kind of way out, and how many did anything."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("--attacks", type=int, default=len(ATTACKS), help="how many, evenly over the corpus")
    options.add_argument("--tries", type=int, default=0, help="arguments for each method; all where 0")
    options.add_argument("--dry", action="store_true", help="keep no results")
    chosen = options.parse_args()
    begun = time.monotonic()
    attacks = ATTACKS[:: max(1, len(ATTACKS) // max(1, chosen.attacks))]
    rows = [*eyes(attacks), *limits(chosen.tries)]
    for row in rows:
        print(f"{row.what}: {row.measured}")
    if not chosen.dry:
        kinds = Counter(attack.kind for attack in ATTACKS)
        seconds = round(time.monotonic() - begun)
        keep(NAME, rows, attacks=len(attacks), ways=len(WAYS), kinds=kinds, seconds=seconds)


def eyes(attacks: tuple[Attack, ...]) -> Iterator[Row]:
    """A row for each kind of way out."""
    tried: Counter[str] = Counter()
    acted: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for name, way in WAYS.items():
        kind = name.partition(":")[0]
        ways[kind] += 1
        for attack in attacks:
            tried[kind] += 1
            try:
                run(way, attack)
            except AssertionError as failed:
                acted[kind] += 1
                print(f"{name}: {attack}: {str(failed)[:200]!r}")
    for kind, count in ways.items():
        shown = f"{kind}, {count} {'view' if count == 1 else 'views'}, {len(attacks)} attacks each"
        yield Row(shown, "none acts", f"{acted[kind]} of {tried[kind]:,} act")


def limits(tries: int) -> Iterator[Row]:
    """A row for each store: what was told under a limit of what lies outside it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        library = held(folder, load_settings(library=folder / "library"))
        with library.desk as desk:
            texts = arguments(library)[: tries or None]
            told = calls = open_ = 0
            for call in CALLS.values():
                for text in texts:
                    open_ += bool(library.told(called(partial(call, desk, text, {})), (text,)))
                    for within in LIMITS:
                        out = called(partial(call, desk, text, {"within": within}))
                        told += bool(library.told(out, (text,)))
                        calls += 1
                    out = called(partial(call, desk._under(WITHIN), text, {}))
                    told += bool(library.told(out, (text,)))
                    calls += 1
    yield Row(
        f"{len(CALLS)} methods under a limit, {len(texts)} tries each, {len(LIMITS) + 1} ways to set it",
        "nothing outside it is told",
        f"{told} of {calls:,} calls tell something",
    )
    yield Row(
        "The same without a limit, so that it is known what could be told",
        "",
        f"{open_:,} of {len(CALLS) * len(texts):,} calls tell of those articles",
    )


if __name__ == "__main__":
    main()
