"""The event loop on which chat models are talked to, in a thread of its own.

On a loop a reply can be cancelled at once, connection and all; a blocking read cannot. The
loop is one for the process, as the clients share their connections among all models.
"""

from __future__ import annotations

import asyncio
import threading
from functools import cache


@cache
def chat_loop() -> asyncio.AbstractEventLoop:
    """The loop, started at its first use; it ends with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="newsdesk-chat", daemon=True).start()
    return loop
