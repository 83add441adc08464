"""Workspaces that remove the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.slack.service import Service


def register(app: AsyncApp, service: Service) -> None:
    """Have Bolt delete the tokens of workspaces that remove the app, where it keeps any."""
    if app.installation_store is not None:
        app.enable_token_revocation_listeners()
