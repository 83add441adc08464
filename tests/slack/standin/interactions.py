"""Commands, shortcuts, buttons and modals, used as people use them."""

from __future__ import annotations

from typing import Any

from tests.slack.standin.controls import find_control, pressed, view_state
from tests.slack.standin.delivery import Envelope
from tests.slack.standin.message import Message
from tests.slack.standin.people import People
from tests.slack.standin.places import Channel
from tests.slack.standin.refusals import Json
from tests.slack.standin.world import View

_NAMES = {"im": "directmessage", "group": "privategroup"}


class Interactions(People):
    """Each returns the envelope that went to the app; `acknowledgement` waits for its answer."""

    def command(self, user: str, channel: str, command: str, text: str = "") -> Envelope:
        """Type a slash command; the app need not be in the channel.

        Raises:
            AssertionError: the app has no such command.
        """
        assert command in self.app.commands, f"{command} is not a command of the app"
        with self.changes:
            person, place = self.users[user], self.channels[channel]
            payload = {
                "token": self.app.verification,
                "team_id": person.team,
                "team_domain": person.team.lower(),
                "channel_id": channel,
                "channel_name": _NAMES.get(place.type, place.name),
                "user_id": user,
                "user_name": person.name,
                "command": command,
                "text": text,
                "api_app_id": self.app.id,
                "is_enterprise_install": "false",
                "response_url": self.response_url(person.team, channel, user),
                "trigger_id": self.trigger(user),
            }
            return self._sent("slash_commands", payload)

    def shortcut(self, user: str, message: Message, callback_id: str) -> Envelope:
        """Choose a message shortcut from a message's menu."""
        with self.changes:
            payload = {
                **self._interaction("message_action", user),
                "callback_id": callback_id,
                "action_ts": self.clock.ts(),
                "message_ts": message.ts,
                "message": message.shown(),
                "channel": self._place(message.channel),
                "response_url": self.response_url(message.team, message.channel, user, None),
            }
            return self._sent("interactive", payload)

    def press(
        self,
        user: str,
        where: Message | View,
        action_id: str | None = None,
        *,
        value: Any = None,
        block_id: str | None = None,
    ) -> Envelope:
        """Press a button, or choose from a menu, in a message or a view; a link button tells the app too.

        Args:
            value: of the button, or of the option chosen; tells one of a pair of feedback buttons.

        Raises:
            AssertionError: the user does not see such a button, or sees several.
        """
        with self.changes:
            blocks = where.blocks if isinstance(where, Message) else where.body["blocks"]
            element, block = find_control(blocks, action_id, block_id, value)
            action = pressed(element, block, value, self.clock.ts())
            payload = {**self._interaction("block_actions", user), "actions": [action]}
            if isinstance(where, View):
                shown = self.shown_view(where)
                payload |= {"container": {"type": "view", "view_id": where.id}, "view": shown}
            else:
                payload |= self._in_message(where, user)
            return self._sent("interactive", payload)

    def submit(self, user: str, view: View, values: dict[str, Any] | None = None) -> Envelope:
        """Fill in a modal and submit it.

        Args:
            values: by block_id or action_id: a text, an option's value, a list of them, an id.

        Raises:
            AssertionError: it is closed, or cannot be filled in so.
        """
        assert not view.closed, "the modal is closed"
        with self.changes:
            shown = self.shown_view(view)
            shown["state"] = {"values": view_state(view.body["blocks"], values or {})}
            payload = {**self._interaction("view_submission", user), "view": shown, "response_urls": []}
            return self._sent("interactive", payload)

    def close(self, user: str, view: View) -> Envelope | None:
        """Close a modal without submitting; the app hears of it only where it has asked to."""
        with self.changes:
            view.closed = True
            if not view.body.get("notify_on_close"):
                return None
            payload = {
                **self._interaction("view_closed", user),
                "view": self.shown_view(view),
                "is_cleared": False,
            }
            return self._sent("interactive", payload)

    def modal(self, user: str) -> View | None:
        """The modal a user has open, the last one opened."""
        opened = [view for view in self.views.values() if view.user == user and not view.closed]
        return opened[-1] if opened else None

    def _in_message(self, message: Message, user: str) -> Json:
        assert message.ephemeral_to in (None, user), "only the user it was meant for sees it"
        assert not message.deleted, "the message is gone"
        place: Json = {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": message.channel,
                "is_ephemeral": message.ephemeral_to is not None,
                **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
            },
            "channel": self._place(message.channel),
            "state": {"values": {}},
            "response_url": self.response_url(message.team, message.channel, user, message),
        }
        return place if message.ephemeral_to else {**place, "message": message.shown()}

    def _interaction(self, kind: str, user: str) -> Json:
        person = self.users[user]
        return {
            "type": kind,
            "token": self.app.verification,
            "api_app_id": self.app.id,
            "team": {"id": person.team, "domain": person.team.lower()},
            "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self.trigger(user),
        }

    def _place(self, channel: str) -> Json:
        place: Channel = self.channels[channel]
        return {"id": channel, "name": _NAMES.get(place.type, place.name)}

    def _sent(self, kind: str, payload: Json) -> Envelope:
        envelope = Envelope(kind, payload)
        self.carry(envelope)
        return envelope
