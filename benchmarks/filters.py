"""Measures which outlets and days are read in questions, on MultiHop-RAG's questions (Tang and Yang, 2024).

Run with `python -m benchmarks.filters`. The filters compared with were made by a
language model (Multi-Meta-RAG, Poliakov and Shvai, 2024), so a disagreement may
be its mistake; `--show` prints each.

* Outlets: those named, held or not, against the filter's sources. Names are
  compared as `retrieval.outlets.outlet_names` compares them: "Wall Street Journal" is
  "The Wall Street Journal", and "CNBC" is what the pool calls CNBC.
* Dates: the single days named, against the filter's, which has no longer stretches.

Figures are micro-averaged over all questions.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.data import ROOT
from retrieval.asking.question import Held, understand
from retrieval.outlets.outlet_names import names_of, plain

AS_OF = date(2024, 1, 31)
"""After the last article of the pool; the questions carry no day of their own."""


class Judged(NamedTuple):
    """What was found in a question, and what the filter says."""

    question: str
    outlets: frozenset[str]
    true_outlets: frozenset[str]
    days: frozenset[date]
    true_days: frozenset[date]


def main() -> None:
    """Print precision, recall and F1 of outlets and dates."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print every disagreement")
    shown = parser.parse_args().show
    judged = judge(folder())
    print(f"{len(judged)} questions")
    print(f"outlets: {_figures((one.outlets, one.true_outlets) for one in judged)}")
    print(f"dates:   {_figures((one.days, one.true_days) for one in judged)}")
    for one in judged if shown else ():
        if one.outlets != one.true_outlets or one.days != one.true_days:
            print(f"\n{one.question}")
            _difference("outlets", one.outlets, one.true_outlets)
            _difference("dates", map(str, one.days), map(str, one.true_days))


def folder() -> Path:
    """MultiHop-RAG's folder: in NEWSDESK_DATA, else in ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "multihop"
    if not found.is_dir():
        raise SystemExit(f"No questions in {found}: set NEWSDESK_DATA to the folder that holds multihop/.")
    return found


def judge(place: Path) -> list[Judged]:
    """Every question of the set, read and compared."""
    facts = json.loads((place / "facts.json").read_text(encoding="utf-8"))
    held = Held(outlets=tuple(sorted({fact["source"] for fact in facts})))
    records = json.loads((place / "query_outlet_date_filters_dev.json").read_text(encoding="utf-8"))
    return [_judged(record, held) for record in records]


def _judged(record: dict[str, Any], held: Held) -> Judged:
    found = understand(record["query"], AS_OF, held).understood
    single = (days.start for days in found.days if days.start is not None and days.start == days.end)
    return Judged(
        record["query"],
        frozenset(_same(name, held) for name in (*found.outlets, *found.unheld)),
        frozenset(_same(name, held) for name in _values(record["filter"].get("source"))),
        frozenset(single),
        frozenset(
            datetime.strptime(day, "%B %d, %Y").date()  # noqa: DTZ007
            for day in _values(record["filter"].get("published_at"))
        ),
    )


def _values(condition: dict[str, list[str]] | None) -> list[str]:
    return (condition or {}).get("$in", [])


def _same(name: str, held: Held) -> str:
    outlet = names_of(held.outlets).of(name)
    return plain((outlet.names[0] if outlet.names else outlet.known) if outlet else name)


def scores(pairs: Iterable[tuple[frozenset[Any], frozenset[Any]]]) -> tuple[float, float, float]:
    """Precision, recall and F1 of what was found against what is true, over all questions together."""
    counts: Counter[str] = Counter()
    for found, true in pairs:
        counts["both"] += len(found & true)
        counts["found"] += len(found)
        counts["true"] += len(true)
    precision = counts["both"] / max(1, counts["found"])
    recall = counts["both"] / max(1, counts["true"])
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def _figures(pairs: Iterable[tuple[frozenset[Any], frozenset[Any]]]) -> str:
    precision, recall, f1 = scores(pairs)
    return f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}"


def _difference(name: str, found: Iterable[str], true: Iterable[str]) -> None:
    ours, theirs = set(found), set(true)
    if ours != theirs:
        print(f"  {name}: only found {sorted(ours - theirs)}, only in the filter {sorted(theirs - ours)}")


if __name__ == "__main__":
    main()
