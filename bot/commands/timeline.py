"""The command that tells what happened on which day: timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, AsOf, Outlets, Since, Until, check_range, limit_of, opened
from bot.showing.screen import say, show, show_json

if TYPE_CHECKING:
    from retrieval.timelines.timeline import Timeline


def timeline(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    topic: Annotated[list[str], typer.Argument(metavar="TOPIC", help="What it is about, in a few words.")],
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    limit: Annotated[int, typer.Option(min=0, metavar="N", help="At most so many events, 0 for all.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Tell what happened on which day: one exact sentence for each event, with its source."""
    check_range(context, since, until, as_of)
    with opened(context) as desk:
        within = limit_of(outlet)
        found = desk.timeline(
            " ".join(topic), since=since, until=until, as_of=as_of, limit=limit or None, within=within
        )
        held = bool(found.events or not within or desk.articles(limit=1, within=within))
    from bot.showing.wording import count

    if as_json:
        show_json(found)
    elif found.events:
        from bot.showing.timeline_view import timeline_text, timeline_view

        show(lambda: timeline_view(found), lambda: timeline_text(found))
    if not found.events:
        say(_none(found) if held else _unheld(outlet or []))
    if found.left_out:
        say(f"{count(found.left_out, 'event')} more: --limit 0 tells all.", "dim")


def _none(found: Timeline) -> str:
    """That there is nothing, and the nearest days on which there is."""
    from retrieval.wording import day_in_words

    if found.since is None and found.until is None:
        return f"The articles tell of no day for “{found.topic}”."
    told = f"The articles tell of nothing in those days for “{found.topic}”."
    nearest = " and ".join(map(day_in_words, found.nearest))
    return f"{told} Nearest: {nearest}." if nearest else told


def _unheld(outlets: list[str]) -> str:
    from retrieval.wording import listed

    named = listed([f"“{outlet}”" for outlet in outlets], "or")
    return f"The library holds nothing of {named}. See its articles with: newsdesk articles"
