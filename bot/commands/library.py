"""Commands about what the library holds: status, articles, show, remove, doctor."""

from __future__ import annotations

import sys
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Annotated

import typer

from bot.commands.completion import complete_article, complete_outlet
from bot.commands.options import AsJson, opened, parsed_day
from bot.failures import FAILED
from bot.showing.screen import say, show, show_json, write

SCREENFUL = 20
"""Articles listed on a terminal unless --limit says otherwise."""

ArticleId = Annotated[
    str,
    typer.Argument(
        metavar="ID", help="The id, its beginning, or the address.", autocompletion=complete_article
    ),
]


def status(context: typer.Context, as_json: AsJson = False) -> None:
    """Say what the library holds."""
    with opened(context) as desk:
        found = desk.status()
    if as_json:
        show_json(found)
        return
    from bot.showing.tables import status_text, status_view

    show(lambda: status_view(found), lambda: status_text(found))


def articles(  # noqa: PLR0913, PLR0917  # each is an option of the command
    context: typer.Context,
    outlet: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Of this outlet only.", autocompletion=complete_outlet),
    ] = None,
    since: Annotated[
        date | None, typer.Option(parser=parsed_day, metavar="DATE", help="Published on that day or later.")
    ] = None,
    story: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Copies of this article's text, and itself.",
            autocompletion=complete_article,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=0, metavar="N", help="At most so many, 0 for all; on a terminal 20 unless given."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the articles, newest first."""
    most = SCREENFUL if limit is None and sys.stdout.isatty() else limit or None
    with opened(context) as desk:
        found = desk.articles(outlet=outlet, since=since, story=story, limit=most + 1 if most else None)
    listed = found[:most]
    if as_json:
        show_json([article.model_dump(mode="json", exclude={"text"}) for article in listed])
    elif listed:
        from bot.showing.tables import articles_text, articles_view

        show(lambda: articles_view(listed), lambda: articles_text(listed))
    else:
        say("No such articles.")
    if len(found) > len(listed):
        say("There are older ones: --limit 0 lists all.", "dim")


def show_article(  # noqa: PLR0913, PLR0917  # one for each option
    context: typer.Context,
    article_id: ArticleId,
    version: Annotated[
        str | None, typer.Option(metavar="VERSION", help="Not the latest version but this one.")
    ] = None,
    list_versions: Annotated[
        bool, typer.Option("--versions", help="List its versions, with their corrections and updates.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what changed from each version to the next.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one article in full, or its versions and what changed between them."""
    if list_versions or diff:
        _show_versions(context, article_id, version, diff=diff, as_json=as_json)
        return
    with opened(context) as desk:
        article = desk.article(article_id, version)
        versions = tuple(v.version for v in desk.versions(article.id))
        story = desk.story(article.id)
        withdrawal = desk.withdrawal(article.id)
    if as_json:
        show_json(article.model_dump() | ({"withdrawn": withdrawal} if withdrawal else {}))
        return
    from bot.showing.rendering import article_text, article_view

    told = (article, versions, story, withdrawal)
    show(lambda: article_view(*told), lambda: article_text(*told))


def _show_versions(
    context: typer.Context, article_id: str, version: str | None, *, diff: bool, as_json: bool
) -> None:
    """The versions of an article; with `diff` also what changed, up to `version` if one is named."""
    with opened(context) as desk:
        versions = desk.history(article_id)
        if version is not None:
            until = desk.article(article_id, version).version
            versions = versions[: [known.version for known in versions].index(until) + 1]
        names = [known.version for known in versions]
        found = [desk.changes(article_id, *pair) for pair in pairwise(names)] if diff else []
    if as_json:
        show_json({"versions": versions, "changes": found} if diff else {"versions": versions})
        return
    from bot.showing.changes_view import changes_text, changes_view, versions_text, versions_view

    show(lambda: versions_view(versions), lambda: versions_text(versions))
    for changed in found:
        write("")
        show(partial(changes_view, changed), partial(changes_text, changed))
    if diff and not found:
        say("There is only one version: nothing changed.", "dim")


def remove(
    context: typer.Context,
    article_id: ArticleId,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove an article, with all its versions, from the library."""
    from bot.showing.wording import origin
    from config.errors import NewsdeskError

    with opened(context) as desk:
        article = desk.article(article_id)
        if not yes:
            if not sys.stdin.isatty():
                raise NewsdeskError(
                    f"{article_id} is not removed: there is no terminal to ask on.",
                    "--yes removes without asking.",
                )
            if not typer.confirm(f"Remove {origin(article)}?", err=True):
                say("Kept.")
                return
        desk.remove(article.id)
    say(f"Removed {origin(article)}.")


def doctor(
    context: typer.Context,
    deep: Annotated[
        bool, typer.Option("--deep", help="Compare every row with what it was made from.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Look whether everything works, and say what mends what does not.

    Looked at are the library, the models, the indexes, the disk, keys, feeds, the chat
    model, which is asked for a word, and what is set of Slack. With --deep every text is
    compared with its hash, every passage, statement and vector with its text, every entry
    of the indexes with the library, and every citation kept with the version it names,
    which takes some milliseconds an article. Ends with 1 where something is wrong.
    """
    from config.errors import LibraryError

    try:
        with opened(context) as desk:
            checks = desk.doctor(deep=deep)
    except LibraryError as error:
        from bot.examining.doctor import unopened

        checks = unopened(error)
    if as_json:
        show_json(checks)
    else:
        from bot.showing.tables import checks_text, checks_view

        show(lambda: checks_view(checks), lambda: checks_text(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)
