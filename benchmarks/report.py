"""Writes the measured figures into README.md and docs/benchmarks.md, so that none is copied by hand.

`python -m benchmarks.report`; a test fails where a page differs from the results.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT
from benchmarks.embedding_table import table as limits
from benchmarks.growth.table import growth_table
from benchmarks.peers.table import table as side_by_side
from benchmarks.reliability import results as reliability
from benchmarks.scale import scale_table

RESULTS = ROOT / "benchmarks" / "results"
PAGES = (
    ROOT / "README.md",
    *(ROOT / "docs" / f"{name}.md" for name in ("benchmarks", "reliability", "scale", "team")),
)
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
    answers, beside = _read("realtimeqa.json"), _read("peers.json")["peers"]
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
        *(_beside(name, beside["newsdesk"][key], beside["langchain"][key]) for name, key in _BESIDE),
    ]
    return "\n".join(lines)


def peers() -> str:
    """Newsdesk beside what people would use instead."""
    return side_by_side(_read("peers.json"))


def embedding_peak() -> str:
    """How near the limit of the machine the embedding is, and what was tried."""
    return limits(_read("embedding_peak.json"))


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


def words_in_postgres() -> str:
    """A node's own index of words beside PostgreSQL's full text."""
    found = _read("words_in_postgres.json")
    names = ("Tantivy, in the node", "PostgreSQL, ts_rank", "PostgreSQL, ts_rank_cd")
    keys = ("Hit@1", "Hit@10", "MRR@10", "ms, median", "ms, p95", "seconds to fill", "MB")
    size = f"{found['passages']:,} passages ({found['texts, MB']} MB), {found['questions']} questions"
    return "\n".join(
        [
            f"| {size} | {' | '.join(names)} |",
            "|---|---|---|---|",
            *(f"| {key} | {' | '.join(f'{found[name][key]:g}' for name in names)} |" for key in keys),
            "",
            f"Load average while measured: {found['load average']:g} on {found['machine']['cores']} cores.",
        ]
    )


def evidence_cost() -> str:
    """What is lost where fewer sentences are embedded."""
    found = _read("evidence_cost.json")
    names = ("answer in evidence", "declined wrongly", "declined rightly", "AUROC")
    return "\n".join(
        [
            f"| embedded, of {found['passages']:,} passages | {' | '.join(names)} | the same to the letter |",
            "|---|---|---|---|---|---|",
            *(
                f"| {row['embedded'] or 'all'} | {' | '.join(f'{row[name]:.3f}' for name in names)} "
                f"| {row['answers as with all']} of {found['answers']} |"
                for row in found["rows"]
            ),
        ]
    )


def team() -> str:
    """A library shared by a team, under load."""
    found = _read("team.json")
    asked, published, held = found["questions"], found["published"], found["held"]
    seconds = asked["seconds"]
    rows = [
        ("articles published, versions of them", f"{published['articles']}, {published['versions']}"),
        ("held in the end: articles, versions, passages", ", ".join(str(count) for count in held.values())),
        ("lost, double", f"{len(found['lost'])}, {len(found['double'])}"),
        ("processes and servers killed", str(len(found["kills"]))),
        ("questions put, cut off by a kill", f"{asked['asked']}, {asked['cut off by a kill']}"),
        ("failed while a server was away, with a sentence", str(sum(asked["failed"].values()))),
        ("answered", str(asked["answered"])),
        (
            "declined: the article was in, was not in yet",
            f"{asked['declined, the article was in']}, {asked['declined, it was not in yet']}",
        ),
        ("wrong answers", str(len(found["wrong"]))),
        ("seconds a question, p50, p95", f"{seconds['p50']:g}, {seconds['p95']:g}"),
        ("all was in after the last article, seconds", f"{found['settled after']:g}"),
        (
            f"load average before, after ({found['machine']['cores']} cores)",
            ", ".join(str(load) for load in found["load average"]),
        ),
    ]
    return "\n".join(
        [
            f"| {found['minutes']:g} minutes | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
        ]
    )


_TABLES: dict[str, Callable[[], str]] = {
    "words in PostgreSQL": words_in_postgres,
    "team": team,
    "python -m benchmarks.report": tables,
    "written sentences": written_sentences,
    "follow-ups": follow_ups,
    "Slack": slack_table,
    "peers": peers,
    "embedding": embedding_peak,
    "evidence": evidence_cost,
    "growth": lambda: growth_table(_read("growth.json")),
    "scale": lambda: scale_table(_read("growth.json"), _read("peers.json")),
    **{f"reliability {name}": partial(reliability.table, name) for name in reliability.names()},
}
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
    ("articles ingested a second", "articles a second"),
    ("one question in a new process, seconds", "cold answer, seconds"),
    ("the same, MiB of memory", "cold answer, MiB"),
)


def _three(seconds: dict[str, float]) -> str:
    return f"{seconds['p50']:.2f} s, {seconds['p99']:.2f} s, {seconds['max']:.2f} s"


def _beside(name: str, ours: float, theirs: float) -> str:
    return f"| {name} | {ours:.3g} | {theirs:.3g} | {ours / theirs:.2f} |"


def _read(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((RESULTS / Path(name)).read_text(encoding="utf-8"))
    return record


if __name__ == "__main__":
    main()
