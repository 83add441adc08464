"""Progress of an ingest or a reindex, as bars on stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.showing.inert import one_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

    from ingestion.report import OnProgress, Progress

ROOM_FOR_ITEM = 80
"""Columns from which on the item at hand is shown as well."""


@contextmanager
def progress_bars() -> Iterator[OnProgress | None]:
    """What to hand on as `on_progress`; None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    bars = _bars()
    with bars:
        yield StageBars(bars)


class StageBars:
    """One bar for each stage, from the first that is heard of it."""

    def __init__(self, bars: Bars) -> None:
        self.bars = bars
        self.tasks: dict[str, TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        """Draw where a stage stands."""
        if progress.stage not in self.tasks:
            self.tasks[progress.stage] = self.bars.add_task(progress.stage, total=None, amount="", item="")
        self.bars.update(
            self.tasks[progress.stage],
            completed=progress.done,
            total=progress.total,
            amount=amount(progress),
            item=one_line(progress.item),
        )


def amount(progress: Progress) -> str:
    """How much is done, and of how much where that is known: bytes while reading, else passages."""
    if progress.stage == "preparing model":
        return ""
    if progress.stage == "reading":
        return _of(f"{progress.done / 1e6:.1f}", progress.total and f"{progress.total / 1e6:.1f}") + " MB"
    return _of(f"{progress.done:,}", progress.total and f"{progress.total:,}")


def _of(done: str, total: str | int | None) -> str:
    return f"{done}/{total}" if total else done


def _bars() -> Bars:
    from rich.progress import BarColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.table import Column

    from bot.showing.screen import terminal

    console = terminal(stderr=True)
    columns: list[ProgressColumn] = [
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None, table_column=Column(ratio=1)),
        TextColumn("{task.fields[amount]}", markup=False, justify="right"),
        TimeRemainingColumn(compact=True),
    ]
    if console.width >= ROOM_FOR_ITEM:
        ends = Column(ratio=1, no_wrap=True, overflow="ellipsis")
        columns.append(TextColumn("{task.fields[item]}", style="dim", markup=False, table_column=ends))
    return Bars(*columns, console=console, transient=True, expand=True)
