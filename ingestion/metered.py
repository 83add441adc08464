"""A connection on which no answer is endless, whatever it is made of."""

from __future__ import annotations

import ssl
from typing import Any

import httpcore


class MeteredStream(httpcore.AsyncNetworkStream):
    """Reads so many bytes at most for what was asked last; then nothing more is proper HTTP.

    A body is measured where it is read. This counts all that is sent: headers without end, or
    chunks of one byte with kilobytes of extensions around each.

    Args:
        stream: the connection.
        most: bytes from one request to the next.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream, most: int) -> None:
        self._stream = stream
        self._most = most
        self._left = most

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next.

        Raises:
            httpcore.LocalProtocolError: more has come than any answer takes.
        """
        got = await self._stream.read(max_bytes, timeout)
        self._left -= len(got)
        if self._left < 0:
            raise httpcore.LocalProtocolError("an answer without end")
        return got

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send something, which whatever comes next answers."""
        self._left = self._most
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """The same over TLS, measured as well."""
        inner = await self._stream.start_tls(ssl_context, server_hostname, timeout)
        return MeteredStream(inner, self._most)

    def get_extra_info(self, info: str) -> Any:
        """What the connection tells of itself."""
        return self._stream.get_extra_info(info)
