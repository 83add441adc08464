"""The command that follows feeds: watch."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import opened
from bot.failures import FAILED, SOME_REFUSED, stopping
from bot.screen import say

if TYPE_CHECKING:
    from config.errors import LibraryBusyError
    from ingestion.watching import Round


def watch(
    context: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Take in what is due, and end.")] = False,
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
        watch(desk.check_feeds, desk.feeds, _tell, wait=never.wait, clock=desk.now)


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


def _tell(round_: Round | LibraryBusyError) -> None:
    from bot.wording import count, report_in_words
    from config.errors import LibraryBusyError

    if isinstance(round_, LibraryBusyError):
        say(f"{round_.message} Trying again soon.", "dim")
        return
    at = f"{round_.at.astimezone():%Y-%m-%d %H:%M}"
    say(f"{at} {count(len(round_.feeds), 'feed')}: {report_in_words(round_.report)}")
