"""Calls of Slack's Web API in one workspace: paced, tried again where that helps, refused with a code."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.replying.pacing import Pacing
from config.errors import NewsdeskError

log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds that a call is tried for at most while Slack asks to wait, or cannot be reached."""
UNREACHABLE = "unreachable"
_RATE_LIMITED = frozenset({"ratelimited", "rate_limited"})
PASSING = frozenset({UNREACHABLE, "fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""Reasons that may be gone at the next attempt; what was asked for may have been done all the same."""
_TOLD = {
    "auth.test": ("user_id",),
    "chat.postMessage": ("channel", "ts"),
    "chat.startStream": ("ts",),
    "chat.update": ("ts",),
}
"""What the answer to a method must tell for anything to be done with it."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 15.0
_READS = ("conversations.", "users.", "usergroups.")
"""Methods that take their arguments in the address, and not as JSON."""


class SlackRefusedError(NewsdeskError):
    """Slack did not do what it was asked for.

    Args:
        method: what was called.
        code: Slack's word for the reason, or "unreachable".
        wait: seconds that Slack asks to wait; None where it asks for nothing.
    """

    def __init__(self, method: str, code: str, wait: float | None = None) -> None:
        super().__init__(f"Slack refused {method}: {code}.")
        self.method = method
        self.code = code
        self.wait = wait


class Calls:
    """One workspace's Web API.

    Args:
        client: with the workspace's token.
        pacing: shared by all who call in this workspace.
        patience: seconds that a call is tried for at most while Slack asks to wait, or cannot be reached.
    """

    def __init__(
        self, client: AsyncWebClient, pacing: Pacing | None = None, patience: float = PATIENCE
    ) -> None:
        self.client = client
        self.pacing = pacing or Pacing()
        self._patience = patience

    async def __call__(
        self, method: str, *, patience: float | None = None, once: bool = False, **arguments: Any
    ) -> dict[str, Any]:
        """Call a method.

        Args:
            method: such as "chat.postMessage".
            patience: as the class has it, for this call alone.
            once: whether it must not be done twice: where nobody knows whether it was done, it is not
                tried again here.
            arguments: its arguments; those that are None are left out.

        Returns:
            What Slack answered.

        Raises:
            SlackRefusedError: it refused, or could not be reached.
        """
        stated = {name: value for name, value in arguments.items() if value is not None}
        channel = str(stated.get("channel", ""))
        until = time.monotonic() + (self._patience if patience is None else patience)
        pause = _FIRST_PAUSE
        while True:
            await self.pacing.passed(method, channel)
            try:
                return await self._once(method, stated)
            except SlackRefusedError as refused:
                if refused.wait is not None:
                    log.info("Slack asks to wait %s s before the next %s", refused.wait, method)
                    self.pacing.gate(method, channel).close(refused.wait)
                passing = refused.wait is not None or (refused.code in PASSING and not once)
                wait = pause if refused.wait is None else refused.wait
                if not passing or time.monotonic() + wait > until:
                    raise
                if refused.wait is None:
                    await asyncio.sleep(pause)
                    pause = min(2 * pause, _LONGEST_PAUSE)

    async def attempt(self, method: str, **arguments: Any) -> bool:
        """Call a method once whose failing harms nothing; whether it did what it was asked for."""
        try:
            await self(method, patience=0.0, **arguments)
        except SlackRefusedError as error:
            log.info("%s", error)
            return False
        return True

    async def in_passing(self, method: str, *, spare: int = 0, **arguments: Any) -> bool:
        """Call a method on which nothing depends, unless it would have to wait; whether it did its work.

        Args:
            method: not one that is limited in each channel.
            spare: calls for which room must be left.
            arguments: its arguments.
        """
        return self.pacing.gate(method).room >= spare + 1 and await self.attempt(method, **arguments)

    async def _once(self, method: str, stated: dict[str, Any]) -> dict[str, Any]:
        try:
            if method.startswith(_READS):
                response = await self.client.api_call(method, http_verb="GET", params=stated)
            else:
                response = await self.client.api_call(method, json=stated)
        except SlackApiError as error:
            raise SlackRefusedError(method, _code(error), _asked_to_wait(error)) from error
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.warning("%s failed: %s", method, type(error).__name__)
            raise SlackRefusedError(method, UNREACHABLE) from error
        data = response.data
        if not isinstance(data, dict):
            raise SlackRefusedError(method, UNREACHABLE)
        if not all(isinstance(data.get(name), str) for name in _TOLD.get(method, ())):
            # It may have been done all the same, so it is not tried again.
            raise SlackRefusedError(method, "unexpected_answer")
        return data


def _code(error: SlackApiError) -> str:
    """Slack's word for a refusal; without one, what its status says."""
    data = getattr(error.response, "data", None)
    if isinstance(data, dict) and isinstance(data.get("error"), str):
        return str(data["error"])
    status = getattr(error.response, "status_code", None) or getattr(error.response, "status", None)
    # What is said to have gone well, in words that nobody can read, may have been done or not.
    return f"status_{status}" if isinstance(status, int) and 300 <= status < 500 else UNREACHABLE


def _asked_to_wait(error: SlackApiError) -> float | None:
    """The seconds that Slack asks to wait; None where it refuses for another reason."""
    response = error.response
    if getattr(response, "status_code", None) != 429 and _code(error) not in _RATE_LIMITED:
        return None
    headers = {str(name).lower(): value for name, value in dict(response.headers or {}).items()}
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, TypeError, ValueError):
        return 1.0
