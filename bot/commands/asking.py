"""Commands that answer: ask and chat."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.completion import complete_conversation
from bot.commands.options import (
    AsJson,
    AsOf,
    Common,
    Outlets,
    Since,
    Until,
    check_range,
    desk_of,
    limit_of,
    opened,
)
from bot.failures import FAILED, UNANSWERED

if TYPE_CHECKING:
    from bot.conversations.conversation_desk import Wanted

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
    from bot.chat import ORIGIN, Chat, piped_lines
    from bot.first_run import nothing_there, offer_sample
    from bot.terminal.opening import Opening

    common = context.find_object(Common) or Common()
    with closing(Opening(lambda: desk_of(context))) as opening:
        if sys.stdin.isatty() and nothing_there(common.library):
            offer_sample(opening.desk())
        talk = Chat(opening, as_of)
        if go_on or resume is not None:
            talk.go_on(opening.desk().conversation_at(ORIGIN)) if resume is None else talk.begin(resume)
        if not sys.stdin.isatty():
            talk.run(piped_lines())
        else:
            from platformdirs import user_state_path

            from bot.terminal.prompting import typed_lines

            if talk.resumed:
                talk.welcome()
            talk.run(typed_lines(user_state_path("newsdesk") / "history", opening, talk.narrowing_in_words))
        if opening.failure is not None:
            raise opening.failure
        if talk.failed and not sys.stdin.isatty():
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
