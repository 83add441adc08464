"""What ten million articles would need: arithmetic from what was measured, nothing measured here.

The table stands in docs/scale.md; `python -m benchmarks.report` writes it. Everything is taken from
`benchmarks/results/`: how long embedding takes from `peers.json`, how files and questions grow from the
largest library of `growth.json`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

ARTICLES = 10_000_000
MACHINES = (1, 10, 40)
CORES = 32
"""Of each machine that embeds; of the one that answers too."""


class Needs(NamedTuple):
    """Of a library of so many passages, by a straight line through what was measured.

    Args:
        passages: how many there are.
        database: bytes of articles, passages, vectors and statements.
        words: bytes of a node's index of words.
        vectors: bytes of a node's index of vectors, which are mapped into memory as well.
        core_hours: of one core, to read, cut, embed and store them all.
        vector_seconds: of one core a question, to look at the signs of all.
        question_seconds: of one core for the rest of a question.
    """

    passages: int
    database: float
    words: float
    vectors: float
    core_hours: float
    vector_seconds: float
    question_seconds: float


def needs(articles: int, growth: dict[str, Any], peers: dict[str, Any]) -> Needs:
    """What a library of so many articles needs.

    Args:
        articles: how many.
        growth: the record of `python -m benchmarks.growth`.
        peers: that of `python -m benchmarks.peers`.
    """
    ours = peers["peers"]["newsdesk"]
    passages = round(articles * ours["passages"] / peers["articles"])
    size = max(growth["made"], key=int)
    made, warm = growth["made"][size], growth["warm"][size]
    times = passages / made["passages"]
    vectors = warm["vectors, processor"]["p50, ms"] / 1000
    return Needs(
        passages,
        times * made["bytes"]["newsdesk.sqlite3"],
        times * made["bytes"]["words"],
        times * made["bytes"]["vectors"],
        articles * ours["processor seconds an article"] / 3600,
        times * vectors,
        warm["question, processor"]["p50, ms"] / 1000 - vectors,
    )


def scale_table(growth: dict[str, Any], peers: dict[str, Any]) -> str:
    """The needs, as Markdown; the arguments are those of `needs`."""
    found = needs(ARTICLES, growth, peers)
    question = found.vector_seconds + found.question_seconds
    rows = [
        ("passages", f"{found.passages / 1e6:,.0f} million"),
        ("database: articles, passages, vectors, statements", _gigabytes(found.database)),
        ("index of words, on each node that answers", _gigabytes(found.words)),
        ("index of vectors, on each such node, and in its memory", _gigabytes(found.vectors)),
        ("core hours to take all in", f"{found.core_hours:,.0f}"),
        *(
            (
                f"hours on {machines} machine{'s' * (machines > 1)} of {CORES} cores",
                f"{_hours(found, machines):,.1f}",
            )
            for machines in MACHINES
        ),
        ("seconds of one core to look at all signs", f"{found.vector_seconds:,.1f}"),
        ("seconds of one core for the rest of a question", f"{found.question_seconds:.2f}"),
        (f"questions a second on one node of {CORES} cores", f"{CORES / question:,.0f}"),
        ("the same, vectors in a server", f"{CORES / found.question_seconds:,.0f}"),
    ]
    size = growth["made"][max(growth["made"], key=int)]["passages"]
    return "\n".join(
        [
            f"| {ARTICLES:,} articles | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            f"Drawn out from {size:,} passages measured, on {growth['machine']['processor']}.",
        ]
    )


def _hours(found: Needs, machines: int) -> float:
    return found.core_hours / (machines * CORES)


def _gigabytes(count: float) -> str:
    return f"{count / 1e9:,.0f} GB"
