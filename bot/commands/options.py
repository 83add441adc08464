"""Options that commands share, and the desk they open."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.completion import complete_outlet
from bot.showing.dates import day

if TYPE_CHECKING:
    from bot.desk import Newsdesk
    from config.settings import Settings
    from retrieval.asking.within import Within


@dataclass(frozen=True, slots=True)
class Common:
    """The options given before the command."""

    library: Path | None = None
    verbose: bool = False


def parsed_day(text: str | date) -> date:
    """The day an option names; typer shows the sentence where it names none."""
    if isinstance(text, date):
        return text
    try:
        return day(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOf = Annotated[
    date | None,
    typer.Option(parser=parsed_day, metavar="DATE", help="Use nothing published after that day: 2022-01-02."),
]
Since = Annotated[
    date | None, typer.Option(parser=parsed_day, metavar="DATE", help="Of that day or later: 2022-01-02.")
]
Until = Annotated[
    date | None, typer.Option(parser=parsed_day, metavar="DATE", help="Of that day or earlier: 2022-01-31.")
]

Outlets = Annotated[
    list[str] | None,
    typer.Option(
        "--outlet",
        metavar="NAME",
        help="Of this outlet; may be given again.",
        autocompletion=complete_outlet,
    ),
]


def limit_of(outlets: list[str] | None, since: date | None = None, until: date | None = None) -> Within:
    """The limit that options set."""
    from retrieval.asking.within import Within

    return Within(outlets=tuple(outlets or ()), since=since, until=until)


def check_range(context: typer.Context, since: date | None, until: date | None, as_of: date | None) -> None:
    """End with the usage and a sentence where days leave nothing that could be listed."""
    from config.errors import QuestionError
    from retrieval.days.day_span import day_span

    try:
        day_span(since, until, as_of)
    except QuestionError as error:
        context.fail(str(error))


@contextmanager
def opened(context: typer.Context, *, model: str | None = None) -> Iterator[Newsdesk]:
    """The desk over the library in force, with the log on; closed at the end.

    Args:
        context: of the command.
        model: the chat model to use in place of the one set.

    Raises:
        NewsdeskError: the settings or the library cannot be used.
    """
    with desk_of(context, model=model) as desk:
        yield desk


def desk_of(context: typer.Context, *, model: str | None = None) -> Newsdesk:
    """The same, to be closed by whoever asks for it; raises as `opened` does."""
    from config.log import start_log
    from config.tracing import start_tracing

    settings = settings_of(context)
    if model is not None:
        from bot.another_model import with_model

        settings = with_model(settings, model)
    start_log(settings, verbose=(context.find_object(Common) or Common()).verbose)
    _keep_secrets(settings)
    start_tracing(log_text=settings.log_text)
    # Only now: it is slow to import, and settings that are wrong are told without it.
    from bot.desk import Newsdesk

    return Newsdesk(settings=settings)


def _keep_secrets(settings: Settings) -> None:
    """See that the secrets set stay on this side: no image of the memory, a word where a file is open."""
    from pydantic import SecretStr

    if not any(isinstance(value, SecretStr) for _, value in settings):
        return
    from bot.failures import tell
    from config.core_dumps import forbid_core_dumps
    from config.private_files import warning

    forbid_core_dumps()
    if told := warning():
        logging.getLogger("config").warning("%s", told)
        tell(told)


def settings_of(context: typer.Context) -> Settings:
    """The settings in force; raises `SettingsError` where one is not usable."""
    from config.settings import load_settings

    return load_settings(library=(context.find_object(Common) or Common()).library)
