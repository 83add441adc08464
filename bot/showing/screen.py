"""Where things are shown: answers on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from bot.showing.inert import inert, inert_json, one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

WIDEST = 100
"""Columns beyond which text is no longer easy to read."""


def show(view: Callable[[], RenderableType], text: Callable[[], str]) -> None:
    """Show a thing on stdout: its view on a terminal, its plain text in a pipe."""
    if sys.stdout.isatty():
        _prepare()
        terminal().print(view())
    else:
        write(text())


def show_json(value: Any) -> None:
    """A model, or a list of them, as JSON on stdout."""
    from pydantic_core import to_json

    # to_json keeps DEL, C1 controls and what is unseen raw; escaped they are the same value and cannot act.
    _written(inert_json(to_json(value, indent=2).decode()) + "\n")


def write(text: str) -> None:
    """A text, made inert, with a line end after it; in a pipe in UTF-8, whatever the locale.

    What is piped is looked at in a terminal in the end, or read by a model: so in a pipe too.
    """
    _written(inert(text) + "\n")


def write_part(text: str) -> None:
    """A part of a text whose rest is still to come, at once; see `write`."""
    _written(inert(text))
    sys.stdout.flush()


def _written(text: str) -> None:
    _prepare()
    sys.stdout.write(text)


def _prepare() -> None:
    """Let no character fail to print; in a pipe write UTF-8 and the line ends as they are."""
    # Whatever a caller put in place of stdout knows itself how it wants its text.
    if not isinstance(sys.stdout, TextIOWrapper):
        return
    if sys.stdout.isatty():
        sys.stdout.reconfigure(errors="backslashreplace")
    else:
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def say(text: str, style: str = "", indent: str = "") -> None:
    """One line on stderr, without secrets, and with what could act on the terminal made visible."""
    # Not before it is known that the package of that name is ours: see `shadow`.
    from config.redaction import redact

    line = indent + one_line(redact(text))
    if not sys.stderr.isatty():
        sys.stderr.write(line + "\n")
        return
    from rich.text import Text

    terminal(stderr=True).print(Text(line, style))


def terminal(*, stderr: bool = False) -> Console:
    """A console no wider than is easy to read; it heeds NO_COLOR and TERM."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console
