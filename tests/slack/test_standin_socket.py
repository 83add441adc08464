"""The stand-in Slack delivers by Socket Mode as Slack does, to slack_sdk's own client and to Bolt."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin import Slack
from tests.slack.standin.socket_mode import Reason

pytestmark = pytest.mark.anyio


class Listener:
    """A Socket Mode client that notes what it gets, and acknowledges it unless told otherwise."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.got: list[SocketModeRequest] = []
        self.acknowledges = True
        self.answer: dict[str, object] | None = None
        self.client: Any = SocketModeClient(
            slack.app_token,
            web_client=AsyncWebClient(slack.bot_token, base_url=slack.api_url),
            ping_interval=0.2,
        )
        self.client.socket_mode_request_listeners.append(self._listen)

    async def _listen(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        with self._slack.changes:
            self.got.append(request)
        if self.acknowledges:
            response = SocketModeResponse(request.envelope_id, self.answer)
            # Over a line that has just been cut there is no answering.
            with contextlib.suppress(ConnectionError):
                await client.send_socket_mode_response(response)

    def events(self) -> list[str]:
        return [request.payload["event"]["type"] for request in self.got]


@pytest.fixture
async def listener(slack: Slack) -> AsyncIterator[Listener]:
    slack.retry_after = (0.0, 60.0, 300.0)
    listener = Listener(slack)
    await listener.client.connect()
    await slack.connected()
    yield listener
    await listener.client.close()


async def test_a_mention_comes_as_two_events(slack: Slack, listener: Listener) -> None:
    asked = slack.mention(slack.channel("news"), slack.user("alice"), "what about <b> & c?")
    await slack.until(lambda: len(slack.acks) == 2)
    assert sorted(listener.events()) == ["app_mention", "message"]
    events = [request.payload["event"] for request in listener.got]
    assert {event["ts"] for event in events} == {asked.ts}
    assert {event["text"] for event in events} == {f"<@{slack.bot()}> what about &lt;b&gt; &amp; c?"}
    assert len({request.payload["event_id"] for request in listener.got}) == 2
    assert all(isinstance(request.payload["event_time"], int) for request in listener.got)


async def test_only_what_is_subscribed_to_and_where_the_bot_is(slack: Slack, listener: Listener) -> None:
    slack.app.events.discard("message.channels")
    slack.mention(slack.channel("elsewhere", joined=False), slack.user("alice"), "not heard")
    slack.say(slack.channel("news"), slack.user("alice"), "not heard")
    slack.say(slack.channel("secret", private=True), slack.user("alice"), "hey @newsdesk, heard twice")
    slack.direct(slack.user("alice"), "heard")
    await slack.until(lambda: len(slack.acks) == 3)
    kinds = [event.get("channel_type", event["type"]) for event in (r.payload["event"] for r in listener.got)]
    assert sorted(kinds) == ["app_mention", "group", "im"]


async def test_what_is_not_acknowledged_comes_again_with_the_same_event_id(
    slack: Slack, listener: Listener
) -> None:
    listener.acknowledges = False
    slack.direct(slack.user("alice"), "hello")
    for n, wait in enumerate((0, 0, 60, 300), start=1):
        slack.clock.advance(wait)
        await slack.until(lambda: len(listener.got) == n)  # noqa: B023 - awaited at once
        slack.clock.advance(3)
        await slack.until(lambda: len(slack.failed) == n)  # noqa: B023
    assert len(slack.lost) == 1
    assert [request.retry_attempt for request in listener.got] == [0, 1, 2, 3]
    assert {request.retry_reason for request in listener.got[1:]} == {"timeout"}
    assert len({request.payload["event_id"] for request in listener.got}) == 1
    assert len({request.envelope_id for request in listener.got}) == 4


async def test_a_cut_line_delivers_again_after_reconnecting(slack: Slack, listener: Listener) -> None:
    listener.acknowledges = False
    slack.direct(slack.user("alice"), "hello")
    await slack.until(lambda: slack.sent)
    slack.cut()
    await slack.until(lambda: slack.connections == 0)
    listener.acknowledges = True
    slack.direct(slack.user("alice"), "while you were away")
    await slack.until(lambda: len(slack.acks) == 2)
    texts = [ack.envelope.payload["event"]["text"] for ack in slack.acks]
    assert sorted(texts) == ["hello", "while you were away"]
    assert slack.connections_opened == 2


async def test_a_line_that_is_dead_but_open_is_noticed_by_the_client(
    slack: Slack, listener: Listener
) -> None:
    slack.cut(silently=True)
    await slack.until(lambda: slack.connections_opened == 2)
    slack.direct(slack.user("alice"), "hello")
    await slack.until(lambda: slack.acks)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_disconnect_requests_are_followed(slack: Slack, listener: Listener, reason: Reason) -> None:
    slack.disconnect(reason)
    await slack.until(lambda: slack.connections_opened >= 2 and slack.connections == 1)
    slack.direct(slack.user("alice"), "hello")
    await slack.until(lambda: slack.acks)


async def test_several_connections_take_turns(slack: Slack, listener: Listener) -> None:
    second = Listener(slack)
    await second.client.connect()
    await slack.connected(2)
    for n in range(6):
        slack.direct(slack.user("alice"), f"question {n}")
    await slack.until(lambda: len(slack.acks) == 6)
    await second.client.close()
    assert (len(listener.got), len(second.got)) == (3, 3)


async def test_a_connection_needs_a_ticket_which_is_used_once(slack: Slack) -> None:
    client = AsyncWebClient(slack.app_token, base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            hello = await socket.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": slack.app.id}
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    slack.app.app_scopes.clear()
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.apps_connections_open(app_token=slack.app_token)


async def test_the_answer_in_an_acknowledgement_is_shown_to_the_user(
    slack: Slack, listener: Listener
) -> None:
    alice, channel = slack.user("alice"), slack.channel("elsewhere", joined=False)
    listener.answer = {"text": "searching…"}
    ack = await slack.acknowledgement(slack.command(alice, channel, "/news", "floods"))
    assert ack.payload == {"text": "searching…"}
    assert [message.text for message in slack.private(alice)] == ["searching…"]
    assert slack.in_channel(channel) == []


async def test_a_command_without_the_app_is_lost(slack: Slack) -> None:
    slack.command(slack.user("alice"), slack.channel("news"), "/news", "floods")
    await slack.until(lambda: slack.lost)
    with pytest.raises(AssertionError, match="not a command"):
        slack.command(slack.user("alice"), slack.channel("news"), "/weather")


async def test_changes_and_deletions_and_the_bots_own_messages_are_heard(
    slack: Slack, listener: Listener
) -> None:
    asked = slack.mention(slack.channel("news"), slack.user("alice"), "what did he demand?")
    slack.edit(asked, "what did Lavrov demand?")
    slack.delete(asked)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    await client.chat_postMessage(channel=asked.channel, text="own")
    await slack.until(lambda: len(slack.acks) == 6)
    events = [request.payload["event"] for request in listener.got]
    kinds = sorted(event.get("subtype", event["type"]) for event in events)
    assert kinds == ["app_mention"] * 2 + ["message"] * 2 + ["message_changed", "message_deleted"]
    [changed] = [event for event in events if event.get("subtype") == "message_changed"]
    bot = f"<@{slack.bot()}>"
    assert changed["message"]["text"] == f"{bot} what did Lavrov demand?"
    assert changed["previous_message"]["text"] == f"{bot} what did he demand?"
    assert [
        event["edited"]["user"] for event in events if event["type"] == "app_mention" and "edited" in event
    ]
    assert [event for event in events if event.get("bot_id") == slack.installed["T1"].bot_id]


async def test_the_same_event_twice(slack: Slack, listener: Listener) -> None:
    slack.direct(slack.user("alice"), "hello")
    await slack.until(lambda: slack.acks)
    slack.duplicate()
    await slack.until(lambda: len(slack.acks) == 2)
    assert len({ack.envelope.event_id for ack in slack.acks}) == 1


async def test_an_app_of_bolt_answers_a_mention_and_a_button(slack: Slack) -> None:
    app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
    pressed = asyncio.Event()

    @app.event("app_mention")
    async def answer(event: dict[str, str], client: AsyncWebClient) -> None:
        stream = await client.chat_stream(
            channel=event["channel"],
            thread_ts=event["ts"],
            recipient_team_id="T1",
            recipient_user_id=event["user"],
        )
        feedback = {
            "type": "feedback_buttons",
            "action_id": "feedback",
            "positive_button": {"text": {"type": "plain_text", "text": "Helpful"}, "value": "yes"},
            "negative_button": {"text": {"type": "plain_text", "text": "Not helpful"}, "value": "no"},
        }
        blocks = [{"type": "context_actions", "elements": [feedback]}]
        await stream.stop(markdown_text="Guarantees.", blocks=blocks)

    @app.event("message")
    async def nothing(event: dict[str, str]) -> None: ...

    @app.action("feedback")
    async def taken(ack: Any, action: dict[str, str], respond: Any) -> None:
        assert action["value"] == "no"
        await ack()
        await respond("Thank you.", replace_original=False)
        pressed.set()

    handler: Any = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.5)
    await handler.connect_async()
    try:
        alice = slack.user("alice")
        message = await slack.answer(slack.mention(slack.channel("news"), alice, "what did Lavrov demand?"))
        assert message.visible_text() == "Guarantees.\n[Helpful] [Not helpful]"
        slack.press(alice, message, "feedback", value="no")
        await pressed.wait()
        assert [one.text for one in slack.private(alice)] == ["Thank you."]
    finally:
        await handler.close_async()
