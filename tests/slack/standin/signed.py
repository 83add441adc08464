"""Requests signed as Slack signs them, and the ways in which somebody else might make them."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import aiohttp

from tests.slack.standin.clock import Clock
from tests.slack.standin.delivery import Envelope
from tests.slack.standin.refusals import Json

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Signed:
    """A request as it goes over the wire."""

    body: bytes
    headers: dict[str, str]

    def tampered(self) -> Signed:
        """Another body under the same signature."""
        return replace(self, body=self.body + b" ")

    def without(self, *names: str) -> Signed:
        """The same without some of its headers."""
        lower = {name.lower() for name in names}
        return replace(self, headers={k: v for k, v in self.headers.items() if k.lower() not in lower})

    def with_header(self, name: str, value: str) -> Signed:
        """The same with one header otherwise."""
        return replace(self, headers={**self.headers, name: value})


@dataclass(frozen=True)
class Reply:
    """What the app answered."""

    status: int
    body: str


class Signer:
    """Signs with an app's secret by a clock.

    Args:
        secret: another than the app's forges.
    """

    def __init__(self, secret: str, clock: Clock) -> None:
        self._secret = secret.encode()
        self._clock = clock

    def sign(self, body: bytes | str, kind: str = JSON, *, age: float = 0.0) -> Signed:
        """Sign any body, well-formed or not.

        Args:
            kind: its content type.
            age: seconds ago that it was signed.
        """
        data = body.encode() if isinstance(body, str) else body
        stamp = str(int(self._clock.now() - age))
        digest = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + data, hashlib.sha256).hexdigest()
        signature = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
        return Signed(data, {"Content-Type": kind, **signature})

    def event(self, payload: Json, *, age: float = 0.0) -> Signed:
        """An event callback, or any JSON."""
        return self.sign(json.dumps(payload), JSON, age=age)

    def command(self, payload: Json, *, age: float = 0.0) -> Signed:
        """A slash command."""
        return self.sign(urlencode(payload), FORM, age=age)

    def interaction(self, payload: Json, *, age: float = 0.0) -> Signed:
        """A button, a shortcut or a modal."""
        return self.sign(urlencode({"payload": json.dumps(payload)}), FORM, age=age)

    def url_verification(self, challenge: str) -> Signed:
        """What Slack asks an address when it is entered in the app's settings."""
        return self.event({"type": "url_verification", "token": "standin", "challenge": challenge})


def signed_envelope(signer: Signer, envelope: Envelope) -> Signed:
    """What would go over Socket Mode, as a request."""
    if envelope.type == "slash_commands":
        return signer.command(envelope.payload)
    if envelope.type == "interactive":
        return signer.interaction(envelope.payload)
    request = signer.event(envelope.payload)
    if not envelope.attempt:
        return request
    numbered = request.with_header("X-Slack-Retry-Num", str(envelope.attempt))
    return numbered.with_header("X-Slack-Retry-Reason", envelope.reason)


async def send(url: str, request: Signed) -> Reply:
    """Send it once, as anybody could."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=request.body, headers=request.headers) as response,
    ):
        return Reply(response.status, await response.text())
