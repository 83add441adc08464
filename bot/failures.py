"""What the user is told when something fails: a sentence, never a traceback."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from typer.exceptions import TyperException

from bot.showing.inert import one_line
from bot.showing.screen import say

FAILED = 1
SOME_REFUSED = 3
UNANSWERED = 4
"""The articles do not answer the question; that is told, and no failure."""
STOPPED = 130
READER_LEFT = 141
"""128 + SIGPIPE: what a shell reports of any program whose reader went away."""


class Stopped(KeyboardInterrupt):
    """Ctrl-C where there is something to say about it; the message follows "Stopped."."""


@contextmanager
def stopping(advice: str) -> Iterator[None]:
    """Have Ctrl-C inside end with this advice."""
    try:
        yield
    except KeyboardInterrupt as stop:
        raise Stopped(advice) from stop


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn whatever is raised inside into a sentence on stderr and an exit code.

    Raises:
        typer.Exit: with 1 for a failure, 130 for Ctrl-C, 141 for a closed pipe.
    """
    from config.errors import NewsdeskError

    try:
        yield
        sys.stdout.flush()
    except (typer.Exit, typer.Abort):
        raise
    except TyperException as wrong:
        # Typer shows errors of usage itself, with the words that were wrong in them.
        wrong.message = one_line(wrong.message)
        raise
    except KeyboardInterrupt as stop:
        say(f"Stopped. {stop if isinstance(stop, Stopped) else ''}")
        raise typer.Exit(STOPPED) from stop
    except BrokenPipeError as error:
        _silence_stdout()
        raise typer.Exit(READER_LEFT) from error
    except NewsdeskError as error:
        tell(error.message, error.hint)
        raise typer.Exit(FAILED) from error
    except Exception as error:
        tell_unexpected(error)
        raise typer.Exit(FAILED) from error


def tell(message: str, hint: str = "") -> None:
    """A refusal or failure: one line for what, one for what to do."""
    say(f"newsdesk: {message}")
    if hint:
        say(hint, "dim")


def tell_unexpected(error: Exception) -> None:
    """An error nobody foresaw: a sentence here, the traceback in the log."""
    from config.log import current_log, start_log
    from config.log_ids import question_of, run_id
    from config.settings import load_settings

    message = f"Something went wrong that was not foreseen ({type(error).__name__})."
    try:
        log = current_log() or start_log(load_settings())
    except Exception:  # noqa: BLE001  # the settings themselves may be what is broken
        tell(message)
        return
    question = question_of(error)
    facts = {"question_id": question} if question else {}
    logging.getLogger("bot").error("unexpected error", exc_info=error, extra=facts)
    which = f"question {question}" if question else f"run {run_id()}"
    tell(message, "" if log.failed else f"The log has the details of {which}: {log.path}")


def _silence_stdout() -> None:
    """Send what is still buffered nowhere, or the interpreter complains about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
