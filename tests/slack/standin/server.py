"""The stand-in Slack: a server on loopback in a thread of its own, and the tests' hold on it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from tests.slack.standin.changes import PATIENCE
from tests.slack.standin.delivery import Ack, Envelope
from tests.slack.standin.faults import Fault, Gate, When
from tests.slack.standin.http_mode import HttpMode
from tests.slack.standin.interactions import Interactions
from tests.slack.standin.message import Message
from tests.slack.standin.reading.blocks import visible_blocks
from tests.slack.standin.responses import Responses
from tests.slack.standin.schedule import Schedule
from tests.slack.standin.signed import Signer
from tests.slack.standin.snapshot import page
from tests.slack.standin.socket_mode import Reason, SocketMode
from tests.slack.standin.web_api import WebApi
from tests.slack.standin.world import Call

T = TypeVar("T")


class Slack(Interactions):
    """Use it as a context manager. It begins with workspace T1, the app installed in it.

    `api_url` is what SLACK_API_URL takes; tokens are `bot_token` and `app_token`.
    """

    def __init__(self) -> None:
        super().__init__()
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._ended: asyncio.Event
        self._socket_mode: SocketMode
        self._http_mode: HttpMode
        self._thread = threading.Thread(target=self._run, name="stand-in Slack", daemon=True)
        self.workspace("T1")

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.faults.clear()
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    @property
    def api_url(self) -> str:
        """The base of the Web API, with a slash at its end."""
        return f"{self.base}/api/"

    @property
    def bot_token(self) -> str:
        """Of workspace T1."""
        return self.installed["T1"].token

    @property
    def app_token(self) -> str:
        """For Socket Mode."""
        return self.app.token

    @property
    def signer(self) -> Signer:
        """Signs requests as this Slack does, for what a test sends by hand."""
        return Signer(self.app.signing_secret, self.clock)

    def limit(self, method: str, *, after: int, retry_after: float) -> None:
        """Refuse a method with 429 for so many seconds once so many calls have passed."""
        self.rates.limit(method, after=after, retry_after=retry_after)

    def fail(
        self,
        method: str,
        error: str | None = None,
        *,
        status: int | None = None,
        drop: When | None = None,
        delay: float = 0.0,
        times: int | None = 1,
        skip: int = 0,
    ) -> None:
        """Have a method fail: by Slack's error, an HTTP status, a cut connection, or only late.

        Args:
            drop: "before" the method has done anything or "after" it; "garbled" if its answer is no JSON.
            times: how often; None for always.
            skip: calls that go well first.
        """
        with self.changes:
            self.faults.add(method, Fault(error, status, drop, delay, None, times, skip))

    def hold(self, method: str, *, times: int | None = None) -> Gate:
        """Hold a method's calls back until the gate is released."""
        gate = Gate()
        with self.changes:
            self.faults.add(method, Fault(held=gate, times=times))
        return gate

    def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Ask the app to connect anew, as Slack does every few hours."""
        self._soon(lambda: self._socket_mode.disconnect(reason))

    def cut(self, *, silently: bool = False) -> None:
        """Break all connections without a close frame; silently: open, but nothing passes."""
        self._soon(lambda: self._socket_mode.cut(silently=silently))

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._socket_mode.connections)

    @property
    def connections_opened(self) -> int:
        """How many have been opened so far."""
        return self._socket_mode.opened

    def calls(self, method: str | None = None) -> list[Call]:
        """The calls of a method, or all, in order."""
        return [call for call in self.calls_made if method in (None, call.method)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A thread as everybody sees it: its first message and what was answered."""
        found = self.threads[channel, ts]
        return sorted((m for m in found if not m.deleted and not m.ephemeral_to), key=lambda m: m.ts)

    def answers(self, channel: str, thread_ts: str) -> list[Message]:
        """What the app has written into a thread."""
        return [m for m in self.thread(channel, thread_ts) if m.app_id == self.app.id]

    def in_channel(self, channel: str) -> list[Message]:
        """Everything that can be seen in a channel by everybody, threads too."""
        found = [m for m in self.messages.values() if m.channel == channel]
        return sorted((m for m in found if not m.deleted and not m.ephemeral_to), key=lambda m: m.ts)

    def home(self, user: str) -> str | None:
        """What a user's Home tab says; None while it is empty."""
        view = self.homes.get(user)
        return visible_blocks(view.body["blocks"]) if view else None

    def private(self, user: str) -> list[Message]:
        """What only this user sees."""
        return [m for m in self.messages.values() if m.ephemeral_to == user and not m.deleted]

    def wait_for(self, seen: Callable[[], T | None], timeout: float = PATIENCE) -> T:
        """What `seen` returns once that is true; blocks, so not for a loop the app runs in.

        Raises:
            AssertionError: it did not become true in time, with everything that was said.
        """
        return self._found(self.changes.wait_for(seen, timeout), timeout)

    async def until(self, seen: Callable[[], T | None], timeout: float = PATIENCE) -> T:
        """The same, for a test that runs the app in its own loop."""
        return self._found(await self.changes.until(seen, timeout), timeout)

    def answer_in(self, channel: str, thread_ts: str, n: int = 1) -> Message:
        """The app's n-th message in a thread, once it is complete; blocks."""
        return self.wait_for(lambda: self._answer(channel, thread_ts, n))

    async def answer(self, message: Message, n: int = 1) -> Message:
        """The app's n-th answer to a message, once it is complete."""
        return await self.until(lambda: self._answer(message.channel, message.thread, n))

    async def acknowledgement(self, envelope: Envelope) -> Ack:
        """The acknowledgement of a command, a button or a modal."""
        return await self.until(lambda: next((a for a in self.acks if a.envelope.id == envelope.id), None))

    async def connected(self, n: int = 1) -> None:
        """Return when so many connections are open."""
        await self.until(lambda: self.connections >= n)

    def _answer(self, channel: str, thread_ts: str, n: int) -> Message | None:
        found = self.answers(channel, thread_ts)
        return found[n - 1] if len(found) >= n and not found[n - 1].streaming else None

    def _found(self, found: T | None, timeout: float) -> T:
        assert found, f"not seen within {timeout:g} s; what was said last:\n{self.transcript(last=20)}"
        return found

    def transcript(self, last: int | None = None) -> str:
        """Everything said so far, or the last of it, as plain text."""
        said = sorted(self.messages.values(), key=lambda message: message.ts)
        return "\n".join(
            f"[{message.ts} {message.channel} {_names(message)}] {message.visible_text()}"
            for message in (said if last is None else said[-last:])
        )

    def snapshot(self, file: Path, messages: Iterable[Message] | None = None) -> Path:
        """Write messages, or all, as an HTML page to look at; returns the file."""
        everything = sorted(self.messages.values(), key=lambda message: (message.thread, message.ts))
        names = {user.id: user.name for user in self.users.values()}
        file.write_text(page(everything if messages is None else messages, names), encoding="utf-8")
        return file

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._ended = asyncio.Event()
        schedule = Schedule(self.clock)
        self._socket_mode = SocketMode(self, schedule)
        self._http_mode = HttpMode(self, schedule)
        self.carry = self._carry
        self.clock.told.append(lambda: self._soon(schedule.wake))
        site = web.Application(client_max_size=10_000_000)
        site.router.add_route("*", "/api/{method}", WebApi(self).answer)
        site.router.add_post("/response/{key}", Responses(self).answer)
        site.router.add_get("/link/", self._socket_mode.serve)
        runner = web.AppRunner(site, shutdown_timeout=0.1, handle_signals=False, access_log=None)
        await runner.setup()
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        host, port = runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        running = asyncio.create_task(schedule.run())
        self._ready.set()
        await self._ended.wait()
        running.cancel()
        self._socket_mode.cut(silently=False)
        await runner.cleanup()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _soon(self, happens: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(happens)

    def _carry(self, envelope: Envelope) -> None:
        offer = self._http_mode.offer if self.app.request_url else self._socket_mode.offer
        self._soon(lambda: offer(envelope))


def _names(message: Message) -> str:
    return f"{message.user} to {message.ephemeral_to}" if message.ephemeral_to else message.user
