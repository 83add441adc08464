"""The requests let in lately, so that none is let in twice."""

from __future__ import annotations

from collections import OrderedDict

MOST = 100_000
"""Signatures kept: 333 requests a second for five minutes, in some 20 MB."""


class SeenRequests:
    """Signatures, each kept as long as its timestamp could count as fresh. A signature covers its timestamp.

    They are kept in memory: after a restart a request of the last minutes can come in again, and then
    the ledger of questions still knows it.

    Args:
        seconds: how long each is kept.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def add(self, signature: bytes, now: float) -> bool:
        """Whether it is new; from now on it is not.

        Args:
            signature: of the request.
            now: seconds since the epoch.
        """
        while self._until and (next(iter(self._until.values())) <= now or len(self._until) >= MOST):
            self._until.popitem(last=False)
        if signature in self._until:
            return False
        self._until[signature] = now + self._seconds
        return True

    def drop(self, signature: bytes) -> None:
        """Let it come in once more."""
        self._until.pop(signature, None)
