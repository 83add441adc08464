"""What is on its way to the app, and what became of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from tests.slack.standin.refusals import Json

ACKNOWLEDGE_WITHIN = 3.0
RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds from a failed delivery of an event to the next."""


def _new_id() -> str:
    return str(uuid.uuid4())


@dataclass
class Envelope:
    """One delivery of an event, a command or an interaction.

    Args:
        type: events_api, slash_commands or interactive.
        attempt: 0 at first; only events are tried again.
        sent: when, in seconds of the performance counter.
    """

    type: str
    payload: Json
    id: str = field(default_factory=_new_id)
    attempt: int = 0
    reason: str = ""
    sent: float | None = None

    @property
    def event_id(self) -> str | None:
        """Of an event, the same in each attempt."""
        found = self.payload.get("event_id")
        return str(found) if found else None

    def again(self, reason: str) -> Envelope:
        """The next attempt at it."""
        return Envelope(self.type, self.payload, attempt=self.attempt + 1, reason=reason)

    def body(self) -> Json:
        """As it goes over Socket Mode."""
        body: Json = {
            "envelope_id": self.id,
            "payload": self.payload,
            "type": self.type,
            "accepts_response_payload": self.type != "events_api",
        }
        if self.type == "events_api":
            body |= {"retry_attempt": self.attempt, "retry_reason": self.reason}
        return body


@dataclass(frozen=True)
class Ack:
    """An acknowledgement.

    Args:
        latency: real seconds since that envelope was sent.
        late: whether Slack had given up waiting for it.
        payload: what came with it.
    """

    envelope: Envelope
    latency: float
    late: bool = False
    payload: Json | None = None
