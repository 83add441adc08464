"""The command line: `newsdesk`.

Only typer is imported here; a command imports what it needs when it runs, so
that help and completion stay quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands import (
    asking,
    conversations,
    feedback,
    feeds,
    ingesting,
    library,
    slack,
    statements,
    timeline,
    watching,
)
from bot.commands.options import Common
from bot.commands.unconverted import QuickCommand, QuickGroup
from bot.failures import STOPPED, told_plainly
from bot.shadow import check_packages


class QuestionsWelcome(QuickGroup):
    """Commands; a first word that is none but holds a space is a question to `ask`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command to run, and the arguments that remain for it."""
        if args and args[0] not in self.commands and " " in args[0].strip():
            args = ["ask", *args]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what fails in it is told in a sentence."""
        with told_plainly():
            return super().invoke(ctx)


app = typer.Typer(
    name="newsdesk",
    cls=QuestionsWelcome,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        typer.echo(f"newsdesk {version('newsdesk')}")
    except PackageNotFoundError:
        typer.echo("newsdesk, run from its source without being installed")
    raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    library: Annotated[Path | None, typer.Option(metavar="PATH", help="Folder of the library.")] = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log in detail, on stderr too.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Ask the news you keep; every quotation of an answer stands so in its article.

    `newsdesk ingest --sample`, then `newsdesk "What did Lavrov demand?"`
    """
    context.obj = Common(library, verbose)


app.command()(ingesting.ingest)
app.add_typer(feeds.feeds)
app.command()(watching.watch)
app.command()(asking.ask)
app.command(cls=QuickCommand)(asking.chat)
app.command()(statements.statements)
app.command()(timeline.timeline)
app.add_typer(conversations.conversations)
app.add_typer(feedback.feedback)
app.add_typer(slack.slack)
app.command()(library.status)
app.command()(library.articles)
app.command("show")(library.show_article)
app.command()(library.remove)
app.command()(ingesting.reindex)
app.command()(library.doctor)


def main() -> None:
    """The entry point; ends in sys.exit."""
    try:
        check_packages()
        app()
    except ImportError as stranger:
        # Also where a library of ours is missing: the sentence names what is.
        sys.exit(f"newsdesk: {stranger}")
    except KeyboardInterrupt:
        # Before a command has begun there is nothing to say about it.
        sys.exit(STOPPED)
