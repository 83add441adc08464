"""Workspaces that remove the app: everything of them is forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from slack_bolt.listener.async_builtins import AsyncTokenRevocationListeners

from bot.slack.listeners.happening import team_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext

    from bot.slack.service import Service

Happening = dict[str, Any]


def register(app: AsyncApp, service: Service) -> None:
    """Listen for workspaces that remove the app or take its token back.

    What was asked there is forgotten before the tokens: where that fails, Slack tells of it again.
    """
    store = app.installation_store
    tokens = AsyncTokenRevocationListeners(store) if store is not None else None

    async def uninstalled(body: Happening, context: AsyncBoltContext) -> None:
        await service.leave(context.team_id or team_of(body))
        if tokens is not None:
            await tokens.handle_app_uninstalled_events(context)

    async def revoked(body: Happening, event: Happening, context: AsyncBoltContext) -> None:
        if (event.get("tokens") or {}).get("bot"):
            await service.leave(context.team_id or team_of(body))
        if tokens is not None:
            await tokens.handle_tokens_revoked_events(event, context)

    app.event("app_uninstalled")(uninstalled)
    app.event("tokens_revoked")(revoked)
