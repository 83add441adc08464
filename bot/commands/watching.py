"""The command that follows feeds: watch."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import opened
from bot.failures import FAILED, SOME_REFUSED, stopping
from bot.showing.screen import say

if TYPE_CHECKING:
    from datetime import datetime

    from bot.desk import Newsdesk
    from config.errors import LibraryError
    from ingestion.watching import Round


def watch(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Take in what is due, and end.")] = False,
    metrics: Annotated[
        int | None,
        typer.Option(min=0, max=65535, metavar="PORT", help="Serve metrics for Prometheus there; 0: none."),
    ] = None,
) -> None:
    """Follow the feeds until stopped, each as often as it was added with."""
    advice = "Nothing is lost; newsdesk watch goes on from here."
    with stopping(advice), _ended_politely(), opened(context) as desk:
        if once:
            found = desk.check_feeds()
            if found is None:
                say("No feed is due yet.")
                return
            _tell(found)
            if found.report.refused:
                raise typer.Exit(SOME_REFUSED if found.report.taken else FAILED)
            return
        from ingestion.watching import watch

        # Nobody sets it: the wait ends early when a signal raises out of it.
        never = threading.Event()
        with _measured(desk, metrics) as check:
            watch(check, desk.feeds, _tell, wait=never.wait, clock=desk.now)


@contextmanager
def _measured(desk: Newsdesk, port: int | None) -> Iterator[Callable[[datetime], Round | None]]:
    """What looks at the feeds that are due; where a port is set, it is counted and served there."""
    settings = desk.settings
    port = settings.metrics_port if port is None else port
    if not port:
        yield desk.check_feeds
        return
    from bot.running.ingest_metrics import IngestMetrics
    from bot.running.metrics_server import metrics_served
    from bot.running.served_at import ServedAt
    from config.errors import LibraryBusyError, NewsdeskError

    counted = IngestMetrics()

    def check(now: datetime) -> Round | None:
        try:
            done = desk.check_feeds(now)
        except LibraryBusyError:
            raise
        except NewsdeskError:
            counted.failed()
            raise
        if done is not None:
            counted.ended(done.report)
        return done

    address = ServedAt(
        settings.metrics_host,
        port,
        settings.metrics_beyond_loopback,
        what="Metrics",
        setting="NEWSDESK_METRICS_BEYOND_LOOPBACK",
    )
    with metrics_served(counted, desk.freshness, address):
        yield check


@contextmanager
def _ended_politely() -> Iterator[None]:
    """Have SIGTERM stop it as Ctrl-C does: an ingest under way keeps what it has read whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _tell(round_: Round | LibraryError) -> None:
    from bot.showing.wording import count, report_in_words
    from config.errors import LibraryError

    if isinstance(round_, LibraryError):
        say(f"{round_.message} Trying again soon.", "dim")
        return
    at = f"{round_.at.astimezone():%Y-%m-%d %H:%M}"
    say(f"{at} {count(len(round_.feeds), 'feed')}: {report_in_words(round_.report)}")
