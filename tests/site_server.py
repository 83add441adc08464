"""A web site on loopback for tests: what each path answers is put there by the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

PATIENCE = 20.0
"""Seconds after which a held answer goes out all the same: a test that forgot it does not hang."""

Body = bytes | str | Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """What one path answers.

    Args:
        body: whole, or a function that yields it piece by piece (sent without a length).
        hold: an event that has to be set before anything is answered.
    """

    body: Body = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None


@dataclass(frozen=True)
class Request:
    """One request that came, its header names in lower case."""

    path: str
    headers: dict[str, str]


class SiteServer:
    """Use it as a context manager; `site / "path"` is the address of a path."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.released = threading.Event()
        """Set when the server ends; a drip waits on it."""
        self.most_at_once = 0
        self._answers: dict[str, list[Answer]] = {}
        self._at_once = 0
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def __truediv__(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{path.lstrip('/')}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.server_port

    def put(
        self,
        path: str,
        body: Body = b"",
        *,
        status: int = 200,
        type: str | None = "text/html; charset=utf-8",
        hold: threading.Event | None = None,
        **headers: str,
    ) -> str:
        """Have a path answer so from now on; header names with _ for -. Returns its address."""
        self.put_all(path, [answer(body, status=status, type=type, hold=hold, **headers)])
        return self / path

    def put_all(self, path: str, answers: list[Answer]) -> None:
        """Have a path give these answers one after another, the last of them ever after."""
        with self._lock:
            self._answers[f"/{path.lstrip('/')}"] = answers

    def paths(self) -> list[str]:
        """The paths asked for so far, in order, without robots.txt."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]

    def take(self, request: Request) -> Answer:
        """The answer to a request, which is written down."""
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            left = self._answers.get(request.path, [Answer("nothing here", 404)])
            return left.pop(0) if len(left) > 1 else left[0]

    def done(self) -> None:
        """A request is answered."""
        with self._lock:
            self._at_once -= 1


def answer(
    body: Body = b"",
    *,
    status: int = 200,
    type: str | None = "text/html; charset=utf-8",
    hold: threading.Event | None = None,
    **headers: str,
) -> Answer:
    """An answer; header names with _ for -."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(body, status, {**({"content-type": type} if type else {}), **named}, hold)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: SiteServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        site = self.server.site
        found = site.take(Request(self.path, {k.lower(): v for k, v in self.headers.items()}))
        try:
            if found.hold is not None:
                found.hold.wait(PATIENCE)
            self._send(found)
        finally:
            site.done()

    def _send(self, found: Answer) -> None:
        etag = found.headers.get("etag")
        if etag is not None and self.headers.get("If-None-Match") == etag and found.status == 200:
            self._head(304, {"etag": etag})
            return
        if callable(found.body):
            self.close_connection = True
            self._head(found.status, {**found.headers, "connection": "close"})
            for piece in found.body():
                self.wfile.write(piece)
            return
        body = found.body.encode() if isinstance(found.body, str) else found.body
        self._head(found.status, {**found.headers, "content-length": str(len(body))})
        self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's own output is enough."""
