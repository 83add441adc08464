"""Rate limits, none until a test asks for some: a method's own, or Slack's tiers."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.slack.standin.clock import Clock

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
"""Calls a minute for an app in a workspace."""

METHOD_TIERS = {
    "apps.connections.open": 1,
    "chat.startStream": 2,
    "chat.stopStream": 2,
    "users.list": 2,
    "reactions.remove": 2,
    "chat.update": 3,
    "chat.delete": 3,
    "conversations.replies": 3,
    "conversations.history": 3,
    "conversations.info": 3,
    "reactions.add": 3,
    "agents.sessions.setStatus": 3,
    "assistant.threads.setSuggestedPrompts": 3,
    "chat.appendStream": 4,
    "chat.postEphemeral": 4,
    "conversations.members": 4,
    "users.info": 4,
    "views.open": 4,
    "views.update": 4,
    "views.publish": 4,
}
POSTS_PER_CHANNEL = 1.0
"""Seconds between messages to one channel that chat.postMessage bears for long."""
BURST = 4
"""Messages to one channel beyond that, for a short time."""


@dataclass
class Limit:
    """Calls that pass before one is refused for `retry_after` seconds."""

    after: int
    retry_after: float
    left: int
    until: float = 0.0


class Rates:
    """Whether a call is refused, and for how many seconds."""

    def __init__(self, clock: Clock) -> None:
        self.tiers = False
        self.unlimited: set[str] = set()
        """Methods to which no tier applies."""
        self.ignored: list[str] = []
        """Methods called while they were refused, before the time given was over."""
        self._clock = clock
        self._limits: dict[str, Limit] = {}
        self._calls: defaultdict[tuple[str, str, str], deque[float]] = defaultdict(deque)
        self._refused_until: dict[tuple[str, str, str], float] = {}

    def limit(self, method: str, *, after: int, retry_after: float) -> None:
        """Refuse a method's calls for a time once so many have passed."""
        self._limits[method] = Limit(after, retry_after, after)

    def clear(self) -> None:
        """Refuse nothing any more."""
        self.tiers = False
        self._limits.clear()
        self._refused_until.clear()

    def end_limits(self) -> None:
        """Refuse no method by a limit of its own any more; tiers stay."""
        self._limits.clear()

    def refusal(self, method: str, team: str, channel: str) -> int | None:
        """Whole seconds to wait, as Retry-After gives them; None if the call may go on."""
        wait = self._own(method) or (self._tier(method, team, channel) if self.tiers else None)
        return None if wait is None else max(1, math.ceil(wait))

    def _own(self, method: str) -> float | None:
        limit = self._limits.get(method)
        if limit is None:
            return None
        now = self._clock.now()
        if now < limit.until:
            self.ignored.append(method)
            return limit.until - now
        if limit.left == 0:
            limit.until, limit.left = now + limit.retry_after, limit.after
            return limit.retry_after
        limit.left -= 1
        return None

    def _tier(self, method: str, team: str, channel: str) -> float | None:
        posts = method == "chat.postMessage"
        if method in self.unlimited or not (posts or method in METHOD_TIERS):
            return None
        key = (method, team, channel if posts else "")
        most, window = (BURST, BURST * POSTS_PER_CHANNEL) if posts else (TIERS[METHOD_TIERS[method]], 60.0)
        calls, now = self._calls[key], self._clock.now()
        while calls and calls[0] <= now - window:
            calls.popleft()
        if len(calls) < most:
            calls.append(now)
            return None
        if now < self._refused_until.get(key, 0.0):
            self.ignored.append(method)
        self._refused_until[key] = calls[0] + window
        return calls[0] + window - now
