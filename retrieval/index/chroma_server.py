"""A Chroma server: where it is, how it is spoken to, and what its faults are called."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from config.errors import LibraryError
from config.redaction import hide, redact, redact_shapes

if TYPE_CHECKING:
    import httpx
    from pydantic import SecretStr

    from config.settings import Settings

CONNECT, ANSWER = 3.0, 30.0
"""Seconds waited for a connection, and for an answer; Chroma's own client waits for ever."""

TRIES, PAUSE = 4, 4.0
"""How often a request is made, and the longest pause before the next, in seconds."""

CLOUD, CLOUD_BATCH, CLOUD_RESULTS = ".trychroma.com", 300, 300
"""Chroma Cloud's hosts, and the records that it takes, or finds, in one request."""

REQUEST = 20_000_000
"""Bytes of vectors in one request: a server takes 40 MiB, and a number is written in up to 12 characters."""

_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

_log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChromaServer:
    """How a server is reached.

    Args:
        url: of http or https, with a path where a proxy has one.
        tenant, database: Chroma's own; a server by itself has one of each.
        collection: the name under which this library's vectors lie.
        token: sent with every request; none if None.
        header: its name; in ``Authorization`` it is a bearer's.
        authority: a file with the certificates that are trusted; the system's if None.
    """

    url: str
    tenant: str = "default_tenant"
    database: str = "default_database"
    collection: str = "newsdesk"
    token: SecretStr | None = None
    header: str = "X-Chroma-Token"
    authority: Path | None = None
    tries: int = field(default=TRIES, compare=False)

    @property
    def named(self) -> str:
        """The server as sentences name it."""
        return f"The Chroma server {redact_shapes(self.url)}"

    @property
    def cloud(self) -> bool:
        """Whether it is Chroma's own, whose limits are tighter."""
        return (urlsplit(self.url).hostname or "").endswith(CLOUD)

    def headers(self) -> dict[str, str]:
        """What is sent with every request."""
        if self.token is None:
            return {}
        secret = self.token.get_secret_value()
        return {self.header: f"Bearer {secret}" if self.header.lower() == "authorization" else secret}


def server_of(settings: Settings) -> ChromaServer | None:
    """The server that is set; None where none is."""
    if settings.chroma_url is None:
        return None
    if settings.chroma_token is not None:
        # What a server or a proxy answers may hold it, and is told where it fails.
        hide([settings.chroma_token.get_secret_value()])
    return ChromaServer(
        url=settings.chroma_url.rstrip("/"),
        tenant=settings.chroma_tenant,
        database=settings.chroma_database,
        collection=settings.chroma_collection,
        token=settings.chroma_token,
        header=settings.chroma_token_header,
        authority=settings.chroma_authority,
    )


def connected(server: ChromaServer) -> Any:
    """Chroma's client.

    Raises:
        LibraryError: the server does not answer, or not as Chroma does.
    """

    def open_client() -> Any:
        import chromadb
        import httpx
        from chromadb.config import Settings as ChromaSettings

        verify = str(server.authority) if server.authority else True
        # Asked first by ourselves: the client asks as it is made, before it can be told to give up.
        with httpx.Client(verify=_trusted(server), timeout=httpx.Timeout(ANSWER, connect=CONNECT)) as probe:
            probe.get(f"{server.url}/api/v2/heartbeat", headers=server.headers()).raise_for_status()
        client = chromadb.HttpClient(
            host=server.url,
            ssl=server.url.startswith("https:"),
            headers=server.headers(),
            settings=ChromaSettings(anonymized_telemetry=False, chroma_server_ssl_verify=verify),
            tenant=server.tenant,
            database=server.database,
        )
        session = client._server._session  # type: ignore[attr-defined]  # noqa: SLF001  # no other way to it
        session.timeout = httpx.Timeout(ANSWER, connect=CONNECT)
        session.event_hooks = {"response": [_refused]}
        return client

    return asked(server, open_client)


def _refused(answer: httpx.Response) -> None:
    """Raise what a proxy or an overloaded server answers: Chroma's client would lose the status."""
    if answer.status_code in _PASSING | {401, 403, 413} and b'"error"' not in answer.read():
        answer.raise_for_status()


def _trusted(server: ChromaServer) -> Any:
    import ssl

    return ssl.create_default_context(cafile=str(server.authority) if server.authority else None)


def asked(server: ChromaServer, act: Callable[[], T]) -> T:
    """Make a request, again where it may go well the next time.

    Args:
        server: the one that is asked.
        act: makes the request; made twice it does no harm.

    Raises:
        LibraryError: it failed, with the reason in a sentence.
    """
    from tenacity import RetryError, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

    again = Retrying(
        retry=retry_if_exception(_passing),
        stop=stop_after_attempt(server.tries),
        wait=wait_random_exponential(multiplier=0.1, max=PAUSE),
    )
    try:
        return again(act)
    except RetryError as error:
        cause = error.last_attempt.exception() or error
        raise _told(server, cause) from cause
    except LibraryError:
        raise
    except Exception as error:
        raise _told(server, error) from error


def _passing(error: BaseException) -> bool:
    import httpx

    return _status(error) in _PASSING or (
        isinstance(error, httpx.TransportError) and "CERTIFICATE" not in str(error)
    )


def _status(error: BaseException) -> int | None:
    """The status that the server answered with, where it did."""
    import httpx
    from chromadb.errors import ChromaError

    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code
    return error.code() if isinstance(error, ChromaError) else None


def _told(server: ChromaServer, error: BaseException) -> LibraryError:
    import httpx

    _log.debug("%s failed", server.named, exc_info=error)
    said = str(error)
    where = "Check NEWSDESK_CHROMA_URL, and that the server runs."
    if _status(error) in {401, 403}:
        return LibraryError(f"{server.named} refuses the token.", "Check NEWSDESK_CHROMA_TOKEN.")
    if "CERTIFICATE" in said:
        return LibraryError(
            f"{server.named} has a certificate that is not trusted.", "Set NEWSDESK_CHROMA_AUTHORITY."
        )
    if isinstance(error, httpx.TimeoutException):
        return LibraryError(f"{server.named} does not answer in time.", where)
    if isinstance(error, httpx.TransportError):
        return LibraryError(f"{server.named} cannot be reached.", where)
    if isinstance(error, httpx.HTTPStatusError):
        return LibraryError(f"{server.named} answers {error.response.status_code}.", where)
    reason = next(iter(said.splitlines()), "") or type(error).__name__
    return LibraryError(f"{server.named} cannot be used: {redact(reason[:200]).rstrip('.')}.", where)
