"""A real Chroma server on loopback, as `chroma run` starts it, and a proxy that gives it TLS and a token."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import sys
import sysconfig
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

STARTS = 60.0
"""Seconds that a server may take on a busy machine."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chroma_command() -> str | None:
    """Where `chroma` is: beside this Python, or on the path."""
    return shutil.which("chroma", path=sysconfig.get_path("scripts")) or shutil.which("chroma")


class ChromaRun:
    """Use it as a context manager; `stop` and `start` may be called in between.

    Args:
        folder: where it keeps what it is told.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [chroma_command() or sys.executable, "run", "--path", str(self.folder)]
        self._process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + STARTS
        while not self._answers():
            assert self._process.poll() is None, "chroma run has ended"
            assert time.monotonic() < until, "chroma run does not answer"
            # There is nothing that could tell when it listens.
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        try:
            connection.request("GET", "/api/v2/heartbeat")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class TokenProxy:
    """HTTPS on loopback that passes on what has the token, as a proxy before a server would.

    Args:
        port: of the server behind it.
        header, value: what a request must carry.
        folder: for its certificate, made by openssl for this once.
    """

    def __init__(self, port: int, header: str, value: str, folder: Path) -> None:
        self.certificate = folder / "proxy.pem"
        self.upserts: list[int] = []
        """Records in each request that wrote some."""
        self.failing = 0
        """So many requests from now on are answered 503."""
        key = folder / "proxy.key"
        made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
        names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(["openssl", *made.split(), *names], check=True, capture_output=True)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self, port, header, value))
        self._server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key)
        self._server.socket = context.wrap_socket(
            self._server.socket, server_side=True, do_handshake_on_connect=False
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(proxy: TokenProxy, port: int, header: str, value: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            if self.headers.get(header) != value:
                self._answer(401, b"Who are you?")
                return
            if proxy.failing:
                proxy.failing -= 1
                self._answer(503, b"")
                return
            if self.path.endswith("/upsert"):
                import json

                proxy.upserts.append(len(json.loads(body)["ids"]))
            behind = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            behind.request(
                self.command, self.path, body, {"content-type": self.headers.get("content-type", "")}
            )
            answer = behind.getresponse()
            self._answer(answer.status, answer.read())
            behind.close()

        do_GET = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815  # as the standard library has them

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
