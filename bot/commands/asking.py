"""Commands that answer: ask and chat."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from bot.commands.options import AsJson, AsOf, Outlets, Since, Until, check_range, desk_of, limit_of, opened
from bot.failures import FAILED
from bot.screen import show, show_json

PIPED_LIMIT = 100_000
"""Bytes read of a piped question; more than any question, so a longer one is refused as too long."""


def ask(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    question: Annotated[
        list[str] | None, typer.Argument(help="The question; read from stdin if it is piped in.")
    ] = None,
    as_of: AsOf = None,
    outlet: Outlets = None,
    since: Since = None,
    until: Until = None,
    as_json: AsJson = False,
    quoted: Annotated[bool, typer.Option("--quoted", help="Quote, even where a chat model is set.")] = False,
) -> None:
    """Answer a question with quotations, each with its source; in sentences where a chat model is set."""
    check_range(context, since, until, as_of)
    asked = " ".join(question) if question else _piped_question(context)
    within = limit_of(outlet, since, until)
    with opened(context) as desk:
        if desk.settings.model and sys.stdout.isatty() and not (as_json or quoted):
            from bot.live import show_live

            show_live(desk.stream(asked, as_of=as_of, within=within))
            return
        answer = desk.ask(asked, as_of=as_of, quoted=quoted, within=within)
    if as_json:
        show_json(answer)
        return
    from bot.rendering import answer_text, answer_view

    show(lambda: answer_view(answer), lambda: answer_text(answer))


def chat(
    context: typer.Context,
    as_of: AsOf = None,
    go_on: Annotated[
        bool, typer.Option("--continue", "-c", help="Go on with the last conversation.")
    ] = False,
    resume: Annotated[str | None, typer.Option(metavar="ID", help="Go on with this conversation.")] = None,
) -> None:
    """Ask one question after another; a question may take up those before it."""
    from bot.chat import ORIGIN, Chat, piped_lines
    from bot.terminal.opening import Opening

    with closing(Opening(lambda: desk_of(context))) as opening:
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
