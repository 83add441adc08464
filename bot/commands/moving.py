"""The command that moves a library into PostgreSQL."""

from __future__ import annotations

import typer

from bot.commands.options import opened
from bot.showing.screen import say
from bot.showing.wording import count


def move(context: typer.Context) -> None:
    """Copy the library from its SQLite file into PostgreSQL.

    The database is the one that NEWSDESK_DATABASE names, which must hold no articles yet.
    Nothing is embedded again, and the file stays as it is.
    """
    with opened(context) as desk:
        articles = desk.move()
        place = desk.status().database
    say(f"{count(articles, 'article')} moved into {place}.")
