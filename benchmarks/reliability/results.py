"""Keeps what a reliability run found, and shows it as the table in docs/reliability.md."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.data import ROOT

RESULTS = ROOT / "benchmarks" / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table.

    Args:
        what: what was done or looked at, in a few words.
        promised: what ought to come out; empty where it is only told.
        measured: what came out.
    """

    what: str
    promised: str
    measured: str


def keep(name: str, rows: Iterable[Row], **figures: Any) -> None:
    """Write the results of one run, with its day and the load of the machine at its end.

    Args:
        name: one word; the file is `benchmarks/results/reliability_<name>.json`.
        rows: the lines of its table.
        figures: what else was counted, in any shape that JSON has.
    """
    kept = {
        "day": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "rows": [asdict(row) for row in rows],
        **figures,
    }
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    _file(name).write_text(f"{text}\n", encoding="utf-8")


def kept_rows(name: str) -> list[Row]:
    """The lines of a table that was kept before; none where there was none."""
    file = _file(name)
    return (
        [Row(**row) for row in json.loads(file.read_text(encoding="utf-8"))["rows"]] if file.exists() else []
    )


def table(name: str) -> str:
    """The results of the last run kept under a name, as Markdown."""
    kept = json.loads(_file(name).read_text(encoding="utf-8"))
    lines = ["| what | promised | measured |", "|---|---|---|"]
    lines += [f"| {row['what']} | {row['promised']} | {row['measured']} |" for row in kept["rows"]]
    lines += ["", f"Measured on {kept['day']}, {kept['cores']} cores, load {kept['load']} at the end."]
    return "\n".join(lines)


def kept(name: str) -> dict[str, Any]:
    """What the last run under a name has kept; empty where there was none."""
    file = _file(name)
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def names() -> list[str]:
    """Under which names results are kept."""
    return sorted(file.stem.removeprefix("reliability_") for file in RESULTS.glob("reliability_*.json"))


def _file(name: str) -> Path:
    return RESULTS / f"reliability_{name}.json"
