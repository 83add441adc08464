"""What the app does when something happens in Slack, a module for each kind of happening.

Every listener writes down what is to be done, or hands it on, and returns: an
acknowledgement is sent only when it has, so what is acknowledged is never lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.listeners import (
    buttons,
    commands,
    conversations,
    edits,
    home,
    installations,
    shortcuts,
    unmatched,
)

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.slack.service import Service


def register(app: AsyncApp, service: Service) -> None:
    """Have the app listen."""
    for kind in (edits, conversations, commands, shortcuts, buttons, home, installations, unmatched):
        kind.register(app, service)
