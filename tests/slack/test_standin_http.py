"""The stand-in Slack delivers by signed HTTP, to Bolt behind an ASGI server."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.slack.standin import Slack
from tests.slack.standin.signed import Signer, send

pytestmark = pytest.mark.anyio


class Site:
    """An app's address that notes what comes, whether its signature is good, and answers as told."""

    def __init__(self, slack: Slack) -> None:
        self.url = ""
        self.status = 200
        self.text = ""
        self.got: list[tuple[str, dict[str, str], bool]] = []
        self._slack = slack

    async def answer(self, http: web.Request) -> web.Response:
        body = await http.read()
        verifier = SignatureVerifier(self._slack.app.signing_secret)
        good = verifier.is_valid_request(body, dict(http.headers))
        with self._slack.changes:
            self.got.append((body.decode(), dict(http.headers), good))
        return web.Response(status=self.status, text=self.text)


@pytest.fixture
async def site(slack: Slack) -> AsyncIterator[Site]:
    site = Site(slack)
    served = web.Application()
    served.router.add_post("/slack/events", site.answer)
    runner = web.AppRunner(served)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    site.url = slack.app.request_url = f"http://{host}:{port}/slack/events"
    yield site
    await runner.cleanup()


async def test_events_commands_and_buttons_are_signed(slack: Slack, site: Site) -> None:
    alice, channel = slack.user("alice"), slack.channel("news")
    slack.direct(alice, "hello")
    slack.command(alice, channel, "/news", "floods & fires")
    slack.shortcut(alice, slack.say(channel, alice, "It never rains."), "check_news")
    await slack.until(lambda: len(slack.acks) == 4)
    assert all(good for _, _, good in site.got)
    bodies = sorted(body for body, _, _ in site.got)
    assert sum(body.startswith("{") for body in bodies) == 2
    assert any("command=%2Fnews&text=floods+%26+fires" in body for body in bodies)
    assert any(body.startswith("payload=%7B") for body in bodies)


async def test_what_fails_is_sent_again(slack: Slack, site: Site) -> None:
    site.status = 500
    slack.direct(slack.user("alice"), "hello")
    await slack.until(lambda: len(slack.failed) == 2)
    site.status = 200
    slack.clock.advance(61)
    await slack.until(lambda: slack.acks)
    retries = [(h.get("X-Slack-Retry-Num"), h.get("X-Slack-Retry-Reason")) for _, h, _ in site.got]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


async def test_ways_in_which_somebody_else_may_ask(slack: Slack, site: Site) -> None:
    good = slack.signer.event({"type": "event_callback"})
    assert (await send(site.url, good)).status == 200
    await send(site.url, good.tampered())
    await send(site.url, good.without("X-Slack-Signature"))
    await send(site.url, good.with_header("X-Slack-Request-Timestamp", "0"))
    await send(site.url, Signer("guessed", slack.clock).event({"type": "event_callback"}))
    await send(site.url, slack.signer.event({"type": "event_callback"}, age=301))
    assert [good for _, _, good in site.got] == [True, False, False, False, False, False]
