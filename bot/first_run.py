"""What is done where the library is still empty: the sample news is offered."""

from __future__ import annotations

import os
import sys
import tomllib
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.showing.screen import say

if TYPE_CHECKING:
    from bot.desk import Newsdesk

OWN = "Take in your own with: newsdesk ingest PATH|ADDRESS"


def nothing_there(library: Path | None) -> bool:
    """Whether there is no library yet where one is looked for; quick, as it loads no settings.

    A database is not asked.

    Args:
        library: as named on the command line, if it is.
    """
    from platformdirs import user_config_path, user_data_path

    held: dict[str, str] = {}
    config = Path(os.environ.get("NEWSDESK_CONFIG") or user_config_path("newsdesk") / "config.toml")
    # What a file of settings cannot tell is told where the settings are read.
    with suppress(OSError, ValueError):
        held = tomllib.loads(config.expanduser().read_text(encoding="utf-8"))
    if os.environ.get("NEWSDESK_DATABASE") or held.get("database"):
        return False
    named = library or os.environ.get("NEWSDESK_LIBRARY") or held.get("library")
    folder = Path(named) if named else user_data_path("newsdesk") / "library"
    return not (folder.expanduser() / "newsdesk.sqlite3").exists()


def offer_sample(desk: Newsdesk) -> None:
    """Where the library is empty and somebody sits at a terminal, offer to take the sample news in.

    Where nobody does, nothing is done: asking itself tells what to do.

    Raises:
        EmptyLibraryError: it was declined.
        NewsdeskError: as `Newsdesk.ingest` does.
    """
    if desk.freshness().articles or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    import typer

    from config.errors import EmptyLibraryError

    say(f"The library {desk.path} is empty.")
    if not typer.confirm("Take in the sample news now?", default=True, err=True):
        raise EmptyLibraryError("There is nothing to ask yet.", f"{OWN}, or the sample with --sample.")
    from bot.showing.progress import progress_bars
    from bot.showing.wording import report_in_words

    with as_file(files("ingestion") / "sample_news") as sample, progress_bars() as on_progress:
        report = desk.ingest([sample], on_progress=on_progress)
    say(f"{report_in_words(report)}. {OWN}", "dim")
