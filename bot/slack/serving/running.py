"""Runs the Slack app until it is told to stop, and then lets what is under way end."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.showing.screen import say
from bot.slack.app import slack_app
from bot.slack.queue import AnswerQueue
from bot.slack.record.ledger import Ledger
from bot.slack.service import Service
from bot.slack.serving.health import Address, HealthServer
from bot.slack.serving.metrics import Metrics
from bot.slack.serving.socket_mode import SocketMode
from bot.slack.serving.web_client import web_client
from bot.slack.serving.workspaces import TokenOf, Workspaces
from bot.slack.settings.channel_rules import read_rules
from bot.slack.settings.channels import Channels
from config.errors import NewsdeskError, SettingsError

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings

    from bot.desk import Newsdesk
    from bot.slack.app import TimedApp

log = logging.getLogger(__name__)

LIMIT = 20.0
"""Seconds that answers under way have to end after SIGTERM; those who stop processes mostly wait 30."""
RECOVERY = 60.0
"""Seconds without a connection after which health says so."""


def run(
    desk: Newsdesk,
    *,
    http: tuple[str, int] | None = None,
    health_port: int | None = None,
    limit: float = LIMIT,
) -> int:
    """Answer in Slack until SIGTERM or SIGINT.

    Then nothing more is taken, what is being answered may end, and those who wait are told
    that they are answered after the restart. A second signal ends it at once.

    Args:
        desk: answers; its settings have the tokens.
        http: the host and port on which Slack's requests are taken; Socket Mode if None.
        health_port: of health and metrics; the configured one if None, none if 0.
        limit: seconds for what is being answered.

    Returns:
        The exit status, 0.

    Raises:
        SettingsError: a token is missing or refused, or an address cannot be used.
        LibraryError: the ledger cannot be opened.
    """
    asyncio.run(_run(desk, http, health_port, limit))
    return 0


async def _run(desk: Newsdesk, http: tuple[str, int] | None, health_port: int | None, limit: float) -> None:
    with _signals() as stopped:
        async with serving(desk, http=http, health_port=health_port, limit=limit):
            say("Newsdesk is answering in Slack. Stop it with Ctrl-C.")
            await stopped.wait()
            say("Stopping: answers under way may end.")


@asynccontextmanager
async def serving(
    desk: Newsdesk,
    *,
    http: tuple[str, int] | None = None,
    health_port: int | None = None,
    limit: float = LIMIT,
) -> AsyncIterator[Service]:
    """The app at work; arguments and errors are those of `run`."""
    async with AsyncExitStack() as stack:
        oauth, token_of = await _installed(desk, stack)
        ledger = stack.enter_context(Ledger(desk.path, keep_days=desk.settings.keep_conversations))
        service = _service(desk, ledger, token_of)
        app = slack_app(desk.settings, service, oauth)
        # What is loaded while deliveries arrive would hold up their acknowledgements.
        await asyncio.gather(_warmed(desk), _prepared(app, oauth))
        await service.upkeep.resume()
        stack.push_async_callback(service.close, limit)
        upkeep = asyncio.create_task(service.upkeep.go_on())
        stack.callback(upkeep.cancel)
        link = await stack.enter_async_context(_listening(desk, app, http))
        async with _health(desk, service, link, health_port):
            yield service


async def _installed(desk: Newsdesk, stack: AsyncExitStack) -> tuple[AsyncOAuthSettings | None, TokenOf]:
    """How to get at the token of a workspace: one is set, or each installs the app."""
    settings = desk.settings
    if settings.slack_bot_token is not None:
        token = settings.slack_bot_token.get_secret_value()

        async def only(team: str) -> str | None:
            return token

        return None, only
    if settings.slack_client_id is None:
        raise SettingsError("No bot token is set.", "Set SLACK_BOT_TOKEN; docs/slack.md tells where it is.")
    from bot.slack.serving.installations import Installations

    installations = await stack.enter_async_context(Installations(settings, desk.path))
    return installations.oauth, installations.token


def _service(desk: Newsdesk, ledger: Ledger, token_of: TokenOf) -> Service:
    settings = desk.settings
    return Service(
        desk,
        ledger,
        AnswerQueue(settings.slack_answers, settings.slack_waiting),
        Channels(read_rules(settings.slack_channels), desk.path, settings.database),
        Workspaces(token_of, lambda token: web_client(settings, token)),
        Metrics(),
    )


class _Link:
    """What Slack's deliveries come by; closed once."""

    def __init__(self, socket: SocketMode | None, stop: object) -> None:
        self._socket = socket
        self._stop = stop
        self._seen = datetime.now(UTC)

    async def close(self) -> None:
        if self._stop is not None:
            stop, self._stop = self._stop, None
            await stop()  # type: ignore[operator]

    async def connected(self) -> bool:
        open_now = self._socket is None or await self._socket.is_open()
        if open_now:
            self._seen = datetime.now(UTC)
        return open_now

    @property
    def cut_for(self) -> float:
        """Seconds since it was last seen connected."""
        return (datetime.now(UTC) - self._seen).total_seconds()


