"""Commands about what is followed: feeds add, list and remove."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from bot.commands.options import AsJson, opened
from bot.showing.durations import duration, in_brief
from bot.showing.screen import say, show, show_json

feeds = typer.Typer(name="feeds", help="Say which addresses are followed.", no_args_is_help=True)

Address = Annotated[str, typer.Argument(metavar="URL", help="Of a feed, a sitemap, a site or a page.")]


def parsed_duration(text: str | timedelta) -> timedelta:
    """The length of time an option names; typer shows the sentence where it names none."""
    if isinstance(text, timedelta):
        return text
    try:
        return duration(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Every = Annotated[
    timedelta | None,
    typer.Option(parser=parsed_duration, metavar="TIME", help="Look at it so often: 15m, 2h, 1d."),
]


@feeds.command()
def add(context: typer.Context, url: Address, every: Every = None) -> None:
    """Follow an address."""
    with opened(context) as desk:
        feed = desk.add_feed(url) if every is None else desk.add_feed(url, every=every)
    say(f"Following {feed.address} every {in_brief(feed.every_seconds)}.")


@feeds.command("list")
def list_feeds(context: typer.Context, as_json: AsJson = False) -> None:
    """List the addresses followed."""
    with opened(context) as desk:
        found = desk.feeds()
    if as_json:
        show_json(found)
    elif found:
        from bot.showing.feeds_view import feeds_text, feeds_view

        show(lambda: feeds_view(found), lambda: feeds_text(found))
    else:
        say("No feeds are followed. Add one with: newsdesk feeds add URL")


@feeds.command()
def remove(context: typer.Context, url: Address) -> None:
    """Follow an address no longer; its articles stay."""
    with opened(context) as desk:
        desk.remove_feed(url)
    say(f"No longer following {url.strip()}.")
