"""Whatever nobody listens for is acknowledged all the same; else Slack would deliver it again and again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.slack.service import Service

log = logging.getLogger(__name__)


def register(app: AsyncApp, service: Service) -> None:
    """Acknowledge what is not matched; log what went wrong, and have Slack deliver it again."""
    app.error(failed)


async def failed(error: Exception) -> BoltResponse | None:
    """Answer a delivery on which no listener acted, or one failed."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    log.error("a listener failed", exc_info=error)
    return BoltResponse(status=500, body="")
