"""The client of Slack's Web API: it tries again by itself what can be done twice without harm."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from slack_sdk.http_retry.request import HttpRequest
    from slack_sdk.http_retry.response import HttpResponse
    from slack_sdk.http_retry.state import RetryState

    from config.settings import Settings

RETRIES = 2
ONCE = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.startStream", "chat.appendStream"})
"""Methods that would say a thing twice: what broke off may have been done all the same."""


class _Harmless(AsyncRetryHandler):
    """Tries nothing again that could say a thing twice; goes before the handler that it limits."""

    async def can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.partition("?")[0].rpartition("/")[2] in ONCE:
            return False
        return await super().can_retry_async(state=state, request=request, response=response, error=error)


class _BrokenOff(_Harmless, AsyncConnectionErrorRetryHandler):
    """After a connection that broke."""


class _ServerError(_Harmless, AsyncServerErrorRetryHandler):
    """After an error of the server."""


def web_client(settings: Settings, token: str | None = None, *, waits: bool = False) -> AsyncWebClient:
    """A client that tries again what failed on the way, where that cannot say a thing twice.

    Args:
        settings: say where Slack is.
        token: of a workspace.
        waits: whether it also waits by itself where Slack asks to; `Calls` does that better.
    """
    handlers: list[AsyncRetryHandler] = [_BrokenOff(RETRIES), _ServerError(RETRIES)]
    if waits:
        handlers.append(AsyncRateLimitErrorRetryHandler(RETRIES))
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        retry_handlers=handlers,
        logger=logging.getLogger("slack_sdk.web"),
    )
