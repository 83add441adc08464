"""What a Web API method is given, and the table of methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.slack.standin.app import Installation
from tests.slack.standin.places import Channel
from tests.slack.standin.refusals import Json, Refused, missing
from tests.slack.standin.world import World


@dataclass
class Request:
    """One call, its token already found good.

    Args:
        installation: whose bot token it carries; None where the method takes another kind.
        basic: user and password of HTTP's own authorization.
    """

    world: World
    method: str
    args: Json
    given: Installation | None = None
    basic: tuple[str, str] | None = None

    @property
    def installation(self) -> Installation:
        """The app in the caller's workspace."""
        if self.given is None:
            raise Refused("not_authed")
        return self.given

    def needed(self, name: str) -> str:
        """A required argument that is a text.

        Raises:
            Refused: invalid_arguments, where it is missing or not a text.
        """
        value = self.args.get(name)
        if value is None or value == "":
            raise missing(name)
        if not isinstance(value, str):
            raise Refused("invalid_arguments", [f"must be a string [json-pointer:/{name}]"])
        return value

    def optional(self, name: str) -> str | None:
        """An argument that is a text or absent."""
        return self.needed(name) if self.args.get(name) not in (None, "") else None

    def channel(self, name: str = "channel", *, user: bool = False) -> Channel:
        """The channel named, of the caller's workspace and known to the app.

        Args:
            user: whether a user's id stands for the conversation with them.

        Raises:
            Refused: channel_not_found, also for private channels the bot is not in.
        """
        named = self.needed(name)
        if user and named in self.world.users:
            named = self.world.direct_with(named)
        found = self.world.channels.get(named)
        if found is None or found.team != self.installation.team:
            raise Refused("channel_not_found")
        if found.type != "channel" and self.installation.bot_user not in found.members:
            raise Refused("channel_not_found")
        return found

    def joined(self, name: str = "channel", *, user: bool = False) -> Channel:
        """The same, where the bot may post.

        Raises:
            Refused: also not_in_channel and is_archived.
        """
        found = self.channel(name, user=user)
        if self.installation.bot_user not in found.members:
            raise Refused("not_in_channel")
        if found.archived:
            raise Refused("is_archived")
        return found

    def need_scope(self, *either: str) -> None:
        """See that the token has one of the scopes.

        Raises:
            Refused: missing_scope, with what is needed and provided.
        """
        provided = self.installation.scopes
        if not provided.intersection(either):
            raise Refused("missing_scope", needed=either[0], provided=",".join(sorted(provided)))


Method = Callable[[Request], Json]


@dataclass(frozen=True)
class Entry:
    """A method and the token it takes.

    Args:
        token: bot, app, config or none.
        scopes: one of which it needs.
    """

    run: Method
    token: str
    scopes: tuple[str, ...]


METHODS: dict[str, Entry] = {}


def method(name: str, *scopes: str, token: str = "bot") -> Callable[[Method], Method]:
    """Put a function into the table under Slack's name of it."""

    def put(run: Method) -> Method:
        METHODS[name] = Entry(run, token, scopes)
        return run

    return put
