"""What goes wrong with an address, an outlet, or what they send: each fault by name, for a while."""

from __future__ import annotations

import gzip
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from benchmarks.reliability.feeds_hour.newsroom import Told

FOR_FEEDS = (
    "truncated",
    "sorry page",
    "sorry text",
    "empty",
    "doubled",
    "huge",
    "other kind",
    "not asked 304",
)
"""What only listings do."""
FOR_ALL = (
    "500",
    "503",
    "403",
    "429",
    "reset",
    "short",
    "drip",
    "hang",
    "bad gzip",
    "gzip",
    "loop",
    "garbage",
)
FOR_OUTLETS = ("dead", "500", "reset", "429", "robots 500")
"""What befalls a whole outlet; it is dead where nothing listens at its port."""
SHORTEST, LONGEST = 10.0, 90.0
"""Seconds that a fault lasts at most, in a short run and in a long one."""

_SORRY = (
    "<html><head><title>Back soon</title></head><body><main><h1>We are back soon</h1>"
    "<p>Our site is being looked after tonight, and cannot show you what you came for. "
    "Please try again in about two hours.</p><p>Until then our colleagues in the newsroom go on "
    "writing, and nothing that they write will be lost.</p></main></body></html>"
)
_SORRY_TEXT = b"Our site is being looked after tonight. Please try again in about two hours."
_NOTHING_NEW = b'{"status": "ok", "message": "nothing new"}'


@dataclass(frozen=True)
class Sent:
    """What goes over the line, and how.

    Args:
        told: status, headers and body.
        length: the length stated, where it is not the true one.
        pause: seconds between pieces; none where it is sent at once.
        reset: whether the line breaks before anything is sent.
        wait: seconds before anything is sent.
    """

    told: Told
    length: int | None = None
    pause: float | None = None
    reset: bool = False
    wait: float = 0.0


@dataclass
class Faults:
    """The faults that last; drawn for addresses that there are.

    Args:
        seed: of what is drawn.
        patience: seconds that whoever fetches waits for an answer.
    """

    seed: int
    patience: float
    met: Counter[str] = field(default_factory=Counter)
    _lasting: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _drawn: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._drawn = random.Random(self.seed)

    def begin(self, key: str, kinds: Sequence[str], most: float) -> str:
        """Begin one of these faults at an address or outlet; returns which."""
        with self._lock:
            what = self._drawn.choice(kinds)
            self._lasting[key] = (what, time.monotonic() + self._drawn.uniform(most / 9, most))
            return what

    def at(self, key: str) -> str | None:
        """The fault that lasts there."""
        with self._lock:
            what, until = self._lasting.get(key, ("", 0.0))
            return what if until > time.monotonic() else None

    def end(self) -> None:
        """All goes well from now on."""
        with self._lock:
            self._lasting.clear()

    def sent(self, what: str, told: Told) -> Sent:
        """An answer as a fault leaves it."""
        self.met[what] += 1
        if what in _INSTEAD:
            return Sent(_INSTEAD[what])
        if what in ("gzip", "bad gzip"):
            return Sent(_packed(told, damaged=what == "bad gzip"))
        body, n = told.body, len(told.body)
        lines: dict[str, Sent] = {
            "reset": Sent(told, reset=True),
            "hang": Sent(told, wait=self.patience + 1),
            "drip": Sent(told, pause=self.patience / 8),
            "short": Sent(replace(told, body=body[: n // 2]), length=n),
            "empty": Sent(Told(200, b"", told.headers)),
            "huge": Sent(replace(told, body=body + b"<!-- " + b"x" * 3_000_000 + b" -->")),
            "garbage": Sent(replace(told, status=200, body=self._drawn.randbytes(2000))),
            "truncated": Sent(replace(told, body=body[: self._drawn.randrange(n // 4, n + 1)])),
            "doubled": Sent(replace(told, body=_doubled(body))),
        }
        return lines[what]


_INSTEAD = {
    "500": Told(500, b"<p>Something is wrong here.</p>"),
    "503": Told(503, b"<p>Something is wrong here.</p>"),
    "403": Told(403, b"<p>Not for you.</p>"),
    "429": Told(429, b"slower", {"retry-after": "2"}),
    "loop": Told(302, b"", {"location": "?around=1"}),
    "sorry page": Told(200, _SORRY.encode(), {"content-type": "text/html"}),
    "sorry text": Told(200, _SORRY_TEXT, {"content-type": "text/plain"}),
    "other kind": Told(200, _NOTHING_NEW, {"content-type": "application/json"}),
    "not asked 304": Told(304),
}


def _packed(told: Told, *, damaged: bool) -> Told:
    if told.status != 200:
        return told
    packed = gzip.compress(told.body)
    if damaged:
        packed = packed[:30] + bytes(20) + packed[50:]
    return Told(200, packed, {**told.headers, "content-encoding": "gzip"})


def _doubled(body: bytes) -> bytes:
    """A listing with its first entry once more."""
    for name in (b"item", b"entry", b"url"):
        start, end = body.find(b"<" + name + b">"), body.find(b"</" + name + b">")
        if 0 <= start < end:
            end += len(name) + 3
            return body[:end] + body[start:end] + body[end:]
    return body
