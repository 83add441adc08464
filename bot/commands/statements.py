"""The command that lists who said what: statements."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated, TypedDict

import typer

from bot.commands.completion import complete_outlet
from bot.commands.options import AsJson, AsOf, Since, Until, check_range, opened
from bot.showing.screen import say, show, show_json

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from retrieval.saying.speaker import Speaker
    from retrieval.statement import Statement

SCREENFUL = 20
"""Statements, or speakers, listed on a terminal unless --limit says otherwise."""


class _Narrowing(TypedDict):
    since: date | None
    until: date | None
    as_of: date | None
    outlet: str | None
    direct: bool


def statements(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Of this person, however spelled.")] = None,
    about: Annotated[str | None, typer.Option(metavar="TOPIC", help="On this topic.")] = None,
    to: Annotated[str | None, typer.Option(metavar="NAME", help="Said to this person or these.")] = None,
    since: Since = None,
    until: Until = None,
    as_of: AsOf = None,
    outlet: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="As this outlet has it.", autocompletion=complete_outlet),
    ] = None,
    direct: Annotated[bool, typer.Option("--direct", help="Quotations of their own words only.")] = False,
    limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="At most so many, 0 for all; on a terminal 20 unless given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List who said what, newest first; without a name or topic, who speaks and how often."""
    check_range(context, since, until, as_of)
    most = SCREENFUL if limit is None and sys.stdout.isatty() else limit or None
    narrowing = _Narrowing(since=since, until=until, as_of=as_of, outlet=outlet, direct=direct)
    with opened(context) as desk:
        if by is None and about is None and to is None:
            speakers = desk.speakers(**narrowing)
            _list_speakers(speakers, most, "" if speakers else _why_none(desk, None, outlet), as_json)
            return
        # One more than is shown tells whether there are more.
        found = desk.statements(by=by, about=about, to=to, **narrowing, limit=most + 1 if most else None)
        why = "" if found else _why_none(desk, by, outlet)
    _list_statements(found, most, why, as_json)


def _list_statements(found: list[Statement], most: int | None, why: str, as_json: bool) -> None:
    from retrieval.saying.statements import by_sentence

    sentences = by_sentence(found)
    listed = [one for said in sentences[:most] for one in said]
    if as_json:
        show_json(listed)
    elif listed:
        from bot.showing.statements_view import statements_text, statements_view

        show(lambda: statements_view(listed), lambda: statements_text(listed))
    if not listed:
        say(why)
    if len(listed) < len(found):
        say("There are older ones: --limit 0 lists all.", "dim")


def _list_speakers(found: list[Speaker], most: int | None, why: str, as_json: bool) -> None:
    listed = found[:most]
    if as_json:
        show_json(listed)
    elif listed:
        from bot.showing.statements_view import speakers_text, speakers_view

        show(lambda: speakers_view(listed), lambda: speakers_text(listed))
    if not listed:
        say(why)
    if len(listed) < len(found):
        say("There are more: --limit 0 lists all.", "dim")


def _why_none(desk: Newsdesk, by: str | None, outlet: str | None) -> str:
    """That nothing was found, and what was perhaps meant."""
    if unread := desk.unread():
        from bot.showing.wording import count

        return f"No such statements, but {count(unread, 'article')} not read for them yet: newsdesk reindex"
    if by is not None and not desk.statements(by=by, limit=1):
        near = desk.nearest_speakers(by)
        asked = f" Nearest names: {', '.join(near)}." if near else " See who speaks with: newsdesk statements"
        return f"The library has no statement by “{by}”.{asked}"
    if outlet is not None and not desk.articles(outlet=outlet, limit=1):
        return f"The library holds nothing of “{outlet}”. See its articles with: newsdesk articles"
    return "No such statements."
