"""Commands that keep a library safe: backup and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, opened, settings_of
from bot.failures import stopping
from bot.showing.progress import progress_bars
from bot.showing.screen import say, show_json

if TYPE_CHECKING:
    from bot.backups.backup_contents import Contents

Replace = Annotated[bool, typer.Option("--replace", help="Replace what is there already.")]


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to, as news.zip.")],
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Copy the library into one file, while it is in use."""
    from bot.backups.backing_up import back_up

    folder = _folder(context, "Copy it with PostgreSQL's own pg_dump.")
    with stopping("Nothing was kept of the backup."):
        contents = back_up(folder, file, replace=replace)
    if as_json:
        show_json(contents)
    else:
        say(f"{_told(contents)} are in {file} ({file.stat().st_size / 1e6:,.1f} MB).")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Made by newsdesk backup.")],
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Put the library of a backup in place; one that is there is moved aside."""
    from bot.backups.restoring import restore as put_in_place

    folder = _folder(context, "Fill it with PostgreSQL's own pg_restore, or unset NEWSDESK_DATABASE.")
    restored = put_in_place(file, folder, replace=replace)
    # An answer needs the indexes; without them the first question would wait.
    with (
        stopping("The articles are in place; run: newsdesk reindex"),
        opened(context) as desk,
        progress_bars() as on_progress,
    ):
        desk.reindex(on_progress=on_progress)
    if as_json:
        show_json(restored.contents)
        return
    say(f"{_told(restored.contents)} of {restored.contents.made:%-d %B %Y, %H:%M} UTC are in {folder}.")
    if restored.before is not None:
        say(f"What was there before is in {restored.before}. Start again what has it open.")


def _folder(context: typer.Context, instead: str) -> Path:
    """The folder that is the library; one in a database is not in any."""
    settings = settings_of(context)
    if settings.database is not None:
        from config.errors import LibraryError

        raise LibraryError(
            "The library is in PostgreSQL (NEWSDESK_DATABASE), which makes its own backups.", instead
        )
    return settings.library


def _told(contents: Contents) -> str:
    return f"{contents.articles:,} articles and {contents.passages:,} passages"
