"""The stand-in Slack streams as Slack does, and refuses what Slack refuses."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack.standin import Message, Slack

pytestmark = pytest.mark.anyio

CLOSING = [
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "<https://a.example/1|Outlet>, 3 May"}]}
]


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def asked(slack: Slack) -> Message:
    return slack.mention(slack.channel("news"), slack.user("alice"), "what did Lavrov demand?")


@pytest.fixture
def place(asked: Message) -> dict[str, Any]:
    """Where the answer is to be streamed to."""
    return {
        "channel": asked.channel,
        "thread_ts": asked.ts,
        "recipient_team_id": asked.team,
        "recipient_user_id": asked.user,
    }


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_text_appears_bit_by_bit_and_blocks_below_it(
    slack: Slack, client: AsyncWebClient, asked: Message, place: dict[str, Any]
) -> None:
    stream = await client.chat_stream(buffer_size=1, **place)
    await stream.append(markdown_text="**Lavrov** demanded ")
    [message] = slack.answers(asked.channel, asked.ts)
    assert message.streaming
    await stream.append(markdown_text="[guarantees](https://a.example/2).")
    await stream.stop(blocks=CLOSING)
    assert slack.answer_in(asked.channel, asked.ts) is message
    assert message.visible_text() == "Lavrov demanded guarantees.\nOutlet, 3 May"
    assert [link.url for link in message.links] == ["https://a.example/2", "https://a.example/1"]
    texts = [state.text for state in message.history]
    assert texts[-1] == "**Lavrov** demanded [guarantees](https://a.example/2)."
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))


async def test_nothing_is_appended_after_the_stop(client: AsyncWebClient, place: dict[str, Any]) -> None:
    started = await client.chat_startStream(**place, markdown_text="a")
    stream = {"channel": place["channel"], "ts": started["ts"]}
    await client.chat_stopStream(**stream)
    assert await error_of(client.chat_appendStream(**stream, markdown_text="b")) == STOPPED
    assert await error_of(client.chat_stopStream(**stream)) == STOPPED


async def test_a_stream_ends_after_five_minutes_and_can_be_updated(
    slack: Slack, client: AsyncWebClient, place: dict[str, Any]
) -> None:
    started = await client.chat_startStream(**place, markdown_text="a")
    stream = {"channel": place["channel"], "ts": started["ts"]}
    slack.clock.advance(290)
    await client.chat_appendStream(**stream, markdown_text="b")
    conflict = client.chat_update(**stream, text="c")
    assert await error_of(conflict) == "streaming_state_conflict"
    slack.clock.advance(11)
    assert await error_of(client.chat_appendStream(**stream, markdown_text="c")) == STOPPED
    await client.chat_update(**stream, text="whole")
    assert slack.answers(place["channel"], place["thread_ts"])[0].visible_text() == "whole"


async def test_whom_it_is_for_is_needed_in_channels_only(
    slack: Slack, client: AsyncWebClient, place: dict[str, Any]
) -> None:
    for name in ("recipient_team_id", "recipient_user_id"):
        without = {key: value for key, value in place.items() if key != name}
        assert await error_of(client.chat_startStream(**without)) == f"missing_{name}"
    direct = slack.direct(slack.user("alice"), "hello")
    await client.chat_startStream(channel=direct.channel, thread_ts=direct.ts)
    outside = client.chat_startStream(**{**place, "thread_ts": ""})
    assert await error_of(outside) == "invalid_thread_ts"


async def test_lengths(client: AsyncWebClient, place: dict[str, Any]) -> None:
    assert await error_of(client.chat_startStream(**place, markdown_text="a" * 12_001)) == "msg_too_long"
    started = await client.chat_startStream(**place, markdown_text="a" * 11_000)
    stream = {"channel": place["channel"], "ts": started["ts"]}
    assert await error_of(client.chat_appendStream(**stream, markdown_text="a" * 1_001)) == "msg_too_long"
    await client.chat_appendStream(**stream, markdown_text="a" * 1_000)


async def test_text_and_chunks_are_not_mixed(client: AsyncWebClient, place: dict[str, Any]) -> None:
    started = await client.chat_startStream(**place, markdown_text="a")
    stream = {"channel": place["channel"], "ts": started["ts"]}
    chunks = [{"type": "markdown_text", "text": "b"}]
    assert await error_of(client.chat_appendStream(**stream, chunks=chunks)) == "streaming_mode_mismatch"
    poem = [{"type": "poem", "text": "b"}]
    assert await error_of(client.chat_startStream(**place, chunks=poem)) == "invalid_chunks"


async def test_the_stop_button(
    slack: Slack, client: AsyncWebClient, asked: Message, place: dict[str, Any]
) -> None:
    started = await client.chat_startStream(**place, markdown_text="a")
    stream = {"channel": place["channel"], "ts": started["ts"]}
    slack.stop_session(asked)
    assert await error_of(client.chat_appendStream(**stream, markdown_text="b")) == "stopped_by_user"
    await client.chat_stopStream(**stream, markdown_text=" (stopped)")
    assert slack.answers(asked.channel, asked.ts)[0].visible_text() == "a (stopped)"


async def test_only_ones_own_stream(slack: Slack, client: AsyncWebClient, asked: Message) -> None:
    append = client.chat_appendStream(channel=asked.channel, ts=asked.ts, markdown_text="b")
    assert await error_of(append) == "message_not_owned_by_app"


async def test_a_status_is_shown_and_cleared(
    slack: Slack, client: AsyncWebClient, asked: Message, place: dict[str, Any]
) -> None:
    where: Any = {"channel_id": asked.channel, "thread_ts": asked.ts}
    await client.assistant_threads_setStatus(**where, status="searching 12 articles…")
    await client.agents_sessions_setStatus(**where, status="processing")
    stream = await client.chat_stream(**place)
    await stream.stop(markdown_text="done", session_status="active")
    assert slack.statuses[asked.channel, asked.ts] == ["searching 12 articles…", ""]
    assert slack.sessions[asked.channel, asked.ts] == ["processing", "active"]
    assert await error_of(client.agents_sessions_setStatus(**where, status="busy")) == "invalid_arguments"


STOPPED = "message_not_in_streaming_state"
