"""The app over HTTP, by real sockets: what is not whole, small, fresh and signed does no work."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier

from bot.slack.serving.guard import Guard
from bot.slack.serving.http import HttpServer, slack_asgi
from bot.slack.serving.seen_requests import SeenRequests
from config.errors import SettingsError
from config.slack_manifest import EVENTS_PATH, INSTALL_PATH

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event": {"type": "app_mention", "text": "hello", "channel": "C1", "user": "U1", "ts": "1.1"},
}
COMMAND = {"command": "/news", "team_id": "T1", "channel_id": "C1", "user_id": "U1", "trigger_id": "1.2"}
Send = Callable[..., Awaitable[httpx.Response]]


class Desk:
    """A Bolt app that counts what reaches its listeners."""

    def __init__(self) -> None:
        self.asked: list[str] = []

        async def authorize(**_: Any) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0BOT", bot_id="B0BOT"
            )

        self.app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)
        self.app.event("app_mention")(self._mentioned)
        self.app.command("/news")(self._commanded)

    async def _mentioned(self, event: dict[str, Any]) -> None:
        if event["text"] == "break":
            raise RuntimeError("broken")
        self.asked.append(event["text"])

    async def _commanded(self, ack: Callable[[str], Awaitable[None]], command: dict[str, Any]) -> None:
        self.asked.append(command["text"])
        await ack("searching")


@asynccontextmanager
async def served(desk: Desk, guard: Guard | None = None) -> AsyncIterator[httpx.AsyncClient]:
    server = HttpServer(guard or slack_asgi(desk.app, SECRET), "127.0.0.1", 0, grace=1)
    await server.start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}") as client:
            yield client
    finally:
        await server.stop()


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    assert signature is not None
    return {
        "content-type": "application/json",
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": signature,
    }


def body(text: str = "hello") -> bytes:
    event = {**EVENT["event"], "text": text}  # type: ignore[dict-item]
    return json.dumps({**EVENT, "event": event}).encode()


async def post(client: httpx.AsyncClient, content: bytes, headers: dict[str, str]) -> int:
    return (await client.post(EVENTS_PATH, content=content, headers=headers)).status_code


async def begun(client: httpx.AsyncClient, length: bytes, start: bytes, *, leave: bool = False) -> int:
    """The status answered to a request whose body never ends; 0 where the client leaves instead."""
    reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in signed(body()).items()).encode()
    writer.write(b"POST %s HTTP/1.1\r\nhost: x\r\n%s%s\r\n%s" % (EVENTS_PATH.encode(), length, head, start))
    await writer.drain()
    answer = b"" if leave else await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return int(answer.split()[1]) if answer else 0


@pytest.mark.parametrize(
    "wrong",
    [
        {**EVENT, "event": "app_mention"},
        {**EVENT, "event": {"type": "app_mention", "text": "hello", "channel": "C1"}},
        {**EVENT, "event": {**EVENT["event"], "channel": "C" * 256}},  # type: ignore[dict-item]
        {**EVENT, "authorizations": [1]},
        {**COMMAND, "user_id": None},
        {"type": "block_actions", "user": {"id": "U1"}, "actions": []},
        {"type": "view_submission", "user": {"id": "U1"}, "view": {"state": {"values": []}}},
    ],
    ids=["no event", "no ts", "long id", "no authorization", "no user", "no action", "no values"],
)
def test_what_is_not_as_slack_sends_it_reaches_no_listener(
    wrong: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    async def run() -> None:
        desk = Desk()
        content = json.dumps(wrong).encode()
        async with served(desk) as client:
            assert await post(client, content, signed(content)) == 400
        assert desk.asked == []

    asyncio.run(run())
    assert "hello" not in caplog.text


def test_what_slack_signed_gets_in() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            assert await post(client, body(), signed(body())) == 200
            form = urlencode({**COMMAND, "text": "who said what?"}).encode()
            headers = {**signed(form), "content-type": "application/x-www-form-urlencoded"}
            answer = await client.post(EVENTS_PATH, content=form, headers=headers)
            assert (answer.status_code, answer.text) == (200, "searching")
        assert desk.asked == ["hello", "who said what?"]

    asyncio.run(run())


def test_slacks_verification_of_the_address() -> None:
    async def run() -> None:
        challenge = json.dumps({"type": "url_verification", "challenge": "3eZbrw1a"}).encode()
        async with served(Desk()) as client:
            answer = await client.post(EVENTS_PATH, content=challenge, headers=signed(challenge))
            assert answer.status_code == 200
            assert "3eZbrw1a" in answer.text

    asyncio.run(run())


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed(body()).items() if key != name}


NOW = time.time()
UNSIGNED = {
    "forged": (body(), signed(body(), secret="another secret")),
    "changed on its way": (body("bye"), signed(body())),
    "old": (body(), signed(body(), NOW - 1000)),
    "from the future": (body(), signed(body(), NOW + 1000)),
    "a time that is no number": (body(), {**signed(body()), "x-slack-request-timestamp": "soon"}),
    "a time in other digits": (body(), {**signed(body()), "x-slack-request-timestamp": "+1_000"}),
    "a negative time": (body(), {**signed(body()), "x-slack-request-timestamp": "-5"}),
    "a time of any length": (body(), {**signed(body()), "x-slack-request-timestamp": "9" * 5000}),
    "no time": (body(), without("x-slack-request-timestamp")),
    "no signature": (body(), without("x-slack-signature")),
    "a signature that is none": (body(), {**signed(body()), "x-slack-signature": "v0=é"}),
    "neither": (body(), {}),
    "no text": (b"\xff\xfe\x00", signed(b"anything")),
    "nothing at all": (b"", {}),
}


def test_what_slack_did_not_sign_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            for case, (content, headers) in UNSIGNED.items():
                raw = [(key.encode(), value.encode("latin-1")) for key, value in headers.items()]
                answer = await client.post(EVENTS_PATH, content=content, headers=raw)
                assert (answer.status_code, answer.content) == (401, b""), case
        assert desk.asked == []

    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
    assert "hello" not in caplog.text
    refused = [record for record in caplog.records if record.name == "bot.slack.serving.guard"]
    assert {record.message for record in refused} == {"request refused"}
    assert len(refused) == len(UNSIGNED)


def test_a_signature_given_twice_is_refused() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            headers = [*signed(body()).items(), ("x-slack-signature", "v0=" + "0" * 64)]
            assert (await client.post(EVENTS_PATH, content=body(), headers=headers)).status_code == 401
        assert desk.asked == []

    asyncio.run(run())


UNREADABLE = [
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b'"text"', "application/json; charset=utf-8"),
    (b"{" * 100_000, "application/json"),
    (b'{"a":' * 50_000, "text/plain"),
    (b"payload=%7B", "application/x-www-form-urlencoded"),
    (b"payload=[]", "application/x-www-form-urlencoded"),
    (b"&".join([b"a=b"] * 1000), "application/x-www-form-urlencoded"),
    (b"", "application/json"),
]


def test_what_is_signed_but_cannot_be_read_is_refused() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            for content, kind in UNREADABLE:
                status = await post(client, content, {**signed(content), "content-type": kind})
                assert status == 400, content[:20]
        assert desk.asked == []

    asyncio.run(run())


def test_a_request_that_came_before_is_refused() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            headers = signed(body())
            assert await post(client, body(), headers) == 200
            assert await post(client, body(), headers) == 409
            again = signed(body(), time.time() - 2)
            assert await post(client, body(), again) == 200, "Slack's own retry has another signature"
        assert desk.asked == ["hello", "hello"]

    asyncio.run(run())


def test_what_failed_here_may_come_again() -> None:
    async def run() -> None:
        async with served(Desk()) as client:
            headers = signed(body("break"))
            assert await post(client, body("break"), headers) == 500
            assert await post(client, body("break"), headers) == 500

    asyncio.run(run())


def test_large_bodies_are_cut_off() -> None:
    async def run() -> None:
        desk = Desk()
        guard = Guard(handler(desk), SECRET, events_path=EVENTS_PATH, largest=1000)

        async with served(desk, guard) as client:
            large = body("x" * 2000)
            assert await post(client, large, signed(large)) == 413
            unmeasured = b"transfer-encoding: chunked\r\n", b"3e9\r\n" + b"x" * 1001 + b"\r\n"
            assert await begun(client, *unmeasured) == 413
            assert await post(client, body(), signed(body())) == 200
        assert desk.asked == ["hello"]

    asyncio.run(run())


def test_a_body_that_stalls_is_given_up() -> None:
    async def run() -> None:
        desk = Desk()
        guard = Guard(handler(desk), SECRET, events_path=EVENTS_PATH, patience=0.1)
        async with served(desk, guard) as client:
            assert await begun(client, b"content-length: 50\r\n", b"{") == 408
            assert await post(client, body(), signed(body())) == 200
        assert desk.asked == ["hello"]

    asyncio.run(run())


def test_a_client_that_goes_away_disturbs_nobody() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            await begun(client, b"content-length: 50\r\n", b"{", leave=True)
            assert await post(client, body(), signed(body())) == 200
        assert desk.asked == ["hello"]

    asyncio.run(run())


ELSEWHERE = [
    ("GET", EVENTS_PATH, 405),
    ("PUT", EVENTS_PATH, 405),
    ("HEAD", EVENTS_PATH, 405),
    ("GET", "/", 404),
    ("POST", "/slack/events/", 404),
    ("POST", "/health", 404),
    ("GET", "/metrics", 404),
    ("GET", INSTALL_PATH, 404),
]


def test_other_methods_and_paths_are_refused() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            for method, path, status in ELSEWHERE:
                answer = await client.request(method, path, content=body(), headers=signed(body()))
                assert answer.status_code == status, (method, path)
        assert desk.asked == []

    asyncio.run(run())


def test_a_port_in_use_is_said_in_a_sentence() -> None:
    async def run() -> None:
        desk = Desk()
        async with served(desk) as client:
            with pytest.raises(SettingsError, match="Cannot listen"):
                await HttpServer(slack_asgi(desk.app, SECRET), "127.0.0.1", client.base_url.port or 0).start()

    asyncio.run(run())


def test_signatures_are_forgotten_once_they_are_too_old_to_count() -> None:
    seen = SeenRequests(600)
    assert seen.add(b"one", 0)
    assert not seen.add(b"one", 599)
    assert seen.add(b"one", 600)


def handler(desk: Desk) -> Any:
    return AsyncSlackRequestHandler(desk.app, EVENTS_PATH)
