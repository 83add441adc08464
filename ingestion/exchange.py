"""One request and its answer, within limits of size and time."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from config.errors import RefusedError
from ingestion.addresses import ForbiddenError
from ingestion.connecting import PassingError
from ingestion.fetched import UnreachableError
from ingestion.limits import Limits
from ingestion.unpacking import TooLargeError, Unpacker
from retrieval.article import as_utc

_PASSING = frozenset({408, 425, 429, *range(500, 600)})
_PACKED = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate", "identity": "", "": ""}
_NO_TEXT = ("image/", "video/", "audio/", "font/")
_REST = 65_536
"""Bytes read of an answer that is no page, so that its connection can be used again."""


@dataclass(slots=True)
class Budget:
    """The time that is left for an address and all that it redirects to.

    Args:
        left: seconds of requests under way; waiting for their turn is not counted.
    """

    left: float


@dataclass(frozen=True, slots=True)
class Order:
    """What to ask for.

    Args:
        most: bytes of the body taken at most.
        budget: what the requests of all redirects take their time from.
        cut: whether a longer one is cut there and not refused, and may be of any type.
    """

    address: str
    headers: dict[str, str]
    most: int
    budget: Budget
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer; its body is empty unless its status is 200 or 203."""

    status: int
    headers: httpx.Headers
    body: bytes = b""
    charset: str | None = None


async def exchange(client: httpx.AsyncClient, order: Order, limits: Limits) -> Reply:
    """Make one request, following nothing.

    Raises:
        PassingError: it may go well the next time.
        RefusedError: it will not.
    """
    begun, clock = False, asyncio.get_running_loop().time
    since, seconds = clock(), min(limits.timeout, order.budget.left)
    try:
        # One deadline over all, from the name server to the last byte: no drip outlasts it.
        async with asyncio.timeout(seconds):
            request = client.build_request("GET", order.address, headers=order.headers)
            answer = await client.send(request, stream=True)
            begun = True
            try:
                return await _read(answer, order, limits)
            finally:
                await answer.aclose()
    except TimeoutError as error:
        if seconds < limits.timeout:
            reason = f"no whole answer after {limits.longest:g} seconds in all of its redirects"
            raise UnreachableError(order.address, reason, "Raise fetch_timeout.") from error
        if begun:
            reason = f"not whole after {limits.timeout:g} seconds"
            raise UnreachableError(order.address, reason, "Raise fetch_timeout.") from error
        raise PassingError(f"no answer within {limits.timeout:g} seconds") from error
    except (httpcore.NetworkError, httpcore.RemoteProtocolError, httpcore.TimeoutException) as error:
        raise _broken(order.address, error) from error
    except (httpx.InvalidURL, httpx.HTTPError, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise ForbiddenError(order.address, "not a valid address") from error
    except (httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise RefusedError(order.address, "the server does not speak proper HTTP") from error
    finally:
        order.budget.left -= clock() - since


def _broken(address: str, error: Exception) -> Exception:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return RefusedError(address, "the site's certificate is not valid")
    if isinstance(error, httpcore.ConnectError):
        return PassingError("no connection to the server")
    return PassingError("the connection broke off")


async def _read(answer: httpx.Response, order: Order, limits: Limits) -> Reply:
    if answer.status_code in _PASSING:
        reason = f"the server answers {answer.status_code} {answer.reason_phrase}".rstrip()
        wait = _retry_after(answer.headers)
        if wait is not None and wait > limits.patience:
            raise RefusedError(order.address, f"{reason} and asks to come back in {wait:.0f} seconds")
        raise PassingError(reason, wait)
    if answer.status_code not in (200, 203):
        await _drained(answer)
        return Reply(answer.status_code, answer.headers)
    encoding = _checked(answer, order)
    unpacker = Unpacker(encoding, order.most, cut=order.cut)
    try:
        async for piece in answer.aiter_raw():
            unpacker.feed(piece)
            if order.cut and unpacker.full:
                break
        body = unpacker.taken()
    except TooLargeError as error:
        raise _too_large(order) from error
    except (zlib.error, EOFError) as error:
        raise RefusedError(order.address, "its compressed body is damaged or cut off") from error
    return Reply(answer.status_code, answer.headers, body, answer.charset_encoding)


def _checked(answer: httpx.Response, order: Order) -> str:
    """How the body is packed, if by its headers it is one that can be read."""
    named = answer.headers.get("content-encoding", "").strip().lower()
    if named not in _PACKED:
        raise RefusedError(order.address, f"sent packed as '{named[:40]}', which was not asked for")
    if not order.cut:
        type_ = answer.headers.get("content-type", "").strip().lower()
        if type_.startswith(_NO_TEXT):
            raise RefusedError(order.address, f"no article but {type_.split(';')[0][:60]}")
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and int(length) > order.most:
            raise _too_large(order)
    return _PACKED[named]


async def _drained(answer: httpx.Response) -> None:
    left = _REST
    async for piece in answer.aiter_raw():
        left -= len(piece)
        if left < 0:
            return


def _too_large(order: Order) -> RefusedError:
    return RefusedError(
        order.address, f"larger than {order.most / 1_000_000:g} MB", "Raise NEWSDESK_MAX_PAGE_MB."
    )


def _retry_after(headers: httpx.Headers) -> float | None:
    """Seconds that a server asks to wait: it gives them so, or as a date."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal() and len(stated) < 10:
        return float(stated)
    until = _moment(stated)
    if until is None:
        return None
    now = _moment(headers.get("date", "")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds())


def _moment(stated: str) -> datetime | None:
    try:
        return as_utc(parsedate_to_datetime(stated)) if stated else None
    except (ValueError, OverflowError):
        return None
