"""Everything the stand-in knows: the app, workspaces, messages, what was called and delivered."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.slack.standin.app import App, Installation
from tests.slack.standin.changes import Changes
from tests.slack.standin.clock import Clock
from tests.slack.standin.delivery import ACKNOWLEDGE_WITHIN, RETRY_AFTER, Ack, Envelope
from tests.slack.standin.faults import Faults
from tests.slack.standin.message import Message, Stream
from tests.slack.standin.places import Channel, User
from tests.slack.standin.rates import Rates
from tests.slack.standin.refusals import Json

STREAM_LIFE = 300.0
"""Seconds a stream lasts by the stand-in's clock."""


@dataclass(frozen=True)
class Call:
    """One call of a Web API method, and what was answered.

    Args:
        at: by the stand-in's clock.
        error: Slack's name of it; None for success.
    """

    method: str
    args: Json
    at: float
    team: str | None
    error: str | None


@dataclass
class ResponseUrl:
    """Where an app may answer an interaction without a token: five times in half an hour."""

    team: str
    channel: str
    user: str
    opened: float
    message: Message | None = None
    uses: int = 0


@dataclass
class View:
    """A modal or a Home tab, as last set."""

    id: str
    team: str
    user: str
    body: Json
    hash: str
    closed: bool = False
    errors: Json = field(default_factory=dict)


class World:
    """The state itself; every change is made within `changes`."""

    def __init__(self) -> None:
        self.changes = Changes()
        self.clock = Clock()
        self.app = App()
        self.rates = Rates(self.clock)
        self.faults = Faults()
        self.installed: dict[str, Installation] = {}
        self.codes: dict[str, str] = {}
        self.tickets: set[str] = set()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, set[str]] = {}
        self.messages: dict[tuple[str, str], Message] = {}
        self.threads: defaultdict[tuple[str, str], list[Message]] = defaultdict(list)
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, tuple[float, str]] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.statuses: dict[tuple[str, str], list[str]] = {}
        self.sessions: dict[tuple[str, str], list[str]] = {}
        self.prompts: dict[str, list[Json]] = {}
        self.calls_made: list[Call] = []
        self.sent: list[Envelope] = []
        self.acks: list[Ack] = []
        self.failed: list[Envelope] = []
        """Deliveries that failed, whether tried again or not."""
        self.lost: list[Envelope] = []
        """What was given up in the end."""
        self.refused_answers: list[str] = []
        """Why Slack showed nothing of what came with an acknowledgement."""
        self.hello_after = 0.0
        """Seconds from a connection's beginning to the hello that makes it one."""
        self.acknowledge_within = ACKNOWLEDGE_WITHIN
        self.retry_after = RETRY_AFTER
        self.carry: Callable[[Envelope], None] = self.sent.append
        """Takes an envelope to the app; set by the server."""
        self.base = ""
        self._streamed: deque[Stream] = deque()
        self._ids = itertools.count(1)

    def new_id(self, kind: str) -> str:
        """An id as Slack's look, C0000000001."""
        return f"{kind}{next(self._ids):010d}"

    def message(self, channel: str, ts: str) -> Message | None:
        """What can be seen of it; deleted messages cannot."""
        found = self.messages.get((channel, ts))
        return None if found is None or found.deleted else found

    def end_old_streams(self) -> None:
        """Close what has been written to for five minutes."""
        while self._streamed:
            stream = self._streamed[0]
            if not stream.ended:
                if self.clock.now() - stream.started < STREAM_LIFE:
                    return
                stream.ended = "expired"
            self._streamed.popleft()

    def direct_with(self, user: str) -> str:
        """The conversation a user has with the app, which is opened where there is none."""
        team = self.users[user].team
        bot = self.installed[team].bot_user
        for channel in self.channels.values():
            if channel.direct and channel.members == {user, bot}:
                return channel.id
        opened = Channel(self.new_id("D"), team, "", "im", {user, bot})
        self.channels[opened.id] = opened
        return opened.id

    def install(self, team: str) -> Installation:
        """Put the app into a workspace, or renew it there with the scopes it now asks for."""
        before = self.installed.get(team)
        bot_id = before.bot_id if before else self.new_id("B")
        user = before.bot_user if before else self.new_id("U")
        self.users[user] = User(user, team, self.app.name, bot=True, bot_id=bot_id)
        token = f"xoxb-{team}-{self.new_id('')}"
        self.installed[team] = Installation(team, token, user, bot_id, set(self.app.scopes))
        return self.installed[team]

    def installer(self, team: str) -> str:
        """Who installs apps there: the first who belongs to it."""
        return next(user.id for user in self.users.values() if user.team == team and not user.bot)

    def post(self, message: Message) -> Message:
        """Keep a new message."""
        message.keep(self.clock.now())
        self.messages[message.channel, message.ts] = message
        self.threads[message.channel, message.thread].append(message)
        if message.stream:
            self._streamed.append(message.stream)
        return message

    def trigger(self, user: str) -> str:
        """What lets the app open a modal for the user, once and soon."""
        made = f"{self.new_id('')}.{self.new_id('')}"
        self.triggers[made] = (self.clock.now(), user)
        return made

    def response_url(self, team: str, channel: str, user: str, message: Message | None = None) -> str:
        """Where the app may answer this user here without a token."""
        key = self.new_id("R")
        self.response_urls[key] = ResponseUrl(team, channel, user, self.clock.now(), message)
        return f"{self.base}/response/{key}"

    def shown_view(self, view: View) -> Json:
        """A view as payloads carry it."""
        return {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            **view.body,
            "id": view.id,
            "team_id": view.team,
            "hash": view.hash,
            "state": {"values": {}},
            "previous_view_id": None,
            "root_view_id": view.id,
            "app_id": self.app.id,
            "app_installed_team_id": view.team,
            "bot_id": self.installed[view.team].bot_id,
        }

    def emit(self, team: str, event: Json) -> str | None:
        """Send an event to the app, if it has subscribed to it; the event's id."""
        installation = self.installed.get(team)
        if installation is None or _subscription(event) not in self.app.events:
            return None
        event_id = self.new_id("Ev")
        bot = {"enterprise_id": None, "team_id": team, "user_id": installation.bot_user, "is_bot": True}
        payload = {
            "token": self.app.verification,
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": self.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self.clock.now()),
            "authorizations": [{**bot, "is_enterprise_install": False}],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
        self.carry(Envelope("events_api", payload))
        return event_id


def _subscription(event: Json) -> str:
    if event["type"] != "message":
        return str(event["type"])
    kinds = {"channel": "channels", "group": "groups"}
    kind = str(event["channel_type"])
    return f"message.{kinds.get(kind, kind)}"
