"""Commands about feedback: list, export and delete."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.options import AsJson, Since, opened
from bot.showing.screen import say, show, show_json

if TYPE_CHECKING:
    from bot.feedback.feedback import Verdict

feedback = typer.Typer(name="feedback", help="See what readers said of answers.", invoke_without_command=True)


@feedback.callback()
def list_feedback(
    context: typer.Context,
    good: Annotated[bool, typer.Option("--good", help="Only of answers that helped.")] = False,
    bad: Annotated[bool, typer.Option("--bad", help="Only of answers that did not.")] = False,
    since: Since = None,
    as_json: AsJson = False,
) -> None:
    """See what readers said of answers, the latest first."""
    if context.invoked_subcommand is not None:
        return
    verdict: Verdict | None = None if good == bad else "good" if good else "bad"
    with opened(context) as desk:
        found = desk.feedback(verdict, since)
    if as_json:
        show_json(found)
    elif found:
        from bot.showing.feedback_view import feedback_text, feedback_view

        show(lambda: feedback_view(found), lambda: feedback_text(found))
    else:
        say("There is no such feedback.")


@feedback.command()
def export(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON file.")]
) -> None:
    """Write a test set made of it: what must be cited again, and what must not."""
    from bot.showing import wording

    with opened(context) as desk:
        made = desk.export_feedback(file)
    more = f"; {made.left_out} left out: told twice, or nothing to test by" if made.left_out else ""
    say(f"Wrote {wording.count(len(made.questions), 'question')} to {file}{more}.")


@feedback.command()
def delete(
    context: typer.Context, id: Annotated[str, typer.Argument(metavar="ID", help="As the list has it.")]
) -> None:
    """Delete one."""
    with opened(context) as desk:
        desk.delete_feedback(id)
    say(f"Deleted {id}.")
