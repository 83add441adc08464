"""Commands that fill the library: ingest and reindex."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, opened
from bot.failures import FAILED, SOME_REFUSED, stopping, tell
from bot.showing.progress import progress_bars
from bot.showing.screen import say, show, show_json

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from ingestion.report import Refusal, Report

EPILOG = """\b
Examples:
  newsdesk ingest --sample
  newsdesk ingest news/ export.jsonl.gz https://paper.example/story
  newsdesk ingest --dry-run https://paper.example/rss.xml

Ends with 3 where some items were refused, with 1 where nothing went in.
"""

MOST_LINES = 20
"""Refusals, and notes, shown one by one; of more there is a count."""


def ingest(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|ADDRESS",
            help="Files and folders of articles; addresses of pages, feeds, sitemaps and sites.",
        ),
    ] = None,
    sample: Annotated[bool, typer.Option("--sample", help="Take in the articles that come along.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be taken in, and take nothing.")
    ] = False,
    ray: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Embed the files on this Ray cluster: host:port, ray://host:port, auto, or local.",
        ),
    ] = None,
    metrics_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Leave metrics for Prometheus there, as node_exporter's textfile collector reads.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Take articles into the library."""
    if not paths and not sample:
        context.fail("Name a file, a folder or an address, or say --sample.")
    with ExitStack() as stack:
        chosen: list[str | Path] = list(paths or [])
        if sample:
            chosen.append(stack.enter_context(as_file(files("ingestion") / "sample_news")))
        stack.enter_context(stopping("Run it again to go on; what is in already is not taken twice."))
        desk = stack.enter_context(opened(context))
        if dry_run:
            _preview(desk, chosen, as_json)
            return
        with progress_bars() as on_progress, _measured(desk, metrics_file) as reports:
            report = desk.ingest(chosen, ray=ray, on_progress=on_progress)
            reports.append(report)
    if as_json:
        show_json(report)
    else:
        _tell(report)
    if report.taken == 0:
        raise typer.Exit(FAILED)
    if report.refused:
        raise typer.Exit(SOME_REFUSED)


@contextmanager
def _measured(desk: Newsdesk, file: Path | None) -> Iterator[list[Report]]:
    """Take the reports of what is done inside, and leave its metrics in a file, also where it fails."""
    reports: list[Report] = []
    try:
        yield reports
    finally:
        if file is not None:
            from bot.running.ingest_metrics import IngestMetrics, write_metrics
            from config.errors import NewsdeskError

            metrics = IngestMetrics()
            metrics.go_on_from(file)
            for report in reports:
                metrics.ended(report)
            if not reports:
                metrics.failed()
            try:
                write_metrics(file, metrics.text(desk.freshness()))
            except NewsdeskError as error:
                # What was taken in is in.
                tell(error.message, error.hint)


def reindex(context: typer.Context, as_json: AsJson = False) -> None:
    """Build the indexes anew from the articles stored."""
    with stopping("Run it again to finish."), opened(context) as desk, progress_bars() as on_progress:
        status = desk.reindex(on_progress=on_progress)
    if as_json:
        show_json(status)
        return
    from bot.showing.tables import status_text, status_view

    show(lambda: status_view(status), lambda: status_text(status))


def _preview(desk: Newsdesk, chosen: list[str | Path], as_json: bool) -> None:
    found = desk.preview(chosen)
    if as_json:
        show_json(found)
    else:
        from bot.showing.tables import preview_text, preview_view

        show(lambda: preview_view(found), lambda: preview_text(found))
        _list([f"refused {r.item}: {r.reason}" for r in found.refused], "")
    if not found.articles:
        raise typer.Exit(FAILED)
    if found.refused:
        raise typer.Exit(SOME_REFUSED)


def _tell(report: Report) -> None:
    from bot.showing.wording import report_in_words

    say(report_in_words(report))
    _list([_refused(r) for r in report.refused], "")
    _list([f"{n.item}: {n.text}" for n in report.notes], "dim")


def _refused(refusal: Refusal) -> str:
    told = f"refused {refusal.item}: {refusal.reason}"
    return f"{told}. {refusal.hint}" if refusal.hint else told


def _list(lines: list[str], style: str) -> None:
    for line in lines[:MOST_LINES]:
        say(line, style, indent="  ")
    if len(lines) > MOST_LINES:
        say(f"and {len(lines) - MOST_LINES:,} more: use --json", style, indent="  ")