@asynccontextmanager
async def _listening(desk: Newsdesk, app: AsyncApp, http: tuple[str, int] | None) -> AsyncIterator[_Link]:
    settings = desk.settings
    if http is not None:
        if settings.slack_signing_secret is None:
            raise SettingsError("No signing secret is set.", "Set SLACK_SIGNING_SECRET.")
        from bot.slack.serving.http import HttpServer, slack_asgi

        server = HttpServer(slack_asgi(app, settings.slack_signing_secret.get_secret_value()), *http)
        await server.start()
        link = _Link(None, server.stop)
    else:
        if settings.slack_app_token is None:
            raise SettingsError("No app-level token is set.", "Set SLACK_APP_TOKEN.")
        socket = SocketMode(app, settings.slack_app_token.get_secret_value())
        try:
            await socket.open()
        except BaseException:
            await socket.close()
            raise
        link = _Link(socket, socket.close)
    try:
        yield link
    finally:
        await link.close()


@asynccontextmanager
async def _health(desk: Newsdesk, service: Service, link: _Link, port: int | None) -> AsyncIterator[None]:
    """Serve health and metrics, kept true second by second."""
    settings = desk.settings
    port = settings.slack_health_port if port is None else port
    watching = asyncio.create_task(_watched(service, link))
    try:
        if not port:
            yield
            return
        server = HealthServer(
            service.metrics,
            lambda: _reasons(desk, link),
            desk.freshness,
            Address(settings.slack_health_host, port, settings.slack_health_beyond_loopback),
        )
        async with server:
            yield
    finally:
        watching.cancel()


async def _watched(service: Service, link: _Link) -> None:
    while True:
        service.metrics.connected.set(await link.connected())
        service.metrics.waiting.set(service.queue.waiting)
        service.metrics.answering.set(service.queue.answering)
        await asyncio.sleep(1)


def _reasons(desk: Newsdesk, link: _Link) -> list[str]:
    reasons = []
    if link.cut_for > RECOVERY:
        reasons.append("there is no connection to Slack")
    try:
        if not desk.freshness().articles:
            reasons.append("the library is empty")
    except NewsdeskError:
        reasons.append("the library cannot be read")
    return reasons


async def _prepared(app: TimedApp, oauth: AsyncOAuthSettings | None) -> None:
    """With many workspaces, whose deliveries come first is not known."""
    if oauth is None:
        await app.prepare()


async def _warmed(desk: Newsdesk) -> None:
    """Load the model and the indexes before the first question needs them."""
    with suppress(NewsdeskError):
        await asyncio.to_thread(desk.search, "news")


@contextmanager
def _signals() -> Iterator[asyncio.Event]:
    """An event that SIGTERM and SIGINT set; the second one ends the program as it always does."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()

    def told() -> None:
        stopped.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    try:
        yield stopped
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
