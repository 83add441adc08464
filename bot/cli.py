"""The command line: `newsdesk`.

Only typer is imported here; a command imports what it needs when it runs, so
that help and completion stay quick.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands import (
    asking,
    backing_up,
    conversations,
    feedback,
    feeds,
    ingesting,
    library,
    moving,
    slack,
    statements,
    stats,
    timeline,
    watching,
)
from bot.commands.options import Common
from bot.commands.tree import InPanels, QuestionsWelcome
from bot.commands.unconverted import QuickCommand
from bot.failures import STOPPED
from bot.shadow import check_packages

ASK, TAKE_IN, LOOK, KEEP = "Ask", "Take in", "Look", "Keep"

EPILOG = """\b
Examples:
  newsdesk ingest --sample                     take in the sample news
  newsdesk ingest news/ https://paper.example/rss.xml
  newsdesk "what did Lavrov demand?"           ask; it needs no command
  newsdesk -c "and Biden?"                     go on with the last question
  cat story.txt | newsdesk "who resigned?" -   ask about what is piped in
  newsdesk chat                                ask one question after another

\b
Exit codes:
  0  done               3    done, but for some items that were refused
  1  failed             4    the articles do not answer the question
  2  wrong usage        130  stopped with Ctrl-C
"""

app = typer.Typer(
    name="newsdesk",
    cls=QuestionsWelcome,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help is there in half the time, and can be copied.
    rich_markup_mode=None,
    epilog=EPILOG,
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
    """Ask the news you keep; every quotation of an answer stands so in its article."""
    context.obj = Common(library, verbose)


app.command(rich_help_panel=ASK, epilog=asking.EPILOG)(asking.ask)
app.command(cls=QuickCommand, rich_help_panel=ASK)(asking.chat)
app.command(rich_help_panel=ASK)(statements.statements)
app.command(rich_help_panel=ASK)(timeline.timeline)
app.add_typer(slack.slack, cls=InPanels, rich_help_panel=ASK)
app.command(rich_help_panel=TAKE_IN, epilog=ingesting.EPILOG)(ingesting.ingest)
app.add_typer(feeds.feeds, cls=InPanels, rich_help_panel=TAKE_IN)
app.command(rich_help_panel=TAKE_IN)(watching.watch)
app.command(rich_help_panel=LOOK)(library.status)
app.command(rich_help_panel=LOOK)(stats.stats)
app.command(rich_help_panel=LOOK)(library.articles)
app.command("show", rich_help_panel=LOOK)(library.show_article)
app.command(rich_help_panel=LOOK)(library.doctor)
app.add_typer(conversations.conversations, cls=InPanels, rich_help_panel=KEEP)
app.add_typer(feedback.feedback, cls=InPanels, rich_help_panel=KEEP)
app.command(rich_help_panel=KEEP)(library.remove)
app.command(rich_help_panel=KEEP)(ingesting.reindex)
app.command(rich_help_panel=KEEP)(backing_up.backup)
app.command(rich_help_panel=KEEP)(backing_up.restore)
app.command(rich_help_panel=KEEP)(moving.move)


def main() -> None:
    """The entry point; ends in sys.exit."""
    try:
        check_packages()
        app(prog_name="newsdesk")
    except ImportError as stranger:
        # Also where a library of ours is missing: the sentence names what is.
        sys.exit(f"newsdesk: {stranger}")
    except KeyboardInterrupt:
        # Before a command has begun there is nothing to say about it.
        sys.exit(STOPPED)
