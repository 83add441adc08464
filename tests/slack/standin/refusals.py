"""How a Web API method says no."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


class Refused(Exception):  # noqa: N818 - what Slack does, not what went wrong here
    """Answered as `{"ok": false, "error": error, …}`.

    Args:
        error: Slack's name of it.
        messages: what exactly, as Slack puts it into `errors` and `response_metadata`.
        more: other fields of the body.
    """

    def __init__(self, error: str, messages: list[str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.body: Json = {"ok": False, "error": error, **more}
        if messages:
            self.body["errors"] = messages
            self.body["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in messages]}


def missing(*names: str) -> Refused:
    """Required arguments that were not given."""
    return Refused("invalid_arguments", [f"missing required field: {name}" for name in names])
