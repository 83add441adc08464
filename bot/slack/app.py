"""The Bolt app: put together from the settings, with every listener."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.listeners import register
from bot.slack.serving.web_client import web_client

if TYPE_CHECKING:
    from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
    from slack_bolt.response import BoltResponse

    from bot.slack.service import Service
    from bot.slack.serving.metrics import Metrics
    from config.settings import Settings


class TimedApp(AsyncApp):
    """An app that times its acknowledgements: what Slack is answered goes out as soon as it is known.

    Args:
        metrics: is told of each.
        options: as the app takes them.
    """

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    async def prepare(self) -> None:
        """Have Bolt learn who the app is before the first deliveries, which would each ask Slack for it."""
        nothing = {"type": "event_callback", "event": {"type": "prepare"}}
        await super().async_dispatch(AsyncBoltRequest(mode="socket_mode", body=nothing))

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Handle a delivery, by whichever way it came."""
        with self._metrics.acknowledged.time():
            return await super().async_dispatch(req)


def slack_app(settings: Settings, service: Service, oauth: AsyncOAuthSettings | None = None) -> TimedApp:
    """The app.

    A delivery is acknowledged when its listener has returned, and so only once a question
    is written down: what Slack has been told is received is answered even if this process dies.

    Args:
        settings: tokens, and where Slack is.
        service: does what is asked for.
        oauth: for many workspaces; one by its token if None.
    """
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token and not oauth else None
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None
    app = TimedApp(
        service.metrics,
        name="newsdesk",
        logger=logging.getLogger("slack_bolt.newsdesk"),
        client=web_client(settings, token, waits=True),
        signing_secret=secret,
        oauth_settings=oauth,
        process_before_response=True,
        raise_error_for_unhandled_request=True,
    )
    register(app, service)
    return app
