"""A chat model on loopback that speaks as OpenAI's, Anthropic's and Ollama's do; tests write its replies."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.model_dialects import DIALECTS, Dialect

PATIENCE = 20.0
"""Seconds after which a reply that hangs ends all the same: a test that forgot it does not hang."""


@dataclass(frozen=True)
class Reply:
    """What the model replies to one request.

    Args:
        text: streamed in pieces of `size` characters; "⏸" in it waits until the test sets `going`.
        status: of the response; anything but 200 is an error.
        cut: whether the connection breaks off after the text.
        usage: tokens reported at the end, read and written.
        cost: reported with them, in OpenAI's way only.
        raw: sent as the whole body, in place of all that.
    """

    text: str = ""
    status: int = 200
    size: int = 7
    cut: bool = False
    usage: tuple[int, int] | None = (100, 20)
    cost: float | None = None
    raw: bytes | None = None


Script = Reply | str | Callable[[str], "Reply | str"]
"""A reply, or what makes one of the prompt."""


class ModelServer:
    """Use it as a context manager; `url` is its address as `model_url` takes it.

    Args:
        pace: seconds between two pieces.
    """

    def __init__(self, pace: float = 0.0) -> None:
        self.pace = pace
        self.times: list[tuple[int, float]] = []
        """How many characters of the latest reply were sent by when, on `time.monotonic`."""
        self.prompts: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.asked = threading.Event()
        """Set when a prompt has come since the replies were told."""
        self.going = threading.Event()
        self.gone = threading.Event()
        """Set when the other side has closed the connection in the middle of a reply."""
        self._scripts: list[Script] = [Reply()]
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.model = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.going.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The address up to /v1, as OpenAI's clients take it."""
        return f"{self.origin}/v1"

    @property
    def origin(self) -> str:
        """The address without a path, as Anthropic's and Ollama's clients take it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def replies(self, *scripts: Script) -> None:
        """Reply so from now on, one after another, the last of them ever after."""
        with self._lock:
            self._scripts = list(scripts)
            self.prompts.clear()
            self.requests.clear()
            self.asked.clear()
            self.going.clear()
            self.gone.clear()

    def sent_at(self, characters: int) -> float:
        """When so many characters of the latest reply had been sent, on `time.monotonic`."""
        return next(at for sent, at in self.times if sent >= characters)

    def take(self, request: dict[str, Any], prompt: str, headers: dict[str, str]) -> Reply:
        """The reply to a request, which is written down."""
        with self._lock:
            self.requests.append(request)
            self.headers.append(headers)
            self.prompts.append(prompt)
            script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
        self.asked.set()
        made = script(prompt) if callable(script) else script
        return Reply(made) if isinstance(made, str) else made


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    model: ModelServer

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        model = self.server.model
        dialect = DIALECTS[self.path.partition("?")[0]]
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = model.take(request, dialect.prompt(request), headers)
        if reply.status != 200 or reply.raw is not None:
            body = reply.raw if reply.raw is not None else b'{"error": {"message": "no", "type": "no"}}'
            self._head(reply.status, "application/json" if reply.status != 200 else dialect.kind)
            self.wfile.write(body)
            return
        try:
            self._head(200, dialect.kind)
            for sent in _sent(reply, model, dialect):
                self.wfile.write(sent)
        except OSError:
            model.gone.set()
            raise

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test's own output is enough."""


def _sent(reply: Reply, model: ModelServer, dialect: Dialect) -> Iterator[bytes]:
    yield dialect.begun(reply.usage)
    times = model.times = []
    first, *later = reply.text.split("⏸")
    for n, part in enumerate([first, *later]):
        if n:
            yield from _held(model, dialect)
        for at in range(0, len(part), reply.size):
            yield dialect.piece(part[at : at + reply.size])
            times.append((at + reply.size, time.monotonic()))
            if model.pace:
                time.sleep(model.pace)
    if not reply.cut:
        yield dialect.ended(reply.usage, reply.cost)


def _held(model: ModelServer, dialect: Dialect) -> Iterator[bytes]:
    """Until the test lets it go on; now and then something empty, by which a closed connection is noticed."""
    for _ in range(int(PATIENCE / 0.02)):
        if model.going.wait(0.02):
            return
        yield dialect.piece("")
