"""HTTP mode: the same envelopes as signed requests to the app's address, and their retries."""

from __future__ import annotations

import asyncio
import json
import time

import aiohttp

from tests.slack.standin.delivery import Ack, Envelope
from tests.slack.standin.outcomes import acknowledged, failed, unacknowledged
from tests.slack.standin.refusals import Json
from tests.slack.standin.schedule import Schedule
from tests.slack.standin.signed import Signed, Signer, signed_envelope
from tests.slack.standin.world import World


class HttpMode:
    """Everything here runs in the server's loop."""

    def __init__(self, world: World, schedule: Schedule) -> None:
        self._world = world
        self._schedule = schedule
        self._tasks: set[asyncio.Task[None]] = set()

    def offer(self, envelope: Envelope) -> None:
        """Send it; what is not answered in time with 2xx has failed."""
        task = asyncio.create_task(self._deliver(envelope))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, envelope: Envelope) -> None:
        signer = Signer(self._world.app.signing_secret, self._world.clock)
        envelope.sent = time.perf_counter()
        with self._world.changes:
            self._world.sent.append(envelope)
        try:
            async with asyncio.timeout(self._world.acknowledge_within):
                status, headers, payload = await self._post(signed_envelope(signer, envelope))
        except TimeoutError:
            self._failed(envelope, "http_timeout")
        except aiohttp.ClientError:
            self._failed(envelope, "connection_failed")
        else:
            if 200 <= status < 300:
                took = time.perf_counter() - envelope.sent
                acknowledged(self._world, Ack(envelope, took, payload=payload))
            else:
                self._failed(envelope, "http_error", never="X-Slack-No-Retry" in headers)

    async def _post(self, request: Signed) -> tuple[int, dict[str, str], Json | None]:
        assert self._world.app.request_url is not None
        async with (
            aiohttp.ClientSession() as session,
            session.post(self._world.app.request_url, data=request.body, headers=request.headers) as response,
        ):
            body = await response.text()
            return response.status, dict(response.headers), _payload(body)

    def _failed(self, envelope: Envelope, reason: str, *, never: bool = False) -> None:
        retries = self._world.retry_after
        if never or envelope.type != "events_api" or envelope.attempt >= len(retries):
            unacknowledged(self._world, envelope)
            return
        again = envelope.again(reason)
        self._schedule.after(retries[envelope.attempt], lambda: self.offer(again))
        failed(self._world, envelope)


def _payload(body: str) -> Json | None:
    if not body:
        return None
    try:
        read = json.loads(body)
    except ValueError:
        return {"text": body}
    return read if isinstance(read, dict) else None
