"""The Web API over HTTP: reads a call, sees to tokens, limits and failures, and answers as Slack does."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from http import HTTPStatus
from urllib.parse import parse_qsl

from aiohttp import web

from tests.slack.standin.app import Installation
from tests.slack.standin.faults import Fault
from tests.slack.standin.method import METHODS, Entry, Request
from tests.slack.standin.methods import agents, apps, chat, conversations, people, reactions, streams, views
from tests.slack.standin.refusals import Json, Refused
from tests.slack.standin.world import Call, World

FAMILIES = (agents, apps, chat, conversations, people, reactions, streams, views)
"""Imported for the methods they put into the table."""


class WebApi:
    """Answers /api/METHOD."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, http: web.Request) -> web.StreamResponse:
        """One call, from its body to its answer."""
        name = http.match_info["method"]
        fault = self._world.faults.take(name)
        body = await http.read()
        if fault is not None:
            await self._wait(fault)
            if fault.drop == "before":
                return _cut(http)
            if fault.status is not None:
                self._note(name, {}, None, f"http_{fault.status}")
                return web.Response(status=fault.status, text="<html>Something went wrong</html>")
        response = self._answered(http, name, body, fault)
        if fault is not None and fault.drop == "garbled":
            return web.Response(text='{"ok": tr', content_type="application/json")
        return _cut(http) if fault is not None and fault.drop == "after" else response

    def _answered(self, http: web.Request, name: str, body: bytes, fault: Fault | None) -> web.Response:
        world = self._world
        args: Json = {}
        installation: Installation | None = None
        with world.changes:
            world.end_old_streams()
            try:
                args = _arguments(http, body)
                entry = METHODS.get(name)
                if entry is None:
                    raise Refused("unknown_method", req_method=name)
                installation = self._authorized(http, entry, args)
                waiting = self._limited(name, installation, args)
                if waiting is not None:
                    self._note(name, args, installation, "ratelimited")
                    return web.json_response(
                        {"ok": False, "error": "ratelimited"},
                        status=HTTPStatus.TOO_MANY_REQUESTS,
                        headers={"Retry-After": str(waiting)},
                    )
                if fault is not None and fault.error is not None:
                    raise Refused(fault.error, **fault.more)
                answer = {"ok": True, **entry.run(Request(world, name, args, installation, _basic(http)))}
            except Refused as refused:
                answer = refused.body
            self._note(name, args, installation, answer.get("error"))
        provided = {"x-oauth-scopes": ",".join(sorted(installation.scopes))} if installation else {}
        return web.json_response(answer, headers=provided)

    async def _wait(self, fault: Fault) -> None:
        if fault.held is not None:
            with self._world.changes:
                fault.held.waiting += 1
            await fault.held.passed()
        if fault.delay:
            await asyncio.sleep(fault.delay)

    def _note(self, name: str, args: Json, installation: Installation | None, error: str | None) -> None:
        team = installation.team if installation else None
        with self._world.changes:
            self._world.calls_made.append(Call(name, args, self._world.clock.now(), team, error))

    def _limited(self, name: str, installation: Installation | None, args: Json) -> int | None:
        team = installation.team if installation else ""
        return self._world.rates.refusal(name, team, str(args.get("channel", "")))

    def _authorized(self, http: web.Request, entry: Entry, args: Json) -> Installation | None:
        if entry.token == "none":
            return None
        token = _token(http, args)
        if not token:
            raise Refused("not_authed")
        if entry.token == "bot":
            return self._installation(token, entry)
        self._check_app_token(token, entry)
        return None

    def _installation(self, token: str, entry: Entry) -> Installation:
        app = self._world.app
        if token in (app.token, app.config_token):
            raise Refused("not_allowed_token_type")
        for installation in self._world.installed.values():
            if installation.token != token:
                continue
            if installation.revoked:
                raise Refused("token_revoked")
            if entry.scopes and not installation.scopes.intersection(entry.scopes):
                provided = ",".join(sorted(installation.scopes))
                raise Refused("missing_scope", needed=entry.scopes[0], provided=provided)
            return installation
        raise Refused("invalid_auth")

    def _check_app_token(self, token: str, entry: Entry) -> None:
        app = self._world.app
        expected = app.token if entry.token == "app" else app.config_token
        if token == expected:
            if not app.app_scopes.issuperset(entry.scopes):
                provided = ",".join(sorted(app.app_scopes))
                raise Refused("missing_scope", needed=",".join(entry.scopes), provided=provided)
            return
        bots = {installation.token for installation in self._world.installed.values()}
        raise Refused(
            "not_allowed_token_type" if token in {*bots, app.token, app.config_token} else "invalid_auth"
        )


def _cut(http: web.Request) -> web.StreamResponse:
    if http.transport is not None:
        http.transport.abort()
    return web.Response()


def _arguments(http: web.Request, body: bytes) -> Json:
    args: Json = dict(http.query)
    if http.content_type == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            raise Refused("invalid_json") from None
        if not isinstance(given, dict):
            raise Refused("json_not_object")
        return {name: _structured(name, value) for name, value in {**args, **given}.items()}
    if body and http.content_type != "application/x-www-form-urlencoded":
        raise Refused("invalid_post_type")
    args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    return {name: _structured(name, value) for name, value in args.items()}


_STRUCTURED = {
    "blocks": "invalid_blocks_format",
    "chunks": "invalid_chunks",
    "prompts": "invalid_arguments",
    "view": "invalid_arguments",
    "metadata": "invalid_metadata_format",
    "loading_messages": "invalid_arguments",
}
"""Arguments that a form carries as JSON, and what is said when it is none."""


def _structured(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    if name in ("unfurl_links", "unfurl_media", "reply_broadcast"):
        return value in ("1", "true")
    if name not in _STRUCTURED:
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(_STRUCTURED[name]) from None


def _token(http: web.Request, args: Json) -> str:
    kind, _, token = http.headers.get("Authorization", "").partition(" ")
    given = str(args.pop("token", ""))
    return token.strip() if kind == "Bearer" else given


def _basic(http: web.Request) -> tuple[str, str] | None:
    kind, _, coded = http.headers.get("Authorization", "").partition(" ")
    if kind != "Basic":
        return None
    try:
        user, _, password = base64.b64decode(coded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password
