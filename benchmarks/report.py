"""Writes the measured figures into README.md and docs/benchmarks.md, so that none is copied by hand.

`python -m benchmarks.report`; a test fails where a page differs from the results.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.growth.table import growth_table

RESULTS = ROOT / "benchmarks" / "results"
PAGES = (ROOT / "README.md", ROOT / "docs" / "benchmarks.md")
END = "<!-- end of figures -->"


def main() -> None:
    """Bring the pages up to date."""
    for page in PAGES:
        page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")


def updated(page: str) -> str:
    """A page with the figures between each two marks replaced by those of the results."""
    for name, table in _TABLES.items():
        begin = f"<!-- figures: {name} -->"
        before, found, rest = page.partition(begin)
        if found:
            page = f"{before}{begin}\n{table()}\n{END}{rest.partition(END)[2]}"
    return page


def tables() -> str:
    """The figures of answers, as Markdown."""
    answers, beside = _read("realtimeqa.json"), _read("quickstart.json")
    rows = [
        (
            f"finds the linked article first (Hit@1, {answers['questions']} questions)",
            f"{answers['Hit@1']:.1%}",
        ),
        ("finds it among the first ten (Hit@10)", f"{answers['Hit@10']:.1%}"),
        ("MRR@10", f"{answers['MRR@10']:.3f}"),
        ("quotes an accepted answer, in at most 3 sentences", f"{answers['answer in evidence']:.1%}"),
        (
            "declines what the articles do not answer (150 questions)",
            f"{answers['unanswerable declined']:.1%}",
        ),
        ("declines what they do answer", f"{answers['answerable declined']:.1%}"),
        ("seconds a question, median", f"{answers['seconds a question']['median']:.2f}"),
    ]
    lines = [
        f"| RealTimeQA, {answers['articles']:,} articles, no language model | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in rows),
        "",
        "| beside LangChain's quick start, in one run | Newsdesk | quick start | ratio |",
        "|---|---|---|---|",
        *(_beside(name, beside[key]) for name, key in _BESIDE),
    ]
    return "\n".join(lines)


def written_sentences() -> str:
    """The shares of written sentences that the checks stop, and how soon the first is shown."""
    stopped, shown = _read("support.json")["stopped"], _read("writing.json")
    after = shown["shown after, ms"]
    return "\n".join(
        [
            "| stopped | sentences | even half | odd half |",
            "|---|---|---|---|",
            *(
                f"| {name} | {stopped[kind]['sentences']} | {stopped[kind]['even']:.1%} "
                f"| {stopped[kind]['odd']:.1%} |"
                for kind, name in _KINDS.items()
            ),
            "",
            f"`python -m benchmarks.writing`: the first sentence is shown {after['median']} ms (median of "
            f"{shown['runs']}; at worst {after['worst']} ms) after the model has written it, where its next "
            f"sentence takes {shown['own sentence, ms']} ms.",
        ]
    )


def follow_ups() -> str:
    """How follow-ups compare with what people made of them."""
    found = _read("follow_ups.json")
    parts = ("all", "even topics", "odd topics")
    rows = (
        ("of the content words people added, added by us", "recall"),
        ("of those we added, added by people", "precision"),
        ("of the turns people left alone, left alone", "kept"),
    )
    return "\n".join(
        [
            f"| | {' | '.join(parts)} |",
            "|---|---|---|---|",
            *(
                f"| {name} | {' | '.join(f'{found[part][key]:.3f}' for part in parts)} |"
                for name, key in rows
            ),
        ]
    )


def slack_table() -> str:
    """The figures of the Slack app under load as Markdown."""
    found = _read("slack_load.json")
    acked, first, whole = (
        found[name] for name in ("acknowledged", "to the first text", "to the whole answer")
    )
    apart, lives, load = (
        acked["in flight at a cut or the kill, delivered anew"],
        found["process"],
        found["load"],
    )
    cuts = " and ".join(f"{seconds:.1f}" for seconds in found["connected again after a cut"])
    kills = " and ".join(f"{seconds:.1f}" for seconds in found["connected again after a kill"])
    answered = f"{found['answered once']} of {load['questions']}"
    twice = found["deliveries sent once more by Slack"]
    busy = sum(life["processor seconds"] for life in lives) / found["answered once"]
    rows = [
        ("questions answered exactly once, the others", f"{answered}, {len(found['faults'])}"),
        ("acknowledged after, p50, p99, max", _three(acked)),
        (f"the same, {apart['deliveries']} in flight at a cut or the kill, delivered anew", _three(apart)),
        ("first text after, p50, p95", f"{first['p50']:.0f} s, {first['p95']:.0f} s"),
        ("whole answer after, p50, p95", f"{whole['p50']:.0f} s, {whole['p95']:.0f} s"),
        ("events sent once more, deliveries dropped as known", f"{twice}, {found[_DROPPED]}"),
        ("connected again after each cut, after the kill", f"{cuts} s, {kills} s"),
        ("processor time a question", f"{busy:.2f} s"),
        (
            "memory at the start, at most",
            f"{lives[0]['MiB at start']}, {max(o['MiB at most'] for o in lives)} MiB",
        ),
        (
            "open files at the start, at most",
            f"{lives[0]['open files at start']}, {max(o['at most'] for o in lives)}",
        ),
        ("load average before, after", ", ".join(f"{one[0]:g}" for one in found[_LOADED])),
    ]
    return "\n".join(
        ["| Slack under load | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)]
    )


_DROPPED = "dropped as known (second event of a mention, sent once more)"
_LOADED = "load average before and after"

_BESIDE = (
    ("articles ingested a second", "ingest"),
    ("one question in a new process, seconds", "ask, seconds"),
    ("the same, MiB of memory", "ask, MiB"),
)


_TABLES: dict[str, Callable[[], str]] = {
    "python -m benchmarks.report": tables,
    "written sentences": written_sentences,
    "follow-ups": follow_ups,
    "Slack": slack_table,
    "growth": lambda: growth_table(_read("growth.json")),
}
_DROPPED = "dropped as known (second event of a mention, sent once more)"
_KINDS = {
    "true": "true",
    "figure": "number changed",
    "name": "name swapped",
    "quotation": "quotation altered by a character",
    "marker": "marker to the wrong source",
    "addition": "unsupported addition",
    "negation": "negation flipped",
    "speaker": "other speaker",
}
_BESIDE = (
    ("articles ingested a second", "ingest"),
    ("one question in a new process, seconds", "ask, seconds"),
    ("the same, MiB of memory", "ask, MiB"),
)


def _three(seconds: dict[str, float]) -> str:
    return f"{seconds['p50']:.2f} s, {seconds['p99']:.2f} s, {seconds['max']:.2f} s"


def _beside(name: str, pair: dict[str, Any]) -> str:
    return f"| {name} | {pair['ours']:.3g} | {pair['theirs']:.3g} | {pair['ratio']:.2f} |"


def _read(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((RESULTS / Path(name)).read_text(encoding="utf-8"))
    return record


if __name__ == "__main__":
    main()
