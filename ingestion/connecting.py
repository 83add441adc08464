"""Connections for httpx that go only where addresses were checked.

A host is looked up once, and the connection is made to the very number that
was checked: a name server that answers otherwise the second time is not asked
a second time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence

import httpcore
import httpx

from config.errors import RefusedError
from ingestion.addresses import guard
from ingestion.metered import MeteredStream

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and a port to its numeric addresses; raises socket.gaierror."""


class PassingError(Exception):
    """A failure that may be over in a moment.

    Args:
        reason: what a report says if it is not.
        wait: seconds that the server asks to wait.
    """

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.wait = wait


async def resolve(host: str, port: int) -> Sequence[str]:
    """The numeric addresses of a host as this machine knows it."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to checked addresses only.

    Args:
        lookup: how hosts are resolved.
        network: opens the connections to the numeric addresses that passed.
        allow_private: whether private addresses are connected to.
        most: bytes of one answer, with all that is around its body.
    """

    def __init__(
        self, lookup: Resolve, network: httpcore.AsyncNetworkBackend, *, allow_private: bool, most: int
    ) -> None:
        self._most = most
        self._lookup = lookup
        self._network = network
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of a host's addresses that answers.

        Raises:
            ForbiddenError: one of them is private.
            RefusedError: there is no such host.
            PassingError: the name server did not answer.
        """
        numbers = list(dict.fromkeys(await self._resolved(host, port)))
        for number in numbers:
            guard(number, host, allow_private=self._allow_private)
        for number in numbers[:-1]:
            try:
                opened = await self._network.connect_tcp(number, port, timeout, local_address, socket_options)
                return MeteredStream(opened, self._most)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        opened = await self._network.connect_tcp(numbers[-1], port, timeout, local_address, socket_options)
        return MeteredStream(opened, self._most)

    async def _resolved(self, host: str, port: int) -> Sequence[str]:
        unknown = RefusedError(host, f"there is no host {host}", "Check the spelling of the address.")
        try:
            numbers = await self._lookup(host, port)
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise PassingError(f"the host {host} could not be looked up") from error
            raise unknown from error
        except (UnicodeError, OSError) as error:
            raise unknown from error
        if not numbers:
            raise unknown
        return numbers


class GuardedTransport(httpx.AsyncBaseTransport):
    """httpx's way to the network, over connections of a `GuardedBackend`.

    Args:
        backend: opens the connections.
        most: connections open at once.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend, *, most: int) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=most,
            max_keepalive_connections=most,
            keepalive_expiry=15.0,
            http2=True,
            network_backend=backend,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raises httpcore's exceptions as they are."""
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
            extensions=answer.extensions,
        )

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._answer.aiter_stream():
            yield part

    async def aclose(self) -> None:
        await self._answer.aclose()
