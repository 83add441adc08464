"""What people do in Slack, told as they would tell it: the driver of the tests."""

from __future__ import annotations

import html
import re
import uuid
from typing import Any

from tests.slack.standin.happenings import mentioned, message_changed, message_deleted, message_posted
from tests.slack.standin.manifests import manifest_faults, set_up
from tests.slack.standin.message import Message
from tests.slack.standin.places import Channel, User
from tests.slack.standin.refusals import Json
from tests.slack.standin.world import World

_NAME = re.compile(r"(?<!\S)@([\w.-]*\w)")
_URL = re.compile(r"https?://[^\s<>|]+")


class People(World):
    """Everything returns at once; the app hears of it by the way it is connected."""

    def workspace(self, team: str = "T1", *, installed: bool = True) -> str:
        """A workspace with somebody in it; returns its id."""
        with self.changes:
            if not any(user.team == team for user in self.users.values()):
                self.user("owner", team=team, admin=True)
            if installed and team not in self.installed:
                self.install(team)
        return team

    def use_manifest(self, manifest: Json) -> None:
        """Have the app be as its manifest says, in every workspace where it is installed.

        Raises:
            AssertionError: Slack would not take it.
        """
        faults = manifest_faults(manifest)
        assert not faults, f"Slack refuses the manifest: {faults}"
        with self.changes:
            set_up(self.app, manifest)
            for installation in self.installed.values():
                installation.scopes = set(self.app.scopes)

    def user(self, name: str, *, team: str = "T1", admin: bool = False) -> str:
        """A person of that name, made where there is none; returns the id."""
        with self.changes:
            for user in self.users.values():
                if (user.team, user.name) == (team, name):
                    return user.id
            made = User(self.new_id("U"), team, name, admin)
            self.users[made.id] = made
            return made.id

    def channel(self, name: str, *, team: str = "T1", private: bool = False, joined: bool = True) -> str:
        """A channel of that name with everybody in it, made where there is none; returns the id.

        Args:
            joined: whether the app's bot is in it.
        """
        with self.changes:
            for channel in self.channels.values():
                if (channel.team, channel.name) == (team, name):
                    return channel.id
            members = {user.id for user in self.users.values() if user.team == team and not user.bot}
            made = Channel(self.new_id("C"), team, name, "group" if private else "channel", members)
            if joined and team in self.installed:
                made.members.add(self.installed[team].bot_user)
            self.channels[made.id] = made
            return made.id

    def group(self, *users: str) -> str:
        """A user group of these; returns its id, S…."""
        with self.changes:
            made = self.new_id("S")
            self.groups[made] = set(users)
            return made

    def join(self, channel: str, *users: str) -> None:
        """Bring users, or the bot, into a channel."""
        with self.changes:
            self.channels[channel].members.update(users)

    def leave(self, channel: str, user: str) -> None:
        """Take somebody, or the bot, out of it."""
        with self.changes:
            self.channels[channel].members.discard(user)

    def bot(self, team: str = "T1") -> str:
        """The id of the app's bot user."""
        return self.installed[team].bot_user

    def say(self, channel: str, user: str, text: str, thread_ts: str | None = None, **more: Any) -> Message:
        """Write a message as it is typed: `&`, `<`, addresses and @names become what Slack makes of them.

        Args:
            more: other fields of the message, such as `subtype` or `bot_id`.
        """
        return self._say(channel, user, self._typed(channel, text), thread_ts, **more)

    def mention(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message that begins with the bot's name: two events, where both are subscribed to."""
        bot = self.bot(self.channels[channel].team)
        return self._say(channel, user, f"<@{bot}> {self._typed(channel, text)}", thread_ts)

    def direct(self, user: str, text: str, thread_ts: str | None = None) -> Message:
        """Write to the app alone."""
        return self.say(self.direct_with(user), user, text, thread_ts)

    def other_bot(
        self, channel: str, text: str, thread_ts: str | None = None, *, mention: bool = False
    ) -> Message:
        """Have another app write a message."""
        team = self.channels[channel].team
        bot = self.user("otherbot", team=team)
        said = f"<@{self.bot(team)}> {self._typed(channel, text)}" if mention else self._typed(channel, text)
        return self._say(channel, bot, said, thread_ts, bot_id="B9999999999", app_id="A9999999999")

    def system(self, channel: str, user: str, subtype: str, text: str) -> Message:
        """Have Slack itself write one: channel_join, channel_topic and the like."""
        return self._say(channel, user, text, None, subtype=subtype)

    def edit(self, message: Message, text: str) -> None:
        """Change what somebody wrote: `message_changed`, and `app_mention` again where it names the bot."""
        with self.changes:
            before = message.shown()
            begins = f"<@{self.bot(message.team)}>"
            text = self._typed(message.channel, text)
            named = message.text.startswith(begins) and begins not in text
            message.text = f"{begins} {text}" if named else text
            message.blocks = _typed_blocks(message.text)
            message.edited = {"user": message.user, "ts": self.clock.ts()}
            message.keep(self.clock.now())
            message_changed(self, message, before)
            mentioned(self, message)

    def delete(self, message: Message) -> None:
        """Take a message away."""
        with self.changes:
            message.deleted = True
            message_deleted(self, message)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home tab, or its messages."""
        with self.changes:
            team, home = self.users[user].team, self.homes.get(user)
            event: Json = {
                "type": "app_home_opened",
                "user": user,
                "channel": self.direct_with(user),
                "tab": tab,
            }
            shown = {"view": self.shown_view(home)} if home and tab == "home" else {}
            self.emit(team, {**event, **shown, "event_ts": self.clock.ts()})

    def look_at(self, user: str, channel: str) -> None:
        """Go to a channel while the app is open beside it."""
        with self.changes:
            team = self.users[user].team
            entity = {"type": "slack#/types/channel_id", "value": channel, "team_id": team}
            event: Json = {"type": "app_context_changed", "user": user, "channel": self.direct_with(user)}
            self.emit(team, {**event, "context": {"entities": [entity]}, "event_ts": self.clock.ts()})

    def authorize(self, team: str) -> str:
        """Agree to install the app there; returns the code its redirect address is given."""
        with self.changes:
            self.workspace(team, installed=False)
            code = self.new_id("code-")
            self.codes[code] = team
            return code

    def uninstall(self, team: str) -> None:
        """Remove the app from a workspace: its token is revoked, and it is told so."""
        with self.changes:
            installation = self.installed[team]
            self.emit(
                team, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [installation.bot_user]}}
            )
            self.emit(team, {"type": "app_uninstalled"})
            installation.revoked = True

    def stop_session(self, message: Message, user: str | None = None) -> None:
        """Press Slack's own stop button in a thread: what is being streamed there stops."""
        with self.changes:
            streaming = [
                m
                for m in self.messages.values()
                if m.streaming and (m.channel, m.thread) == (message.channel, message.thread)
            ]
            for one in streaming:
                assert one.stream is not None
                one.stream.ended = "stopped_by_user"
            event = {
                "type": "agent_session_stopped",
                "channel": message.channel,
                "thread_ts": message.thread,
                "user": user or message.user,
                "streaming_message_ts": [m.ts for m in streaming],
                "event_ts": self.clock.ts(),
            }
            self.emit(message.team, event)

    def duplicate(self) -> None:
        """Send the last event once more, as Slack does when it missed the acknowledgement."""
        with self.changes:
            last = next(e for e in reversed(self.sent) if e.type == "events_api")
            self.carry(last.again("timeout"))

    def _typed(self, channel: str, text: str) -> str:
        team = self.channels[channel].team
        ids = {user.name: user.id for user in self.users.values() if user.team == team}
        ids[self.app.name] = self.bot(team)
        plain = _URL.sub(lambda match: f"<{match[0]}>", html.escape(text, quote=False))
        broadcast = re.sub(r"(?<!\S)@(channel|here|everyone)\b", r"<!\1>", plain)
        return _NAME.sub(lambda m: f"<@{ids[m[1]]}>" if m[1] in ids else m[0], broadcast)

    def _say(self, channel: str, user: str, text: str, thread_ts: str | None, **more: Any) -> Message:
        with self.changes:
            if self.channels[channel].type == "channel":
                self.channels[channel].members.add(user)
            message = Message(
                self.channels[channel].team, channel, self.clock.ts(), user, text, thread_ts=thread_ts, **more
            )
            message.blocks = () if more else _typed_blocks(text)
            self.post(message)
            mentioned(self, message)
            message_posted(self, message, client_msg_id=str(uuid.uuid4()))
            return message


def _typed_blocks(text: str) -> tuple[Json, ...]:
    elements: list[Json] = []
    for part in re.split(r"(<[^<>]+>)", text):
        if part.startswith("<@"):
            elements.append({"type": "user", "user_id": part[2:-1]})
        elif part.startswith("<"):
            elements.append({"type": "link", "url": html.unescape(part[1:-1])})
        elif part:
            elements.append({"type": "text", "text": html.unescape(part)})
    section = {"type": "rich_text_section", "elements": elements}
    return ({"type": "rich_text", "block_id": "typed", "elements": [section]},)
