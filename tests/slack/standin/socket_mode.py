"""Socket Mode: connections, envelopes on them, acknowledgements, retries, and how a line breaks."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Literal

from aiohttp import WSMsgType, web

from tests.slack.standin.delivery import Ack, Envelope
from tests.slack.standin.outcomes import acknowledged, failed, unacknowledged
from tests.slack.standin.refusals import Json
from tests.slack.standin.schedule import Schedule
from tests.slack.standin.world import World

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]
MOST_CONNECTIONS = 10


class Connection:
    """One websocket; what is sent over it goes out in order."""

    def __init__(self, http: web.Request, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.silent = False
        self.unacked: dict[str, Envelope] = {}
        self._http = http
        self._outgoing: asyncio.Queue[str] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write())

    def send(self, body: Json) -> None:
        """Put it on the way."""
        self._outgoing.put_nowait(json.dumps(body))

    def abort(self) -> None:
        """End it without a word, as a cable does."""
        if self._http.transport is not None:
            self._http.transport.abort()

    async def close(self) -> None:
        """End it after what is on the way, politely."""
        await self._outgoing.join()
        self._writing.cancel()
        await self.socket.close()

    def end(self) -> None:
        """Nothing goes over it any more."""
        self._writing.cancel()

    async def _write(self) -> None:
        while True:
            text = await self._outgoing.get()
            try:
                if not self.silent:
                    await self.socket.send_str(text)
            except ConnectionError:
                return
            finally:
                self._outgoing.task_done()


class SocketMode:
    """Everything here runs in the server's loop.

    Args:
        world: told of every acknowledgement.
        schedule: when something has to have been acknowledged, and is sent again.
    """

    def __init__(self, world: World, schedule: Schedule) -> None:
        self.connections: list[Connection] = []
        self.opened = 0
        self._world = world
        self._schedule = schedule
        self._turn = itertools.count()
        self._ready: list[Envelope] = []
        self._forgotten: dict[str, Envelope] = {}
        self._closing: set[asyncio.Task[None]] = set()

    def offer(self, envelope: Envelope) -> None:
        """Deliver it as soon as there is a connection; only events wait for one."""
        if not self.connections:
            if envelope.type == "events_api":
                self._ready.append(envelope)
            else:
                unacknowledged(self._world, envelope)
            return
        connection = self.connections[next(self._turn) % len(self.connections)]
        envelope.sent = time.perf_counter()
        connection.unacked[envelope.id] = envelope
        with self._world.changes:
            self._world.sent.append(envelope)
        connection.send(envelope.body())
        self._schedule.after(self._world.acknowledge_within, lambda: self._overdue(connection, envelope))

    async def serve(self, http: web.Request) -> web.StreamResponse:
        """One connection from its beginning to its end."""
        ticket = http.query.get("ticket", "")
        if ticket not in self._world.tickets:
            return web.Response(status=404)
        self._world.tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(http)
        connection = Connection(http, socket)
        if len(self.connections) >= MOST_CONNECTIONS:
            connection.send(_disconnect("too_many_websockets"))
            await connection.close()
            return socket
        try:
            await self._hold(connection)
        except ConnectionError:
            pass  # cut while something was on its way
        finally:
            self._drop(connection)
        return socket

    async def _hold(self, connection: Connection) -> None:
        if self._world.hello_after:
            await asyncio.sleep(self._world.hello_after)
        with self._world.changes:
            self.connections.append(connection)
            self.opened += 1
        connection.send(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "debug_info": {"host": "standin", "build_number": 1, "approximate_connection_time": 18_060},
                "connection_info": {"app_id": self._world.app.id},
            }
        )
        waiting, self._ready = self._ready, []
        for envelope in waiting:
            self.offer(envelope)
        async for message in connection.socket:
            if connection.silent:
                continue
            if message.type == WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._received(connection, message.data)

    def _drop(self, connection: Connection) -> None:
        connection.end()
        with self._world.changes:
            if connection in self.connections:
                self.connections.remove(connection)
        unacked, connection.unacked = list(connection.unacked.values()), {}
        for envelope in unacked:
            self._failed(envelope, "connection_failed")

    def _received(self, connection: Connection, text: str) -> None:
        try:
            body = json.loads(text)
            envelope_id = body["envelope_id"]
        except (ValueError, KeyError, TypeError):
            return
        envelope = connection.unacked.pop(envelope_id, None)
        late = envelope is None
        envelope = envelope or self._elsewhere(envelope_id)
        if envelope is None or envelope.sent is None:
            return
        took = time.perf_counter() - envelope.sent
        acknowledged(self._world, Ack(envelope, took, late, body.get("payload")))

    def _elsewhere(self, envelope_id: str) -> Envelope | None:
        # An answer may come over another connection than the question, or after Slack gave up on it.
        for connection in self.connections:
            if envelope_id in connection.unacked:
                return connection.unacked.pop(envelope_id)
        return self._forgotten.pop(envelope_id, None)

    def _failed(self, envelope: Envelope, reason: str) -> None:
        self._forgotten[envelope.id] = envelope
        if envelope.type != "events_api" or envelope.attempt >= len(self._world.retry_after):
            unacknowledged(self._world, envelope)
            return
        again = envelope.again(reason)
        self._schedule.after(self._world.retry_after[envelope.attempt], lambda: self.offer(again))
        failed(self._world, envelope)

    def _overdue(self, connection: Connection, envelope: Envelope) -> None:
        if connection.unacked.pop(envelope.id, None) is not None:
            self._failed(envelope, "timeout")

    def disconnect(self, reason: Reason) -> None:
        """Ask every connection to go; but for a warning, it is closed after that."""
        for connection in list(self.connections):
            connection.send(_disconnect(reason))
            if reason != "warning":
                task = asyncio.create_task(connection.close())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    def cut(self, *, silently: bool) -> None:
        """Break every connection: abruptly, or so that nothing comes through any more."""
        for connection in list(self.connections):
            if silently:
                connection.silent = True
            else:
                connection.abort()


def _disconnect(reason: Reason) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "standin"}}
