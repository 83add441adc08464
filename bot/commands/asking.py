"""Commands that answer: ask and chat."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.completion import complete_conversation
from bot.commands.options import AsJson, AsOf, Outlets, Since, Until, check_range, limit_of, opened
from bot.failures import FAILED, UNANSWERED
from bot.screen import say

if TYPE_CHECKING:
    from bot.conversation_desk import Wanted

PIPED_LIMIT = 100_000
"""Bytes read of a piped question; more than any question, so a longer one is refused as too long."""

STDIN = "-"
"""The word that stands for what is piped in."""

EPILOG = """\b
Examples:
  newsdesk "what did Lavrov demand?" --as-of 2022-01-02
  newsdesk -c "and Biden?"
  newsdesk -m ollama:llama3.2 "why did the dockers strike?"
  echo "what did Lavrov demand?" | newsdesk --json
  cat story.txt | newsdesk "who resigned?" -

Ends with 4 where the articles do not answer, with --json too.
"""


def ask(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    question: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION",
            help="The question; read from stdin if it is piped in. "
            "With - what is piped in is an article, and the question is about it.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    since: Since = None,
    until: Until = None,
    go_on: Annotated[
        bool,
        typer.Option("--continue", "-c", help="Go on with the last conversation: “and Biden?”, “why?”."),
    ] = False,
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="PROVIDER:NAME", help="Have this chat model write the answer."),
    ] = None,
    quoted: Annotated[bool, typer.Option("--quoted", help="Quote, even where a chat model is set.")] = False,
    as_json: AsJson = False,
    plain: Annotated[
        bool, typer.Option("--plain", help="Plain text on a terminal too: no colour, nothing drawn.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only the answer with its sources; notes go to stderr.")
    ] = False,
) -> None:
    """Answer a question with quotations, each with its source.

    Where a chat model is set it writes the answer in sentences that are checked.
    `newsdesk "what did Lavrov demand?"` does the same.
    """
    check_range(context, since, until, as_of)
    words = [word for word in question or [] if word != STDIN]
    about_stdin = len(words) < len(question or [])
    if about_stdin and go_on:
        context.fail("-c goes on about the library, - asks about what is piped in: choose one.")
    if about_stdin and not words:
        context.fail(f"Write a question beside {STDIN}: newsdesk ask “who resigned?” {STDIN}")
    asked = " ".join(words) if words else _piped_question(context)

    from bot.one_shot import Looks, OneShot

    wanted: Wanted = {"as_of": as_of, "quoted": quoted, "within": limit_of(outlet, since, until)}
    shot = OneShot(asked, Looks(as_json=as_json, plain=plain, quiet=quiet), wanted)
    with opened(context, model=_named_model(model)) as desk:
        if about_stdin:
            from bot.material import material_desk, piped_material

            with material_desk(piped_material(desk.settings), desk.settings) as material:
                answer = shot.alone(material)
        else:
            from bot.first_run import offer_sample

            if not quiet:
                offer_sample(desk)
            answer = shot.converse(desk, go_on=go_on)
    if answer.kind == "abstained":
        raise typer.Exit(UNANSWERED)


def chat(
    context: typer.Context,
    as_of: AsOf = None,
    go_on: Annotated[
        bool, typer.Option("--continue", "-c", help="Go on with the last conversation.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Go on with this conversation.", autocompletion=complete_conversation
        ),
    ] = None,
) -> None:
    """Ask one question after another; a question may take up those before it."""
    from platformdirs import user_state_path

    from bot.chat import ORIGIN, Chat, piped_lines, typed_lines
    from bot.first_run import offer_sample

    with opened(context) as desk:
        offer_sample(desk)
        conversation = (
            desk.conversation_at(ORIGIN)
            if go_on and resume is None
            else desk.conversation(resume, origin=ORIGIN)
        )
        talk = Chat(desk, as_of, conversation)
        if sys.stdin.isatty():
            talk.welcome()
            say("Ask away; /help lists the commands.", "dim")
            talk.run(typed_lines(user_state_path("newsdesk") / "history"))
        else:
            talk.run(piped_lines())
            if talk.failed:
                raise typer.Exit(FAILED)


def _piped_question(context: typer.Context) -> str:
    typed = sys.stdin is None or sys.stdin.isatty()
    question = "" if typed else sys.stdin.buffer.read(PIPED_LIMIT).decode("utf-8-sig", "replace").strip()
    if not question:
        context.fail("Write a question after `ask`, or pipe one in; `chat` takes several.")
    return question


def _named_model(name: str | None) -> str | None:
    if name is not None and not all(name.partition(":")[::2]):
        raise typer.BadParameter(
            f"“{name}” is no chat model; write provider:name, such as ollama:llama3.2", param_hint="--model"
        )
    return name
