"""How near the limit texts are embedded, as Markdown."""

from __future__ import annotations

from typing import Any

END_TO_END = "the embedder, text to vector"
RATE = "tokens a processor second"
"""What is compared: whoever else was working, it tells what was worked."""


def table(record: dict[str, Any]) -> str:
    """What the ways of embedding reach beside the embedder, and its shares of the machine's limits.

    Args:
        record: what `python -m benchmarks.embedding_peak` keeps.
    """
    ways, peak = record["ways"], record["operations a processor second"]
    ours = ways[END_TO_END]
    ready = max(one[RATE] for name, one in ways.items() if name.startswith("ready batches"))
    before, after = ([f"{one:.1f}" for one in load] for load in record["load average before and after"])
    machine = record.get("machine", {})
    return "\n".join(
        [
            f"| {record['passages']} passages, {record['tokens']:,} tokens | tokens a processor second "
            "| to the embedder | tokens a second | least cosine |",
            "|---|---|---|---|---|",
            *(_row(name, one, ours) for name, one in ways.items()),
            "",
            f"The embedder reaches {share(ours[RATE], ready):.0%} of the best ready batches.",
            "",
            "| products of matrices, one core | billion operations a second | the embedder's share |",
            "|---|---|---|",
            *(f"| {name} | {rate / 1e9:,.0f} | {reached(record, rate):.0%} |" for name, rate in peak.items()),
            "",
            f"A token takes {record['operations a token']['int8'] / 1e6:.1f} million operations in int8 and "
            f"{record['operations a token']['float32'] / 1e6:.1f} million in float32; both count above. "
            f"`{record['command']}` on {machine.get('cores', '?')} cores, {machine.get('processor', '?')}; "
            f"load average before {', '.join(before)}, after {', '.join(after)}.",
        ]
    )


def reached(record: dict[str, Any], peak: float) -> float:
    """The share of so many operations a processor second that the embedder does on whole texts."""
    each = sum(record["operations a token"].values())
    return share(record["ways"][END_TO_END][RATE] * each, peak)


def share(part: float, whole: float) -> float:
    """One by the other; 0 where there is no whole."""
    return part / whole if whole else 0.0


def _row(name: str, one: dict[str, Any], ours: dict[str, Any]) -> str:
    relative = share(one[RATE], ours[RATE])
    cosine = "" if "padded" in name or "sorted" in name else f"{one['least cosine with ours']:.4f}"
    return f"| {name} | {one[RATE]:,} | {relative:.2f} | {one['tokens a second']:,} | {cosine} |"
