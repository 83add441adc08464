"""What stands before the Slack app over HTTP: only whole, small, fresh requests that Slack signed get in."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk.signature import Clock, SignatureVerifier

from bot.slack.serving.delivery import misshapen
from bot.slack.serving.seen_requests import SeenRequests

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]
"""An ASGI application."""

LARGEST = 1_000_000
"""Bytes of a request's body; Slack's own are far smaller."""

FRESH = 300
"""Seconds that a timestamp may differ from the clock, as Slack advises."""

PATIENCE = 10.0
"""Seconds in which a body must have arrived."""

_TIMESTAMP = re.compile(rb"[0-9]{1,12}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")

log = logging.getLogger(__name__)


class Refused(Exception):  # noqa: N818  # it is what happens to the request, not an error of ours
    """The request goes no further.

    Args:
        status: what is answered.
        reason: one word for the log; it holds nothing of the request.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class _Gone(Exception):  # noqa: N818
    """The client closed the connection before its request was whole."""


class Guard:
    """An ASGI application before another. Nothing is parsed before the signature holds.

    Args:
        app: what is let in is given to it, with the whole body at once.
        signing_secret: of the Slack app.
        events_path: where Slack posts.
        open_paths: paths that a browser may GET unsigned: installing, and its way back.
        largest: bytes of a body at most.
        patience: seconds in which a body must have arrived.
        clock: gives the present time.
    """

    def __init__(  # noqa: PLR0913  # each is a limit that a test moves
        self,
        app: Application,
        signing_secret: str,
        *,
        events_path: str,
        open_paths: frozenset[str] = frozenset(),
        largest: int = LARGEST,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret, _As(clock))
        self._events_path = events_path
        self._open_paths = open_paths
        self._largest = largest
        self._patience = patience
        self._clock = clock
        self._seen = SeenRequests(2 * FRESH)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it with 4xx."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._handle(scope, receive, send)
        except Refused as refused:
            log.warning("request refused", extra={"status": refused.status, "reason": refused.reason})
            await _answer(send, refused.status)
        except _Gone:
            log.info("client went away before its request was whole")

    async def _handle(self, scope: Message, receive: Receive, send: Send) -> None:
        path, method = scope["path"], scope["method"]
        if path in self._open_paths:
            if method != "GET":
                raise Refused(405, "method")
            await self._app(scope, _whole(b"", receive), send)
            return
        if path != self._events_path:
            raise Refused(404, "path")
        if method != "POST":
            raise Refused(405, "method")
        timestamp, signature = self._signed(scope)
        body = await self._body(scope, receive)
        self._check(timestamp, signature, body)
        if not self._seen.add(signature, self._clock()):
            raise Refused(409, "replayed")
        _check_form(scope, body)
        await self._app(scope, _whole(body, receive), self._forgetting_failures(signature, send))

    def _signed(self, scope: Message) -> tuple[bytes, bytes]:
        """The timestamp and the signature, each there once and of the right shape and age."""
        timestamp = _only(scope, b"x-slack-request-timestamp")
        signature = _only(scope, b"x-slack-signature")
        if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(signature):
            raise Refused(401, "unsigned")
        if abs(self._clock() - int(timestamp)) > FRESH:
            raise Refused(401, "stale")
        return timestamp, signature

    async def _body(self, scope: Message, receive: Receive) -> bytes:
        """The whole body; no more is read than is allowed."""
        stated = [value for name, value in scope["headers"] if name == b"content-length"]
        if any(not value.isdigit() or len(value) > 12 or int(value) > self._largest for value in stated):
            raise Refused(413, "too_large")
        body = bytearray()
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise _Gone
                    body += message.get("body", b"")
                    if len(body) > self._largest:
                        raise Refused(413, "too_large")
                    if not message.get("more_body", False):
                        return bytes(body)
        except TimeoutError:
            raise Refused(408, "stalled") from None

    def _check(self, timestamp: bytes, signature: bytes, body: bytes) -> None:
        try:
            expected = self._verifier.generate_signature(timestamp=timestamp.decode(), body=body)
        except UnicodeDecodeError:
            raise Refused(401, "no_text") from None
        if not hmac.compare_digest((expected or "").encode(), signature):
            raise Refused(401, "forged")

    def _forgetting_failures(self, signature: bytes, send: Send) -> Send:
        """Let Slack send again at once what ended in an error of ours."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 500:
                self._seen.drop(signature)
            await send(message)

        return sending


class _As(Clock):
    """A function as the clock of the SDK's verifier."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now  # type: ignore[method-assign]


def _only(scope: Message, name: bytes) -> bytes:
    values: list[bytes] = [value for header, value in scope["headers"] if header == name]
    if len(values) != 1:
        raise Refused(401, "unsigned")
    return values[0]


def _check_form(scope: Message, body: bytes) -> None:
    """See that Bolt and the listeners can read it: an object of Slack's shape, in JSON or in a form.

    Raises:
        Refused: it will not.
    """
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"")
    text = body.decode()
    try:
        # Bolt reads as JSON whatever begins so, whatever the header says.
        if kind.split(b";")[0].strip().lower() == b"application/json" or text.startswith("{"):
            found = json.loads(text)
        else:
            form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100))
            found = json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError):
        raise Refused(400, "unreadable") from None
    if not isinstance(found, dict) or not found:
        raise Refused(400, "empty")
    if (wrong := misshapen(found)) is not None:
        log.warning("a delivery is not as Slack sends them: %s", wrong)
        raise Refused(400, "misshapen")


def _whole(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body at once, and then what the server has to tell."""
    given = False

    async def receiving() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receiving


async def _answer(send: Send, status: int) -> None:
    """Nothing but the status; the connection ends with it, so no rest of a body is read."""
    headers = [(b"content-length", b"0"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
