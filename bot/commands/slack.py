"""Commands about the Slack app: slack run, manifest and check."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.options import AsJson, opened
from bot.failures import FAILED
from bot.showing.screen import say, show, show_json, write

slack = typer.Typer(name="slack", help="Answer in Slack.")

APPS = "https://api.slack.com/apps"
HOST = "127.0.0.1"
PORT = 3000

Http = Annotated[bool, typer.Option("--http", help="Take Slack's requests over HTTP, not by Socket Mode.")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="With --http: the address listened on.")]
Port = Annotated[
    int, typer.Option(min=0, max=65535, metavar="PORT", help="With --http: the port listened on.")
]
HealthPort = Annotated[
    int | None,
    typer.Option(
        min=0, max=65535, metavar="PORT", help="The port of /health and /metrics; 0 serves neither."
    ),
]


@slack.callback(invoke_without_command=True)
def slack_itself(
    context: typer.Context,
    http: Http = False,
    host: Host = HOST,
    port: Port = PORT,
    health_port: HealthPort = None,
) -> None:
    """Run the Slack app until it is stopped; SIGTERM lets answers under way end.

    `newsdesk slack manifest` and docs/slack.md tell how to set it up.
    """
    if context.invoked_subcommand is None:
        run(context, http, host, port, health_port)
    elif (http, host, port, health_port) != (False, HOST, PORT, None):
        context.fail(f"Options of {context.invoked_subcommand} stand behind it.")


@slack.command()
def run(
    context: typer.Context,
    http: Http = False,
    host: Host = HOST,
    port: Port = PORT,
    health_port: HealthPort = None,
) -> None:
    """Run the Slack app until it is stopped, as newsdesk slack does."""
    with opened(context) as desk:
        from bot.slack.serving import running
        from bot.slack.serving.check_settings import Modes, check_settings
        from config.errors import SettingsError

        missing = [c for c in check_settings(desk.settings, Modes.of(desk.settings, http=http)) if not c.ok]
        if missing:
            first = missing[0]
            raise SettingsError(f"The Slack app cannot start: {first.name}: {first.detail}.", first.mend)
        running.run(desk, http=(host, port) if http else None, health_port=health_port)


@slack.command()
def manifest(
    name: Annotated[str, typer.Option(metavar="NAME", help="What the app is called in Slack.")] = "Newsdesk",
    http: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The public https address, where the app runs with --http."),
    ] = None,
    as_yaml: Annotated[bool, typer.Option("--yaml", help="Print YAML; so it does unless told.")] = False,
    as_json: AsJson = False,
    as_link: Annotated[
        bool, typer.Option("--link", help="Print a link that opens Slack with the manifest filled in.")
    ] = False,
) -> None:
    """Print the manifest from which Slack makes the app."""
    from config.slack_manifest import slack_manifest

    if as_yaml + as_json + as_link > 1:
        raise typer.BadParameter("choose one of --yaml, --json and --link")
    found = slack_manifest(name, http)
    if as_json:
        show_json(found)
    elif as_link:
        import json
        from urllib.parse import urlencode

        write(f"{APPS}?{urlencode({'new_app': 1, 'manifest_json': json.dumps(found)})}")
    else:
        import yaml

        write(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=100).rstrip())
        say(f"Paste it at {APPS}: Create New App, From a manifest.", "dim")


@slack.command()
def check(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="What running with --http needs.")] = False,
    as_json: AsJson = False,
) -> None:
    """Try the tokens, scopes and socket, look at the library, and say what is missing."""
    import asyncio

    with opened(context) as desk:
        from bot.slack.serving.checking import check_slack

        checks = asyncio.run(check_slack(desk, http=http))
    if as_json:
        show_json(checks)
    else:
        from bot.showing.tables import checks_text, checks_view

        show(lambda: checks_view(checks), lambda: checks_text(checks))
    if not all(check.ok for check in checks):
        raise typer.Exit(FAILED)
