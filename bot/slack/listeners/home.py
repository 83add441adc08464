"""The Home tab and the conversation with the app: shown afresh whenever they are opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.slack.listeners.happening import team_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.slack.service import Service

Happening = dict[str, Any]


def register(app: AsyncApp, service: Service) -> None:
    """Listen for who opens them."""

    async def opened(body: Happening, event: Happening) -> None:
        team, user = team_of(body), str(event["user"])
        if event.get("tab") == "messages":
            service.spawn(service.front.prompts(team, str(event["channel"]), user))
        else:
            service.spawn(service.front.home(team, user))

    async def moved(body: Happening) -> None:
        """What the user looks at beside the conversation makes no difference to an answer."""

    app.event("app_home_opened")(opened)
    app.event("app_context_changed")(moved)
