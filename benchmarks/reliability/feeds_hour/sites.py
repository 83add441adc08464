"""The outlets' servers on loopback, one at an address of its own for each, which can die and come back."""

from __future__ import annotations

import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from benchmarks.reliability.feeds_hour.misbehaving import Faults, Sent
from benchmarks.reliability.feeds_hour.newsroom import Newsroom, Outlet

PIECES = 12
"""A body that drips is sent in so many."""


class Sites:
    """Use it as a context manager.

    Args:
        newsroom: what they publish.
        faults: what goes wrong.
    """

    def __init__(self, newsroom: Newsroom, faults: Faults) -> None:
        self.newsroom = newsroom
        self.faults = faults
        self.over = threading.Event()
        self.asked = 0
        self._servers: dict[str, _Server] = {}

    def __enter__(self) -> Self:
        for outlet in self.newsroom.outlets:
            self._open(outlet, 0)
            outlet.base = f"http://{outlet.host}:{self._servers[outlet.host].server_port}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        for server in self._servers.values():
            server.shutdown()
            server.server_close()

    def look_after(self) -> None:
        """Close what is dead, and open what has come back."""
        for outlet in self.newsroom.outlets:
            dead = self.faults.at(outlet.host) == "dead"
            server = self._servers[outlet.host]
            if dead and server.listens:
                server.listens = False
                server.shutdown()
                server.server_close()
            elif not dead and not server.listens:
                self._open(outlet, server.server_port)

    def _open(self, outlet: Outlet, port: int) -> None:
        server = _Server((outlet.host, port), _Handler)
        server.sites, server.outlet = self, outlet
        self._servers[outlet.host] = server
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64
    listens = True
    sites: Sites
    outlet: Outlet

    def handle_error(self, request: object, client_address: object) -> None:
        """One who is killed in the middle goes away without a word."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        sites, outlet = self.server.sites, self.server.outlet
        sites.asked += 1
        if not self.server.listens:
            self._reset()
            return
        told = sites.newsroom.answer(outlet, self.path, {k.lower(): v for k, v in self.headers.items()})
        robots = self.path == "/robots.txt"
        what = sites.faults.at(f"{outlet.host}{self.path.partition('?')[0]}") or sites.faults.at(outlet.host)
        if what == "robots 500":
            what = "500" if robots else None
        elif robots and what not in ("reset", "500"):
            what = None
        sent = Sent(told) if what in (None, "dead") else sites.faults.sent(what, told)
        if sent.wait:
            sites.over.wait(sent.wait)
        if sent.reset:
            self._reset()
        else:
            self._send(sent)

    def _send(self, sent: Sent) -> None:
        body = sent.told.body
        self.send_response(sent.told.status)
        for name, value in sent.told.headers.items():
            self.send_header(name, value)
        if sent.told.status != 304:
            self.send_header("content-length", str(len(body) if sent.length is None else sent.length))
        self.end_headers()
        if sent.pause is None:
            self.wfile.write(body)
        else:
            step = len(body) // PIECES + 1
            for at in range(0, len(body), step):
                self.wfile.write(body[at : at + step])
                self.server.sites.over.wait(sent.pause)
        if sent.length is not None:
            self.close_connection = True

    def _reset(self) -> None:
        """Break the line so that the other side is told of a reset."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the report is enough."""
