"""Commands about conversations kept: list, show, export and delete."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.completion import complete_conversation
from bot.commands.options import AsJson, opened
from bot.showing.screen import say, show, show_json, write

conversations = typer.Typer(
    name="conversations", help="See and delete what was asked in chat.", invoke_without_command=True
)

Id = Annotated[
    str,
    typer.Argument(
        metavar="ID",
        help="Its id, or an unambiguous beginning of it.",
        autocompletion=complete_conversation,
    ),
]


@conversations.callback()
def default(context: typer.Context) -> None:
    """See and delete what was asked in chat; without a word more, list it."""
    if context.invoked_subcommand is None:
        list_conversations(context)


@conversations.command("list")
def list_conversations(context: typer.Context, as_json: AsJson = False) -> None:
    """List the conversations, the latest first."""
    with opened(context) as desk:
        found = desk.conversations()
    if as_json:
        show_json(found)
    elif found:
        from bot.showing.conversations_view import conversations_text, conversations_view

        show(lambda: conversations_view(found), lambda: conversations_text(found))
    else:
        say("No conversations are kept. Begin one with: newsdesk chat")


@conversations.command("show")
def show_conversation(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Tell a conversation again."""
    with opened(context) as desk:
        turns = desk.turns(id)
    if as_json:
        show_json(turns)
        return
    from bot.showing.conversations_view import turns_text, turns_view

    show(lambda: turns_view(turns), lambda: turns_text(turns))


@conversations.command()
def export(context: typer.Context, id: Id) -> None:
    """Print a conversation as Markdown, with its quotations, sources and links."""
    with opened(context) as desk:
        document = desk.export_conversation(id)
    write(document.rstrip("\n"))


@conversations.command()
def delete(context: typer.Context, id: Id) -> None:
    """Forget a conversation."""
    with opened(context) as desk:
        gone = desk.delete_conversation(id)
    say(f"Deleted {gone.id}, “{gone.title}”.")
