"""A stand-in for Slack on loopback, strict as Slack is: Web API, Socket Mode and signed HTTP."""

from __future__ import annotations

from tests.slack.standin.message import Message
from tests.slack.standin.server import Slack

__all__ = ["Message", "Slack"]
