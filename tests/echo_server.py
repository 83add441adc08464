"""A server on loopback that refuses everything and says back all it was sent, secrets included."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class EchoServer:
    """Use it as a context manager.

    Args:
        status: of every response.
    """

    def __init__(self, status: int = 500) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.status = status
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self.sent = self._server.sent
        """What it was sent, one text a request."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def host(self) -> str:
        """Its address without the scheme."""
        return f"127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    status = 500

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.sent: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        told = f"{self.path} {dict(self.headers)} {self.rfile.read(length).decode('utf-8', 'replace')}"
        self.server.sent.append(told)
        body = json.dumps({"ok": False, "error": told, "message": told}).encode()
        self.send_response(self.server.status, f"no {self.path}")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815  # as the library calls them

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr."""
