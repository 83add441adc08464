"""What Slack delivers, over HTTP and the socket, and what it answers when it is called."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import tempfile
import time
from collections.abc import Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch
from urllib.parse import urlencode

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from benchmarks.reliability.fuzzing.changing import json_value, pieces, words
from benchmarks.reliability.fuzzing.taken import promise
from benchmarks.reliability.fuzzing.target import Input, Target
from bot.desk import Newsdesk
from bot.slack.app import TimedApp
from bot.slack.listeners import register
from bot.slack.queue import AnswerQueue
from bot.slack.record.ledger import Ledger
from bot.slack.replying.calls import Calls
from bot.slack.replying.pacing import Pacing
from bot.slack.service import Service
from bot.slack.serving.http import slack_asgi
from bot.slack.serving.metrics import Metrics
from bot.slack.serving.socket_mode import SocketMode
from bot.slack.serving.workspaces import Workspaces
from bot.slack.settings.channel_rules import ChannelRules
from bot.slack.settings.channels import Channels
from config.errors import NewsdeskError
from config.settings import load_settings
from tests.slack.standin.block_limits import check_message_blocks, check_view_blocks

_SECRET = "a secret of this target's own"
_CHANNELS = {
    "defaults": {"when": "every", "bots": True},
    "channels": {"C00LIMITED": {"who": ["U0ALLOWED", "S0GROUP"], "outlets": ["The Tarn Post"]}},
}


class _Client(AsyncWebClient):
    """Answers every call with what the input says that Slack answers, and checks what is posted."""

    answers: Mapping[str, Any] = {}
    called: ClassVar[list[str]] = []

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        asked = arguments.get("json") or arguments.get("params") or {}
        _check_posted(api_method, asked)
        self.called.append(api_method)
        usual = {"ok": True, "ts": "1.5", "channel": "C1", "user_id": "UBOT", "stream_ts": "1.6", "user": {}}
        answer = self.answers.get(api_method, usual)
        response = AsyncSlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"https://slack.com/api/{api_method}",
            req_args={},
            data=answer if isinstance(answer, dict) else usual,
            headers={},
            status_code=200,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response


class _Hook:
    """Stands where answers go by an address that Slack gave."""

    @staticmethod
    async def send_dict(
        client: AsyncWebhookClient, body: dict[str, Any], headers: object = None
    ) -> WebhookResponse:
        _check_posted("response_url", body)
        return WebhookResponse(url=str(client.url), status_code=200, body="ok", headers={})


class _Open(Pacing):
    """Lets every call pass at once."""

    async def passed(self, method: str, channel: str = "") -> None:
        """See `Pacing.passed`."""


class _Here(Workspaces):
    """Every workspace is one that the app is in."""

    def __init__(self, client: _Client) -> None:
        super().__init__(_token, lambda token: client)
        self._calls = Calls(client, _Open(), patience=0.0)

    async def calls(self, team: str) -> Calls:
        """See `Workspaces.calls`."""
        return self._calls

    async def bot_user(self, team: str) -> str | None:
        """See `Workspaces.bot_user`."""
        return "UBOT"


class _Heard(logging.Handler):
    """Remembers errors that are only logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the error of a record."""
        if record.exc_info and record.exc_info[1] is not None:
            self.errors.append(record.exc_info[1])


class _Stage:
    """The app over an empty library, with nothing of it on a network."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="newsdesk-fuzz-"))
        self.heard = _Heard()
        logging.getLogger().addHandler(self.heard)
        self.client = _Client(token="xoxb-none")
        self.loop = asyncio.new_event_loop()
        self.loop.run_until_complete(self._put_together(folder))

    async def _put_together(self, folder: Path) -> None:
        settings = load_settings(library=folder / "library")
        desk = Newsdesk(folder / "library", settings=settings)
        self.queue = AnswerQueue(4, 100)
        self.service = Service(
            desk,
            Ledger(desk.path),
            self.queue,
            Channels(ChannelRules.model_validate(_CHANNELS), desk.path),
            _Here(self.client),
            Metrics(),
            pace=0.0,
        )
        self.app = TimedApp(
            self.service.metrics,
            client=self.client,
            signing_secret=_SECRET,
            authorize=_authorized,
            process_before_response=True,
            raise_error_for_unhandled_request=True,
        )
        register(self.app, self.service)
        self.asgi = slack_asgi(self.app, _SECRET)
        self.socket = SocketMode(self.app, "xapp-none")

    def deliver(self, given: Input) -> Hashable:
        """Deliver an input, wait until all that it began has ended, and look for errors."""
        self.heard.errors.clear()
        self.client.called.clear()
        with patch.object(AsyncWebhookClient, "send_dict", _Hook.send_dict):
            status = self.loop.run_until_complete(self._delivered(given))
        for error in self.heard.errors:
            if not isinstance(error, NewsdeskError):
                raise error
        promise(status < 500, f"answered with {status}")
        kinds = tuple(type(error).__name__ for error in self.heard.errors)
        return status, tuple(dict.fromkeys(self.client.called)), kinds

    async def _delivered(self, given: Input) -> int:
        try:
            stated = json.loads(given.data)
            body = stated["body"]
            answers = stated.get("answers")
            self.client.answers = answers if isinstance(answers, dict) else {}
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError):
            # Not even an envelope: only over HTTP can such a thing come.
            self.client.answers = {}
            return await self._by_http(given.data, "application/json")
        status = 0
        if isinstance(body, dict):
            await self._by_socket(body)
        if isinstance(body, dict) and body.get("type") != "event_callback":
            form = body if "command" in body else {"payload": json.dumps(body)}
            status = await self._by_http(_form(form), "application/x-www-form-urlencoded")
        else:
            status = await self._by_http(json.dumps(body).encode(), "application/json")
        for _ in range(2_000):
            if not (self.service._tasks or self.queue.waiting or self.queue.answering):
                break
            await asyncio.sleep(0.001)
        return status

    async def _by_socket(self, body: dict[str, Any]) -> None:
        handler = self.socket._handler
        sent: list[object] = []

        async def keep(response: object) -> None:
            sent.append(response)

        handler.client.send_socket_mode_response = keep  # type: ignore[method-assign]
        request = SocketModeRequest(type="events_api", envelope_id="1", payload=body)
        await handler.handle(handler.client, request)
        promise(bool(sent), "not acknowledged")

    async def _by_http(self, body: bytes, kind: str) -> int:
        stamp = str(int(time.time()))
        signature = (
            "v0=" + hmac.new(_SECRET.encode(), b"v0:%s:%s" % (stamp.encode(), body), "sha256").hexdigest()
        )
        headers = {
            "content-type": kind,
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": signature,
        }
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/slack/events",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        statuses: list[int] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        self.asgi._seen = type(self.asgi._seen)(600)
        await self.asgi(scope, receive, send)
        return statuses[0]


