"""The statistics in words, for a terminal and for a pipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.text import Text

from bot.running.stats import Ingested, Questions, Stats
from bot.showing.inert import one_line
from bot.showing.tables import grid
from bot.showing.wording import count

OUTLETS = 10
"""Outlets, and reasons, named; the rest are in --json."""
RUNS = 5

Rows = list[tuple[str, str]]


def stats_view(stats: Stats) -> RenderableType:
    """For a terminal."""
    parts: list[RenderableType] = []
    for title, rows in _sections(stats):
        parts += [Text(title, "bold"), grid(rows), Text()]
    return Group(*parts[:-1])


def stats_text(stats: Stats) -> str:
    """For a pipe: a section's name, and its rows behind it."""
    return "\n".join(f"{title}: {name}: {value}" for title, rows in _sections(stats) for name, value in rows)


def _sections(stats: Stats) -> Iterator[tuple[str, Rows]]:
    yield "library", _library(stats)
    yield f"taken in since {stats.since}", _taken_in(stats)
    yield "feeds", _feeds(stats)
    for place, questions in stats.questions.items():
        yield f"questions ({place})", _questions(questions)
    if not stats.questions:
        yield "questions", [("asked", f"none since {stats.since}")]
    if stats.failures:
        yield "failures", [(kind, f"{number:,}") for kind, number in stats.failures.items()]
    if stats.feedback:
        yield "feedback", [(verdict, f"{number:,}") for verdict, number in stats.feedback.items()]


def _library(stats: Stats) -> Rows:
    held = stats.held
    return [
        ("articles", f"{held.articles:,} in {count(held.versions, 'version')}, {held.stories:,} stories"),
        ("passages", f"{held.passages:,}, of which {held.waiting:,} wait for the indexes"),
        ("statements", f"{held.statements:,}"),
        ("outlets", _named(held.outlets)),
        ("model", f"{held.model}, vectors {held.vectors}"),
        ("disk", ", ".join(f"{part} {size / 1e6:,.1f} MB" for part, size in held.bytes.items()) or "nothing"),
    ]


def _taken_in(stats: Stats) -> Rows:
    rows: Rows = [
        (str(day.day), f"{count(day.versions, 'version')}: {_named(day.outlets)}")
        for day in stats.taken_in
        if day.versions
    ]
    rows += [(f"{run.at:%Y-%m-%d %H:%M}", _run(run)) for run in stats.ingests[:RUNS]]
    if stats.refused:
        rows.append(("refused", _named(stats.refused)))
    return rows or [("nothing", "")]


def _run(run: Ingested) -> str:
    told = (
        f"{run.place}: {run.added:,} new, {run.updated:,} updated, {run.skipped:,} known, "
        f"{run.refused:,} refused in {run.seconds:,.1f} s, {run.per_second:,.1f} a second (run {run.run_id})"
    )
    return f"{told}; failed: {run.failed}" if run.failed else told


def _feeds(stats: Stats) -> Rows:
    feeds = stats.feeds
    last = f"{feeds.last_success:%Y-%m-%d %H:%M} UTC" if feeds.last_success else "never"
    return [
        ("followed", f"{feeds.followed:,}: {feeds.due:,} due, {feeds.overdue:,} overdue"),
        ("failing", f"{feeds.failing:,}"),
        ("last success", last),
    ]


def _questions(asked: Questions) -> Rows:
    rows = [
        ("answered", f"{asked.answered:,}, {asked.written:,} of them written, {asked.cached:,} from before"),
        ("declined", f"{asked.declined:,}"),
        ("failed", f"{asked.failed:,}, and {asked.stopped:,} stopped"),
    ]
    if asked.latency:
        rows.append(("latency", f"{asked.latency.p50:,.2f} s, 95 % within {asked.latency.p95:,.2f} s"))
    if asked.left_out or asked.repaired:
        rows.append(("checks", f"{asked.left_out:,} sentences left out, {asked.repaired:,} asked for again"))
    return rows


def _named(numbers: Mapping[str, int]) -> str:
    first = list(numbers.items())[:OUTLETS]
    told = ", ".join(f"{one_line(name) or 'no outlet'} {number:,}" for name, number in first)
    more = len(numbers) - len(first)
    return f"{told}, and {more:,} more" if more else told or "none"
