"""Where in Slack something is answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A thread in a channel, and who is answered there.

    Args:
        team: the workspace's id.
        channel: its id; one that begins with D is a direct message.
        thread_ts: of the message that began the thread.
        user: who asks.
    """

    team: str
    channel: str
    thread_ts: str
    user: str
