"""Measures questions that need several articles, on MultiHop-RAG (Tang & Yang, 2024).

Run with `python -m benchmarks.multihop`. Each of the evidence facts is taken in
as an article of its own, with its outlet, date and headline, through the
product's own ingest; then every question is put, as of a day after all of
them. A question's evidence is known again by its text. The figures:

* all in 10: questions with all of their evidence among the first ten hits;
* Hit@4: questions with any of it among the first four;
* null declined: of the questions that nothing answers, those whose confidence
  is below the one under which a tenth of the others is;
* cited: questions whose answer cites all of their evidence;
* shipped: what `ask` declines as it stands.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from rich.console import Console
from rich.table import Table

from benchmarks.data import ROOT
from benchmarks.scoring import auroc
from bot import Newsdesk
from retrieval.answer import Answer

LIBRARY = ROOT / ".cache" / "multihop" / "library"
ASKED_ON = date(2024, 1, 31)
"""A day after all of the articles."""

WRONGLY_DECLINED = 0.10
TARGETS = {"all in 10": 0.85, "Hit@4": 0.985, "null declined": 0.75}


class Asked(NamedTuple):
    """A question, its type, and the texts of its evidence; none where nothing answers it."""

    text: str
    type: str
    evidence: frozenset[str]


class Outcome(NamedTuple):
    """What became of a question: the texts of the hits, best first, the answer, and the seconds it took."""

    asked: Asked
    hits: tuple[str, ...]
    answer: Answer
    seconds: float

    @property
    def all_in_ten(self) -> bool:
        """Whether all of its evidence is among the first ten hits."""
        return self.asked.evidence <= set(self.hits[:10])

    @property
    def any_in_four(self) -> bool:
        """Whether any of its evidence is among the first four."""
        return bool(self.asked.evidence & set(self.hits[:4]))

    @property
    def cited(self) -> bool:
        """Whether all of its evidence is quoted."""
        return self.asked.evidence <= {_plain(citation.quote) for citation in self.answer.citations}

    @property
    def declined(self) -> bool:
        """Whether the answer is that the articles do not answer."""
        return self.answer.kind == "abstained"


def main() -> None:
    """Take the facts in, put every question, print the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--library", type=Path, default=LIBRARY)
    options.add_argument("--missed", action="store_true", help="list the questions whose evidence is missed")
    chosen = options.parse_args()
    with Newsdesk(library=chosen.library) as desk:
        fill(desk)
        outcomes = [put(desk, asked) for asked in questions()]
    show(outcomes)
    if chosen.missed:
        for outcome in outcomes:
            if not outcome.all_in_ten:
                print(f"\n{outcome.asked.type}: {outcome.asked.text}\n  {outcome.answer.understood}")
                for text in sorted(outcome.asked.evidence):
                    print(f"  {'found' if text in outcome.hits[:10] else 'MISSED'}: {text}")


def folder() -> Path:
    """MultiHop-RAG's folder: NEWSDESK_DATA, else ../shared/data; exits cleanly where it is absent."""
    found = Path(os.environ.get("NEWSDESK_DATA", ROOT.parent / "shared" / "data")) / "multihop"
    if not found.is_dir():
        raise SystemExit(f"No questions in {found}: set NEWSDESK_DATA to the folder that holds multihop/.")
    return found


def questions() -> list[Asked]:
    """The development questions."""
    records = json.loads((folder() / "queries_dev.json").read_text(encoding="utf-8"))
    return [
        Asked(r["question"], r["question_type"], frozenset(_plain(e["fact"]) for e in r["evidence_list"]))
        for r in records
    ]


def fill(desk: Newsdesk) -> None:
    """Take in the facts that are not there yet, each as one article."""
    export = desk.path.parent / "facts.jsonl"
    if not desk.status().articles:
        shutil.rmtree(export, ignore_errors=True)
        export.parent.mkdir(parents=True, exist_ok=True)
        facts = json.loads((folder() / "facts.json").read_text(encoding="utf-8"))
        lines = [json.dumps(_record(n, fact), ensure_ascii=False) for n, fact in enumerate(facts)]
        export.write_text("\n".join(lines) + "\n", encoding="utf-8")
        desk.ingest([export])


def put(desk: Newsdesk, asked: Asked) -> Outcome:
    """Search and ask one question."""
    hits = tuple(_plain(hit.text) for hit in desk.search(asked.text, as_of=ASKED_ON, limit=10))
    began = time.perf_counter()
    answer = desk.ask(asked.text, as_of=ASKED_ON)
    return Outcome(asked, hits, answer, time.perf_counter() - began)


def figures(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Every figure of a set of outcomes that has both kinds of question."""
    answerable = [o for o in outcomes if o.asked.evidence]
    null = [o for o in outcomes if not o.asked.evidence]
    found = {
        "all in 10": _share(answerable, lambda o: o.all_in_ten),
        "Hit@4": _share(answerable, lambda o: o.any_in_four),
        "all cited": _share(answerable, lambda o: o.cited),
        "wrongly declined as shipped": _share(answerable, lambda o: o.declined),
    }
    if answerable and null:
        sure, unsure = [o.answer.confidence for o in answerable], [o.answer.confidence for o in null]
        limit = sorted(sure)[int(WRONGLY_DECLINED * len(sure))]
        found["null declined"] = sum(c < limit for c in unsure) / len(null)
        found["null declined as shipped"] = _share(null, lambda o: o.declined)
        found["AUROC"] = auroc(sure, unsure)
    return found


def show(outcomes: Sequence[Outcome]) -> None:
    """Print the figures, of all questions and of each type."""
    types = sorted({o.asked.type for o in outcomes if o.asked.evidence})
    table = Table("figure", "all", *types, "to reach", title="MultiHop-RAG, development questions")
    columns = [figures(outcomes), *(figures([o for o in outcomes if o.asked.type == t]) for t in types)]
    for name in columns[0]:
        row = [f"{column[name]:.3f}" if name in column else "" for column in columns]
        table.add_row(name, *row, str(TARGETS.get(name, "")))
    seconds = [o.seconds for o in outcomes]
    table.add_row("seconds, median", f"{statistics.median(seconds):.3f}")
    table.add_row("seconds, p95", f"{statistics.quantiles(seconds, n=20)[-1]:.3f}")
    Console().print(table)


def _record(n: int, fact: dict[str, Any]) -> dict[str, Any]:
    address = urlsplit(fact["url"])
    # Several facts are of one article; each is to be an article here.
    query = f"{address.query}&fact={n}" if address.query else f"fact={n}"
    return {
        "id": f"fact-{n:03}",
        "url": urlunsplit(address._replace(query=query)),
        "outlet": fact["source"],
        "title": fact["title"],
        "authors": fact["author"],
        "published": fact["published_at"],
        "text": fact["fact"],
    }


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> float:
    return sum(map(holds, outcomes)) / max(1, len(outcomes))


if __name__ == "__main__":
    main()
