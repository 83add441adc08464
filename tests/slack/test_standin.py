"""The stand-in Slack is strict as Slack is: its Web API, by slack_sdk's own client."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.web.client import WebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack.standin import Message, Slack
from tests.slack.standin.faults import When

pytestmark = pytest.mark.anyio


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def asked(slack: Slack) -> Message:
    return slack.mention(slack.channel("news"), slack.user("alice"), "what did Lavrov demand?")


async def refused(call: Any) -> Any:
    """What Slack says no with."""
    with pytest.raises(SlackApiError) as caught:
        await call
    answer = caught.value.response
    return answer.data if isinstance(answer, AsyncSlackResponse) else answer


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(text: str = "Go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": text}, "action_id": "go", **more}


class TestTokens:
    async def test_tells_whose_a_token_is_and_what_it_may_do(
        self, slack: Slack, client: AsyncWebClient
    ) -> None:
        answer = await client.auth_test()
        assert (answer["team_id"], answer["user_id"]) == ("T1", slack.bot())
        assert set(answer.headers["x-oauth-scopes"].split(",")) == slack.app.scopes

    @pytest.mark.parametrize(
        ("token", "error"), [("xoxb-wrong", "invalid_auth"), ("", "not_authed"), (None, "not_authed")]
    )
    async def test_a_wrong_or_missing_token(self, slack: Slack, token: str | None, error: str) -> None:
        assert (await refused(AsyncWebClient(token, base_url=slack.api_url).auth_test()))["error"] == error

    async def test_the_wrong_kind_of_token(self, slack: Slack, client: AsyncWebClient) -> None:
        opening = client.apps_connections_open(app_token=slack.bot_token)
        assert (await refused(opening))["error"] == "not_allowed_token_type"
        app = AsyncWebClient(slack.app_token, base_url=slack.api_url)
        posting = app.chat_postMessage(channel=slack.channel("news"), text="hello")
        assert (await refused(posting))["error"] == "not_allowed_token_type"

    async def test_a_revoked_token(self, slack: Slack, client: AsyncWebClient) -> None:
        slack.uninstall("T1")
        assert (await refused(client.auth_test()))["error"] == "token_revoked"

    async def test_a_missing_scope_says_which(self, slack: Slack, client: AsyncWebClient) -> None:
        slack.installed["T1"].scopes.discard("chat:write")
        answer = await refused(client.chat_postMessage(channel=slack.channel("news"), text="hello"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
        assert "chat:write" not in answer["provided"].split(",")

    async def test_reading_needs_the_scope_of_the_kind_of_channel(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        await client.conversations_replies(channel=asked.channel, ts=asked.ts)
        slack.installed["T1"].scopes.discard("channels:history")
        answer = await refused(client.conversations_replies(channel=asked.channel, ts=asked.ts))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")

    async def test_an_unknown_method(self, client: AsyncWebClient) -> None:
        answer = await refused(client.api_call("chat.shout"))
        assert (answer["error"], answer["req_method"]) == ("unknown_method", "chat.shout")

    async def test_a_code_gives_a_token_once(self, slack: Slack) -> None:
        code = slack.authorize("T2")
        anybody = AsyncWebClient(base_url=slack.api_url)
        own = {"client_id": slack.app.client_id, "client_secret": slack.app.client_secret}
        wrong = anybody.oauth_v2_access(client_id=slack.app.client_id, client_secret="guess", code=code)
        assert (await refused(wrong))["error"] == "bad_client_secret"
        answer = await anybody.oauth_v2_access(**own, code=code)
        assert answer["team"]["id"] == "T2"
        assert answer["access_token"] == slack.installed["T2"].token
        again = anybody.oauth_v2_access(**own, code=code)
        assert (await refused(again))["error"] == "invalid_code"


class TestMessages:
    async def test_a_reply_is_seen_in_its_thread(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        answer = await client.chat_postMessage(channel=asked.channel, thread_ts=asked.ts, text="*Guarantees*")
        [question, reply] = slack.thread(asked.channel, asked.ts)
        assert (question, reply.ts, reply.visible_text()) == (asked, answer["ts"], "Guarantees")
        read = await client.conversations_replies(channel=asked.channel, ts=asked.ts)
        assert [message["ts"] for message in read["messages"]] == [question.ts, reply.ts]

    def test_the_sync_client_and_forms_work_as_well(self, slack: Slack, asked: Message) -> None:
        client = WebClient(slack.bot_token, base_url=slack.api_url)
        form = {"channel": asked.channel, "blocks": json.dumps([section("by form")])}
        client.api_call("chat.postMessage", data=form)
        client.chat_postMessage(channel=asked.channel, text="by JSON")
        assert [m.visible_text() for m in slack.in_channel(asked.channel)[1:]] == ["by form", "by JSON"]

    @pytest.mark.parametrize("body", [b"{", b"[1]"])
    async def test_what_is_no_call(self, slack: Slack, body: bytes) -> None:
        headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": "application/json"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{slack.api_url}chat.postMessage", data=body, headers=headers) as response,
        ):
            assert (await response.json())["error"] in ("invalid_json", "json_not_object")

    async def test_where_nothing_can_be_posted(self, slack: Slack, client: AsyncWebClient) -> None:
        elsewhere = slack.channel("elsewhere", joined=False)
        secret = slack.channel("secret", private=True, joined=False)
        slack.workspace("T2")
        theirs = slack.channel("theirs", team="T2")
        errors = [
            (await refused(client.chat_postMessage(channel=channel, text="hello")))["error"]
            for channel in ("C0", elsewhere, secret, theirs)
        ]
        assert errors == ["channel_not_found", "not_in_channel", "channel_not_found", "channel_not_found"]

    async def test_which_threads_there_are(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        reply = slack.say(asked.channel, asked.user, "and Putin?", asked.ts)
        gone = slack.say(asked.channel, asked.user, "never mind")
        slack.delete(gone)
        threads = ["yesterday", "1000000000.000000", reply.ts, gone.ts]
        errors = [
            (await refused(client.chat_postMessage(channel=asked.channel, thread_ts=ts, text="x")))["error"]
            for ts in threads
        ]
        assert errors == [
            "invalid_thread_ts",
            "thread_not_found",
            "cannot_reply_to_message",
            "thread_not_found",
        ]

    async def test_only_own_messages_are_changed(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        own = await client.chat_postMessage(channel=asked.channel, text="first")
        await client.chat_update(channel=asked.channel, ts=own["ts"], text="second")
        message = slack.in_channel(asked.channel)[-1]
        assert ([state.text for state in message.history], message.text) == (["first", "second"], "second")
        for ts, changing, deleting in [
            (asked.ts, "cant_update_message", "cant_delete_message"),
            ("1000000000.000000", "message_not_found", "message_not_found"),
        ]:
            update = client.chat_update(channel=asked.channel, ts=ts, text="mine")
            assert (await refused(update))["error"] == changing
            assert (await refused(client.chat_delete(channel=asked.channel, ts=ts)))["error"] == deleting
        await client.chat_delete(channel=asked.channel, ts=own["ts"])
        assert slack.in_channel(asked.channel) == [asked]

    async def test_lengths_of_text(self, slack: Slack, client: AsyncWebClient, asked: Message) -> None:
        long = await client.chat_postMessage(channel=asked.channel, text="a" * 40_001)
        assert len(long["message"]["text"]) == 40_000
        await client.chat_update(channel=asked.channel, ts=long["ts"], text="a" * 4_000)
        for call in (
            client.chat_update(channel=asked.channel, ts=long["ts"], text="a" * 4_001),
            client.chat_postMessage(channel=asked.channel, markdown_text="a" * 12_001),
        ):
            assert (await refused(call))["error"] == "msg_too_long"
        # The SDK's own method would warn of it.
        empty = client.api_call("chat.postMessage", json={"channel": asked.channel})
        assert (await refused(empty))["error"] == "no_text"

    async def test_what_only_one_sees(self, slack: Slack, client: AsyncWebClient, asked: Message) -> None:
        posted = await client.chat_postEphemeral(channel=asked.channel, user=asked.user, text="for you")
        assert [message.text for message in slack.private(asked.user)] == ["for you"]
        assert slack.in_channel(asked.channel) == [asked]
        update = client.chat_update(channel=asked.channel, ts=posted["message_ts"], text="changed")
        assert (await refused(update))["error"] == "message_not_found"
        stranger = client.chat_postEphemeral(channel=asked.channel, user=slack.user("zoe"), text="for you")
        assert (await refused(stranger))["error"] == "user_not_in_channel"

    async def test_reactions(self, slack: Slack, client: AsyncWebClient, asked: Message) -> None:
        place = {"channel": asked.channel, "timestamp": asked.ts, "name": "eyes"}
        await client.reactions_add(**place)
        assert asked.reactions == {"eyes": {slack.bot()}}
        assert (await refused(client.reactions_add(**place)))["error"] == "already_reacted"
        await client.reactions_remove(**place)
        assert (await refused(client.reactions_remove(**place)))["error"] == "no_reaction"


BAD_BLOCKS: list[tuple[list[dict[str, Any]], str, str]] = [
    ([section("a")] * 51, "invalid_blocks", "no more than 50 items allowed [json-pointer:/blocks]"),
    (
        [section("a" * 3_001)],
        "invalid_blocks",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    ([section("")], "invalid_blocks", "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    (
        [{"type": "markdown", "text": "a" * 12_001}],
        "invalid_blocks",
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
    ),
    (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        "invalid_blocks",
        "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ),
    (
        [{"type": "header", "text": {"type": "plain_text", "text": "a" * 151}}],
        "invalid_blocks",
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    (
        [{"type": "context", "elements": [{"type": "mrkdwn", "text": "a"}] * 11}],
        "invalid_blocks",
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [{"type": "actions", "elements": [button(action_id=str(n)) for n in range(26)]}],
        "invalid_blocks",
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    (
        [{"type": "actions", "elements": [button(), button()]}],
        "invalid_blocks",
        "`action_id` must be unique within a block [json-pointer:/blocks/0/elements]",
    ),
    (
        [{"type": "actions", "elements": [button("a" * 76)]}],
        "invalid_blocks",
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    (
        [{"type": "actions", "elements": [button(value="a" * 2_001)]}],
        "invalid_blocks",
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    (
        [{"type": "actions", "elements": [button(url="https://" + "a" * 3_000)]}],
        "invalid_blocks",
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    ([{"type": "poem"}], "invalid_blocks", "unsupported type: poem [json-pointer:/blocks/0/type]"),
    (
        [section("a", block_id="same"), section("b", block_id="same")],
        "invalid_blocks",
        "block_id must be unique [json-pointer:/blocks]",
    ),
    ([section("a" * 3_000)] * 5, "msg_blocks_too_long", ""),
]


@pytest.mark.parametrize(("blocks", "error", "message"), BAD_BLOCKS)
async def test_blocks_that_slack_refuses(
    slack: Slack, client: AsyncWebClient, blocks: list[dict[str, Any]], error: str, message: str
) -> None:
    answer = await refused(client.chat_postMessage(channel=slack.channel("news"), text="x", blocks=blocks))
    assert answer["error"] == error
    if message:
        assert message in answer["errors"]
        assert f"[ERROR] {message}" in answer["response_metadata"]["messages"]


class TestLimitsAndFailures:
    async def test_a_limit_says_how_long_to_wait(self, slack: Slack, client: AsyncWebClient) -> None:
        slack.limit("auth.test", after=1, retry_after=30)
        await client.auth_test()
        with pytest.raises(SlackApiError) as caught:
            await client.auth_test()
        response = caught.value.response
        assert (response.status_code, response["error"]) == (429, "ratelimited")
        assert response.headers["Retry-After"] == "30"
        slack.clock.advance(10)
        assert (await refused(client.auth_test()))["error"] == "ratelimited"
        assert slack.rates.ignored == ["auth.test"]
        slack.clock.advance(21)
        await client.auth_test()

    async def test_the_sdk_waits_as_it_is_told(self, slack: Slack, client: AsyncWebClient) -> None:
        client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
        slack.limit("auth.test", after=1, retry_after=0.5)
        for _ in range(2):
            await client.auth_test()
        assert [call.error for call in slack.calls("auth.test")] == [None, "ratelimited", None]
        assert slack.rates.ignored == []

    async def test_tiers(self, slack: Slack, client: AsyncWebClient, asked: Message) -> None:
        slack.rates.tiers = True
        for _ in range(4):
            await client.chat_postMessage(channel=asked.channel, text="x")
        posting = client.chat_postMessage(channel=asked.channel, text="x")
        assert (await refused(posting))["error"] == "ratelimited"
        slack.clock.advance(4)
        await client.chat_postMessage(channel=asked.channel, text="x")
        for _ in range(50):
            await client.conversations_replies(channel=asked.channel, ts=asked.ts)
        reading = client.conversations_replies(channel=asked.channel, ts=asked.ts)
        assert (await refused(reading))["error"] == "ratelimited"

    async def test_failures_as_often_as_asked_for(self, slack: Slack, client: AsyncWebClient) -> None:
        slack.fail("auth.test", "internal_error", times=2)
        for _ in range(2):
            assert (await refused(client.auth_test()))["error"] == "internal_error"
        await client.auth_test()
        slack.fail("auth.test", status=500)
        with pytest.raises(SlackApiError):
            await client.auth_test()
        await client.auth_test()

    async def test_a_cut_connection_before_or_after_the_deed(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        client.retry_handlers.clear()
        drops: list[tuple[When, int]] = [("before", 0), ("after", 1)]
        for drop, posted in drops:
            slack.fail("chat.postMessage", drop=drop)
            with pytest.raises(Exception, match="disconnected"):
                await client.chat_postMessage(channel=asked.channel, text="x")
            assert len(slack.in_channel(asked.channel)) - 1 == posted

    async def test_a_call_that_is_held_back(
        self, slack: Slack, client: AsyncWebClient, asked: Message
    ) -> None:
        gate = slack.hold("chat.postMessage")
        posting = asyncio.create_task(client.chat_postMessage(channel=asked.channel, text="x"))
        await slack.until(lambda: gate.waiting)
        assert slack.in_channel(asked.channel) == [asked]
        gate.release()
        await posting
        assert len(slack.in_channel(asked.channel)) == 2


class TestViews:
    async def test_a_modal_from_command_to_submission(self, slack: Slack, client: AsyncWebClient) -> None:
        alice, channel = slack.user("alice"), slack.channel("news")
        trigger = slack.command(alice, channel, "/news", "settings").payload["trigger_id"]
        await client.views_open(trigger_id=trigger, view=MODAL)
        view = slack.modal(alice)
        assert view is not None
        again = client.views_open(trigger_id=trigger, view=MODAL)
        assert (await refused(again))["error"] == "exchanged_trigger_id"
        with pytest.raises(AssertionError, match="has to be filled in"):
            slack.submit(alice, view)
        sent = slack.submit(alice, view, {"who": "all"})
        chosen = sent.payload["view"]["state"]["values"]["who"]["choice"]["selected_option"]
        assert chosen["value"] == "all"
        await client.views_update(view_id=view.id, hash=view.hash, view={**MODAL, "callback_id": "next"})
        assert view.body["callback_id"] == "next"
        late = client.views_update(view_id=view.id, hash="old", view=MODAL)
        assert (await refused(late))["error"] == "hash_conflict"

    async def test_a_trigger_lasts_three_seconds(self, slack: Slack, client: AsyncWebClient) -> None:
        command = slack.command(slack.user("alice"), slack.channel("news"), "/news", "settings")
        slack.clock.advance(4)
        opening = client.views_open(trigger_id=command.payload["trigger_id"], view=MODAL)
        assert (await refused(opening))["error"] == "expired_trigger_id"

    async def test_views_that_slack_refuses(self, slack: Slack, client: AsyncWebClient) -> None:
        alice = slack.user("alice")
        for change in (
            {"title": {"type": "plain_text", "text": "a" * 25}},
            {"submit": None},
            {"private_metadata": "a" * 3_001},
            {"blocks": [{"type": "markdown", "text": "a"}]},
            {"blocks": [section("a")] * 101},
        ):
            trigger = slack.command(alice, slack.channel("news"), "/news").payload["trigger_id"]
            opening = client.views_open(trigger_id=trigger, view={**MODAL, **change})
            assert (await refused(opening))["error"] == "invalid_arguments"

    async def test_the_home_tab(self, slack: Slack, client: AsyncWebClient) -> None:
        alice = slack.user("alice")
        await client.views_publish(user_id=alice, view={"type": "home", "blocks": [section("*Ask* me")]})
        assert slack.home(alice) == "Ask me"


MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "settings",
    "title": {"type": "plain_text", "text": "Settings"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {
            "type": "input",
            "block_id": "who",
            "label": {"type": "plain_text", "text": "Who may ask"},
            "element": {
                "type": "static_select",
                "action_id": "choice",
                "options": [{"text": {"type": "plain_text", "text": "All"}, "value": "all"}],
            },
        }
    ],
}


class TestResponseUrls:
    async def test_five_answers_in_half_an_hour(self, slack: Slack) -> None:
        alice, channel = slack.user("alice"), slack.channel("news")
        url = slack.command(alice, channel, "/news", "q").payload["response_url"]
        hook = AsyncWebhookClient(url)
        assert (await hook.send(text="only you")).body == "ok"
        [message] = slack.private(alice)
        await hook.send(text="changed", replace_original=True)
        assert (message.text, len(slack.private(alice))) == ("changed", 1)
        await hook.send(text="for all", response_type="in_channel")
        assert [one.text for one in slack.in_channel(channel)] == ["for all"]
        await hook.send(delete_original=True)
        assert slack.private(alice) == []
        await hook.send(text="fifth")
        sixth = await hook.send(text="sixth")
        assert (sixth.status_code, sixth.body) == (404, "used_url")
        late = slack.command(alice, channel, "/news", "q").payload["response_url"]
        slack.clock.advance(1_801)
        assert (await AsyncWebhookClient(late).send(text="late")).body == "expired_url"

    async def test_blocks_are_checked_there_too(self, slack: Slack) -> None:
        url = slack.command(slack.user("alice"), slack.channel("news"), "/news").payload["response_url"]
        answer = await AsyncWebhookClient(url).send(text="x", blocks=[section("a" * 3_001)])
        assert (answer.status_code, answer.body) == (400, "invalid_blocks")


async def test_a_manifest_is_checked(slack: Slack) -> None:
    client = AsyncWebClient(slack.app.config_token, base_url=slack.api_url)
    manifest: dict[str, Any] = {
        "display_information": {"name": "Newsdesk"},
        "features": {
            "bot_user": {"display_name": "newsdesk"},
            "slash_commands": [{"command": "/news", "description": "Ask the news", "should_escape": True}],
        },
        "oauth_config": {"scopes": {"bot": ["app_mentions:read", "chat:write", "commands"]}},
        "settings": {
            "socket_mode_enabled": True,
            "event_subscriptions": {"bot_events": ["app_mention"]},
            "interactivity": {"is_enabled": True},
        },
    }
    await client.apps_manifest_validate(manifest=manifest)
    manifest["settings"]["event_subscriptions"]["bot_events"] += ["message.channels", "weather"]
    manifest["settings"]["sockets"] = True
    manifest["display_information"]["name"] = "a" * 36
    answer = await refused(client.apps_manifest_validate(manifest=manifest))
    assert answer["error"] == "invalid_manifest"
    assert {fault["message"] for fault in answer["errors"]} == {
        "must have between 1 and 35 characters or items",
        "unexpected field: sockets",
        "message.channels needs the scope channels:history",
        "unknown event: weather",
    }
    manifest["settings"] = {"socket_mode_enabled": False, "interactivity": {"is_enabled": True}}
    answer = await refused(client.apps_manifest_validate(manifest=manifest))
    assert "/settings/interactivity/request_url" in {fault["pointer"] for fault in answer["errors"]}
