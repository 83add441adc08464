"""How a chat model's stream is written on the wire: OpenAI's, Anthropic's and Ollama's ways."""

from __future__ import annotations

import json
from typing import Any, Protocol

Usage = tuple[int, int]


class Dialect(Protocol):
    """One provider's way; every method gives the bytes to be sent, and `path` is where it is asked."""

    path: str
    kind: str

    def prompt(self, request: dict[str, Any]) -> str: ...

    def begun(self, usage: Usage | None) -> bytes: ...

    def piece(self, text: str) -> bytes: ...

    def ended(self, usage: Usage | None, cost: float | None) -> bytes: ...


def content(given: Any) -> str:
    """The text of a message, in one string or in parts."""
    return given if isinstance(given, str) else "".join(part.get("text", "") for part in given)


class OpenAI:
    """Chat completions, as server-sent events."""

    path = "/v1/chat/completions"
    kind = "text/event-stream"

    def prompt(self, request: dict[str, Any]) -> str:
        return "\n".join(content(message["content"]) for message in request["messages"])

    def begun(self, usage: Usage | None) -> bytes:
        return b""

    def piece(self, text: str) -> bytes:
        delta = {"role": "assistant", "content": text}
        return self._event(choices=[{"index": 0, "delta": delta, "finish_reason": None}])

    def ended(self, usage: Usage | None, cost: float | None) -> bytes:
        end = self._event(choices=[{"index": 0, "delta": {}, "finish_reason": "stop"}])
        if usage:
            read, written = usage
            told = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
            end += self._event(choices=[], usage=told | ({} if cost is None else {"cost": cost}))
        return end + b"data: [DONE]\n\n"

    def _event(self, **fields: Any) -> bytes:
        head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "stand-in"}
        return b"data: " + json.dumps(head | fields).encode() + b"\n\n"


class Anthropic:
    """Messages, as named server-sent events."""

    path = "/v1/messages"
    kind = "text/event-stream"

    def prompt(self, request: dict[str, Any]) -> str:
        return "\n".join(
            [content(request.get("system", "")), *(content(m["content"]) for m in request["messages"])]
        )

    def begun(self, usage: Usage | None) -> bytes:
        message: dict[str, Any] = {
            "id": "1", "type": "message", "role": "assistant", "content": [], "model": "stand-in",
            "stop_reason": None, "stop_sequence": None,
            "usage": {"input_tokens": usage[0] if usage else 0, "output_tokens": 0},
        }  # fmt: skip
        return self._event("message_start", message=message) + self._event(
            "content_block_start", index=0, content_block={"type": "text", "text": ""}
        )

    def piece(self, text: str) -> bytes:
        return self._event("content_block_delta", index=0, delta={"type": "text_delta", "text": text})

    def ended(self, usage: Usage | None, cost: float | None) -> bytes:
        # Both are totals of the whole message.
        written = dict(zip(("input_tokens", "output_tokens"), usage or (0, 0), strict=True))
        return (
            self._event("content_block_stop", index=0)
            + self._event(
                "message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage=written
            )
            + self._event("message_stop")
        )

    def _event(self, name: str, **fields: Any) -> bytes:
        return f"event: {name}\ndata: {json.dumps({'type': name, **fields})}\n\n".encode()


class Ollama:
    """Its chat, one JSON object a line."""

    path = "/api/chat"
    kind = "application/x-ndjson"

    def prompt(self, request: dict[str, Any]) -> str:
        return "\n".join(content(message["content"]) for message in request["messages"])

    def begun(self, usage: Usage | None) -> bytes:
        return b""

    def piece(self, text: str) -> bytes:
        return self._line(text, done=False)

    def ended(self, usage: Usage | None, cost: float | None) -> bytes:
        told = {"prompt_eval_count": usage[0], "eval_count": usage[1]} if usage else {}
        return self._line("", done=True, done_reason="stop", **told)

    def _line(self, text: str, **fields: Any) -> bytes:
        head = {"model": "stand-in", "created_at": "2026-01-01T00:00:00Z"}
        line = {**head, "message": {"role": "assistant", "content": text}, **fields}
        return json.dumps(line).encode() + b"\n"


DIALECTS: dict[str, Dialect] = {dialect.path: dialect for dialect in (OpenAI(), Anthropic(), Ollama())}
