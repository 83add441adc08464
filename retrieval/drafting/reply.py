"""A chat model's reply as it comes: pieces of text within a deadline, tried again only before the first."""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retrieval.drafting.chat_loop import chat_loop
from retrieval.drafting.chat_model import ChatModel

if TYPE_CHECKING:
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from tenacity import RetryCallState

ATTEMPTS = 3
FIRST_WAIT = 0.5
"""Seconds waited at most before the second attempt, and half of what is waited at most before the third."""

MOST = 10**12
"""Tokens, and units of money, beyond which what a provider tells of them is not believed."""

_PASSING = {408, 409, 425, 429}
_LOOK = 0.1
"""Seconds between two looks at whether the reader has gone."""

log = logging.getLogger(__name__)


class ReplyError(Exception):
    """A reply that did not come, or broke off; its text can be shown."""


class StoppedError(Exception):
    """Whoever asked has gone."""


@dataclass(slots=True)
class Tokens:
    """What was used so far, over all replies, where the provider tells."""

    read: int = 0
    written: int = 0
    cost: float | None = None

    def add(self, chunk: AIMessageChunk) -> None:
        """Count what a piece reports; the last piece of a reply does."""
        used, told = _told_in(chunk.usage_metadata), _told_in(chunk.response_metadata)
        self.read += _count(used.get("input_tokens"))
        self.written += _count(used.get("output_tokens"))
        cost = _told_in(told.get("token_usage")).get("cost", told.get("cost"))
        # A provider may tell anything; what is no sum is not worth the reply that it comes with.
        if isinstance(cost, int | float) and -MOST < cost < MOST:
            self.cost = (self.cost or 0.0) + cost


def _told_in(part: object) -> Mapping[str, Any]:
    return part if isinstance(part, Mapping) else {}


def _count(told: object) -> int:
    return told if isinstance(told, int) and 0 <= told < MOST else 0


def reply(
    model: ChatModel,
    messages: Sequence[BaseMessage],
    due: Callable[[], float],
    tokens: Tokens,
    stop: threading.Event | None = None,
) -> Generator[str, None, None]:
    """The pieces of a reply.

    Closing the iterator closes the connection.

    Args:
        model: the one to ask.
        messages: what it is told.
        due: gives the instant, on `time.monotonic`, until which the next piece is waited for.
        tokens: what is used is added to it.
        stop: set by another thread when nobody waits for the reply any more.

    Raises:
        ReplyError: it did not come, not in time, or broke off.
        StoppedError: `stop` was set.
    """
    pieces: queue.SimpleQueue[str | BaseException | None] = queue.SimpleQueue()
    left = threading.Event()
    running = asyncio.run_coroutine_threadsafe(_filled(pieces, model, messages, tokens, left), chat_loop())
    try:
        while (piece := _next(pieces, due, stop)) is not None:
            if isinstance(piece, BaseException):
                raise ReplyError(_told(piece)) from None
            yield piece
    finally:
        left.set()
        running.cancel()


def _next(
    pieces: queue.SimpleQueue[str | BaseException | None],
    due: Callable[[], float],
    stop: threading.Event | None,
) -> str | BaseException | None:
    while True:
        if stop is not None and stop.is_set():
            raise StoppedError
        left = due() - time.monotonic()
        if left <= 0:
            raise ReplyError("was too slow")
        with suppress(queue.Empty):
            return pieces.get(timeout=min(left, _LOOK))


async def _filled(
    pieces: queue.SimpleQueue[str | BaseException | None],
    model: ChatModel,
    messages: Sequence[BaseMessage],
    tokens: Tokens,
    left: threading.Event,
) -> None:
    try:
        async with aclosing(_texts(model, messages, tokens)) as texts:
            async for text in texts:
                # A library below may have let a cancellation go by.
                if left.is_set():
                    return
                pieces.put(text)
        pieces.put(None)
    except Exception as error:  # noqa: BLE001  # each provider has errors of its own
        log.info("the model %s failed: %s, status %s", model.name, type(error).__name__, _status(error))
        pieces.put(error)


async def _texts(
    model: ChatModel, messages: Sequence[BaseMessage], tokens: Tokens
) -> AsyncGenerator[str, None]:
    from tenacity import AsyncRetrying, stop_after_attempt, wait_random_exponential

    begun = False

    def passing(state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        return error is not None and not begun and _passes(error)

    attempts = AsyncRetrying(
        retry=passing,
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_random_exponential(multiplier=FIRST_WAIT, max=4 * FIRST_WAIT),
        reraise=True,
    )
    async for attempt in attempts:
        with attempt:
            async for chunk in model.chat.astream(list(messages)):
                tokens.add(chunk)
                if text := str(chunk.text):
                    begun = True
                    yield text


def _passes(error: BaseException) -> bool:
    """Whether trying again may help: the provider is busy or broken, or the connection failed."""
    status = _status(error)
    if status is not None:
        return status in _PASSING or status >= 500
    return _unreached(error)


def _told(error: BaseException) -> str:
    """What failed, after "the model"; nothing of the provider's own words, which may hold the key."""
    status = _status(error)
    if status in (401, 403):
        return f"refused the key ({status})"
    if status == 429:
        return "is asked too much just now (429)"
    if status is not None:
        return f"answered with an error ({status})"
    return "could not be reached, or broke off" if _unreached(error) else f"failed ({type(error).__name__})"


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and status >= 400 else None


def _unreached(error: BaseException) -> bool:
    import httpx

    kinds = {kind.__name__ for kind in type(error).__mro__}
    known = {"APIConnectionError", "APITimeoutError"} & kinds
    return bool(known) or isinstance(error, httpx.TransportError | ConnectionError | TimeoutError)
