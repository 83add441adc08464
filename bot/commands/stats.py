"""The command for those who run Newsdesk: stats."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.feeds import parsed_duration
from bot.commands.options import AsJson, opened
from bot.showing.screen import show, show_json


def stats(
    context: typer.Context,
    since: Annotated[
        timedelta | None,
        typer.Option(parser=parsed_duration, metavar="TIME", help="Of so long a time: 7d, 24h; 90d at most."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say what was taken in, asked and refused, by day; for those who run it.

    Days are of UTC. Nobody's words are counted or kept.
    """
    with opened(context) as desk:
        found = desk.stats() if since is None else desk.stats(since)
    if as_json:
        show_json(found)
        return
    from bot.running.stats_view import stats_text, stats_view

    show(lambda: stats_view(found), lambda: stats_text(found))
