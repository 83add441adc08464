"""Workspaces, people and the places where they talk."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.slack.standin.refusals import Json


@dataclass(frozen=True)
class User:
    """Somebody, or a bot, in one workspace."""

    id: str
    team: str
    name: str
    admin: bool = False
    bot: bool = False
    bot_id: str | None = None

    def shown(self) -> Json:
        """As users.info gives it."""
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": False,
            "real_name": self.name.title(),
            "tz": "Europe/London",
            "tz_offset": 0,
            "profile": {"real_name": self.name.title(), "display_name": self.name},
            "is_admin": self.admin,
            "is_owner": False,
            "is_bot": self.bot,
            "is_app_user": False,
        }


@dataclass
class Channel:
    """Where messages are posted.

    Args:
        type: channel (public), group (private), im or mpim, as events name it.
        members: the users in it; the app hears only of channels its bot user is in.
    """

    id: str
    team: str
    name: str
    type: str = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False

    @property
    def direct(self) -> bool:
        """Whether it is a conversation with one person."""
        return self.type == "im"

    def shown(self) -> Json:
        """As conversations.info gives it."""
        shown: Json = {
            "id": self.id,
            "is_channel": self.type == "channel",
            "is_group": self.type == "group",
            "is_im": self.type == "im",
            "is_mpim": self.type == "mpim",
            "is_private": self.type != "channel",
            "is_archived": self.archived,
            "context_team_id": self.team,
        }
        return shown if self.direct else {**shown, "name": self.name, "name_normalized": self.name}
