"""Serves a model's vectors on loopback, for a system that takes them from an OpenAI-like address.

`embedding_server.py MODEL` runs in an environment that has sentence-transformers. Its first
line is its port, told when the model is loaded; after that it answers each line it gets
with what it has used so far, and it ends when its stdin does.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sentence_transformers import SentenceTransformer


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._model = model
        self._one_at_a_time = threading.Lock()

    def vectors(self, texts: list[str]) -> Any:
        with self._one_at_a_time:
            return self._model.encode(texts, show_progress_bar=False)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    """An answer leaves at once and whole, so that serving costs no more than it must."""
    server: _Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        texts = [asked["input"]] if isinstance(asked["input"], str) else asked["input"]
        packed = asked.get("encoding_format") == "base64"
        rows = [
            base64.b64encode(one.astype("<f4").tobytes()).decode() if packed else one.tolist()
            for one in self.server.vectors(texts)
        ]
        data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
        usage = {"prompt_tokens": 0, "total_tokens": 0}
        answer = {"object": "list", "model": asked["model"], "data": data, "usage": usage}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: a line for each request would be work that nobody asked for."""


def main() -> None:
    """Load the model, serve, and tell what was used whenever asked."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    server = _Server(SentenceTransformer(sys.argv[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, file=out, flush=True)
    for _ in sys.stdin:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"processor": time.process_time(), "mebibytes": most}), file=out, flush=True)


main()
