"""The figures of everyone side by side, as Markdown."""

from __future__ import annotations

from typing import Any, NamedTuple

from benchmarks.peers.peer import PEERS


class _Row(NamedTuple):
    name: str
    digits: int
    less_is_better: bool = False


_ROWS = (
    _Row("passages", 0),
    _Row("passages a second", 1),
    _Row("articles a second", 2),
    _Row("processor seconds an article", 2, True),
    _Row("disk, MiB per 1,000 articles", 1, True),
    _Row("memory of the ingest at most, MiB", 0, True),
    _Row("cold answer, seconds", 2, True),
    _Row("cold answer, processor seconds", 2, True),
    _Row("cold answer, MiB", 0, True),
    _Row("warm p50, ms", 1, True),
    _Row("warm p95, ms", 1, True),
    _Row("Hit@1", 3),
    _Row("Hit@4", 3),
    _Row("Hit@10", 3),
    _Row("MRR@10", 3),
    _Row("evidence, characters", 0),
    _Row("answer in evidence", 3),
    _Row("answer as shown", 3),
)
_COUNTS = {"passages", "evidence, characters"}
"""Rows in which nobody is ahead of anybody."""


def table(record: dict[str, Any]) -> str:
    """A row for each figure, a column for each system, and how far Newsdesk is from the best other.

    Args:
        record: what `python -m benchmarks.peers` keeps.
    """
    found = record["peers"]
    run = [peer for peer in PEERS if "not run" not in found.get(peer.key, {"not run": ""})]
    lines = [
        f"| {record['articles']:,} articles, {record['questions']} questions | "
        f"{' | '.join(peer.name for peer in run)} | Newsdesk to the best other |",
        "|---" * (len(run) + 2) + "|",
        *(_line(row, [found[peer.key] for peer in run]) for row in _ROWS if _told(row, found)),
        "",
        *_notes(record, found),
    ]
    return "\n".join(lines)


def ratio(ours: float, others: list[float], *, less_is_better: bool) -> float | None:
    """How many times better ours is than the best of the others; below 1 it is behind."""
    if not others or not ours or not all(others):
        return None
    return min(others) / ours if less_is_better else ours / max(others)


def _told(row: _Row, found: dict[str, dict[str, Any]]) -> bool:
    return any(row.name in told for told in found.values())


def _line(row: _Row, columns: list[dict[str, Any]]) -> str:
    values = [column.get(row.name) for column in columns]
    shown = ["" if value is None else f"{value:,.{row.digits}f}" for value in values]
    others = [value for value in values[1:] if value is not None]
    if row.name == "answer as shown":
        # What a quick start shows is its passages.
        others = [c["answer in evidence"] for c in columns[1:] if "answer in evidence" in c]
    compared = None
    if values and values[0] is not None and row.name not in _COUNTS:
        compared = ratio(values[0], others, less_is_better=row.less_is_better)
    return f"| {row.name} | {' | '.join(shown)} | {'' if compared is None else f'{compared:.2f} times'} |"


def _notes(record: dict[str, Any], found: dict[str, Any]) -> list[str]:
    before, after = ([f"{one:.1f}" for one in load] for load in record["load average before and after"])
    notes = [
        f"- **{peer.name}** {found[peer.key]['versions'].get(peer.package, '')}: "
        f"{found[peer.key]['as shown']}; {found[peer.key]['texts']} passages count as its evidence."
        for peer in PEERS
        if peer.key in found and "not run" not in found[peer.key]
    ]
    left_out = {peer: found.get(peer.key, {"not run": "This run was without it."}) for peer in PEERS}
    notes += [
        f"- **{peer.name}** is not in the table: {told['not run']}"
        for peer, told in left_out.items()
        if "not run" in told
    ]
    alone = found.get("newsdesk", {}).get("search alone, warm p50, ms")
    if alone is not None:
        notes.append(f"- Newsdesk's warm figures are of whole answers; its search alone has p50 {alone} ms.")
    machine = record.get("machine")
    where = (
        f" on {machine['cores']} cores of {machine['processor']}, Python {record['python']}"
        if machine
        else ""
    )
    notes.append(
        f"- `{record['command']}`{where}; load average before {', '.join(before)}, after {', '.join(after)}."
    )
    return notes
