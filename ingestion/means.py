"""What fetching stands on: name server, network and time; each can be another's, as tests need it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import httpcore

from ingestion.connecting import Resolve, resolve
from ingestion.politeness import Clock, Sleep


@dataclass(frozen=True, slots=True)
class Means:
    """The machine's own, unless given.

    Args:
        lookup: how hosts are resolved.
        network: opens connections to numeric addresses.
        sleep: waits so many seconds; for pauses and retries.
        clock: seconds that only go up.
    """

    lookup: Resolve = resolve
    network: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)
    sleep: Sleep = asyncio.sleep
    clock: Clock = time.monotonic