def _form(body: Mapping[str, Any]) -> bytes:
    return urlencode({name: str(value) for name, value in body.items()}, errors="surrogatepass").encode()


def _check_posted(method: str, asked: Mapping[str, Any]) -> None:
    """What is posted is of the kind that Slack takes, and pings nobody but whom it may."""
    text = asked.get("text")
    if isinstance(text, str):
        promise("<!" not in text and "<#" not in text, "a ping in a text")
        promise(not any("\ud800" <= c <= "\udfff" for c in text), "half a character in a text")
    if asked.get("blocks"):
        check_message_blocks(json.loads(json.dumps(asked["blocks"], default=lambda block: block.to_dict())))
    if isinstance(view := asked.get("view"), Mapping):
        check_view_blocks(view["blocks"])


async def _authorized(**_: object) -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None,
        team_id="T1",
        bot_id="B1",
        bot_user_id="UBOT",
        bot_token="xoxb-none",
    )


async def _token(team: str) -> str | None:
    return "xoxb-none"


_stage = cache(_Stage)


def _run(given: Input) -> Hashable:
    return _stage().deliver(given)


_WORDS = (
    *(
        b"<@UBOT>",
        b"<@UBOT|news>",
        b"<!channel>",
        b"<#C1|a>",
        b"<https://a.example|b>",
        b"&lt;!here&gt;",
        b"?",
        b"who ",
    ),
    *(
        b"what did Lavrov say",
        b"settings",
        b"help",
        b"message_changed",
        b"message_deleted",
        b"tombstone",
        b"bot_message",
    ),
    *(
        b'"D1"',
        b'"C00LIMITED"',
        b'"event_callback"',
        b'"app_mention"',
        b'"block_actions"',
        b'"view_submission"',
        b'"im"',
    ),
    *(
        b'"message_action"',
        b'"app_home_opened"',
        b'"url_verification"',
        b'"tokens_revoked"',
        b'"ssl_check"',
        b'"B1"',
    ),
)

TARGET = Target(
    "slack", "Slack's deliveries and answers", _run, (json_value, json_value, pieces(words, _WORDS)), _WORDS
)
