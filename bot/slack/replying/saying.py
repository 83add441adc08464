"""A way to say something to whoever asked, in the open or in private."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.slack.blocks.message import Block, Message


class Saying(Protocol):
    """What `Reply` and `PrivateReply` have in common."""

    shown_at: datetime | None
    """When the first of it stood in Slack; None before."""

    async def status(self, text: str) -> None:
        """Tell what is being done; nothing depends on it."""

    def write(self, text: str) -> None:
        """Add Markdown."""

    async def end(self, blocks: Sequence[Block] = (), session: str | None = None) -> bool:
        """Send what is left, and blocks below it; whether the status of the session was set with it."""

    async def say(self, messages: Sequence[Message]) -> None:
        """Have finished messages stand in place of all that was written."""

    async def abandon(self) -> bool:
        """Write no more; whether anything was said."""
