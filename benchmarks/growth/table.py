"""The figures of growth as Markdown."""

from __future__ import annotations

from typing import Any

_KINDS = ("question", "question, limited to two days", "question, naming its day", "words", "vectors")


def growth_table(found: dict[str, Any]) -> str:
    """What is stored of a run, and the ratios that matter: of the largest size to the one before.

    Args:
        found: what `python -m benchmarks.growth` has written.
    """
    sizes = list(found["warm"])
    made, cold, warm = found["made"], found["cold"], found["warm"]
    rows = [
        *((f"{kind}, p50 and p95", [_pair(warm[size][kind], " ms") for size in sizes]) for kind in _KINDS),
        *(
            (
                f"{kind}, processor time, p50 and p95",
                [_pair(warm[size][f"{kind}, processor"], " ms") for size in sizes],
            )
            for kind in _KINDS[:2]
        ),
        ("recall@10 against the exact pass", [f"{found['recall@10'][size]:.3f}" for size in sizes]),
        (
            "index opened in a new process, first search",
            [f"{cold[size]['open, ms']:.0f} ms, {cold[size]['first query, ms']:.0f} ms" for size in sizes],
        ),
        (
            f"its memory after {found['questions']} searches, bytes a passage",
            [f"{cold[size]['MiB'] * 2**20 / made[size]['passages']:,.0f}" for size in sizes],
        ),
        *(
            (f"on disk, bytes a passage: {name}", [_per(made[size], file) for size in sizes])
            for name, file in (
                ("vectors' index", "vectors"),
                ("words", "words"),
                ("library", "newsdesk.sqlite3"),
            )
        ),
        ("vectors' index built, killed on the way and gone on with", [_built(made[size]) for size in sizes]),
        ("words' index built", [_seconds(made[size]["words, seconds"]) for size in sizes]),
    ]
    largest, before = sizes[-1], sizes[-2]
    growth = [
        f"{_ratio(warm[largest]['question'], warm[before]['question'])} by the clock",
        f"{_ratio(*(warm[size]['question, processor'] for size in (largest, before)))} in processor time",
    ]
    limited = ", ".join(f"{_ratio(warm[size][_KINDS[1]], warm[size]['question'])}" for size in sizes)
    real = found["recall@10 on real passages"]
    return "\n".join(
        [
            f"| passages | {' | '.join(format(made[size]['passages'], ',') for size in sizes)} |",
            f"|---|{'---|' * len(sizes)}",
            *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
            "",
            f"The p95 of a question at the largest size over that at the size before: {', '.join(growth)}. "
            f"Of one limited to two days over one that is not, at each size: {limited}. Over the "
            f"{real['passages']:,} real passages recall@10 is {real['recall']:.3f}. Load average before and "
            f"after: {' and '.join(f'{one:.1f}' for one in found['load average before and after'])}, on "
            f"{found['machine']['cores']} cores ({found['machine']['processor']}), {found['on']}.",
        ]
    )


def _pair(times: dict[str, float], unit: str) -> str:
    return f"{times['p50, ms']:,.0f}, {times['p95, ms']:,.0f}{unit}"


def _ratio(one: dict[str, float], other: dict[str, float]) -> str:
    return f"{one['p95, ms'] / other['p95, ms']:.2f}"


def _per(made: dict[str, Any], name: str) -> str:
    return f"{made['bytes'][name] / made['passages']:,.0f}"


def _built(made: dict[str, Any]) -> str:
    first, second = made["vectors until killed"], made["vectors resumed"]
    again = first["rows"] + second["rows"] - made["passages"]
    return f"{first['seconds'] + second['seconds']:.0f} s, {max(0, again):,} rows twice"


def _seconds(seconds: float | None) -> str:
    return "not measured in this run" if seconds is None else f"{seconds:.0f} s"
