"""Answers to commands and buttons: with the acknowledgement, or by response_url."""

from __future__ import annotations

import json

from aiohttp import web

from tests.slack.standin.delivery import Envelope
from tests.slack.standin.happenings import message_changed, message_deleted, message_posted
from tests.slack.standin.message import Message
from tests.slack.standin.methods.posting import content
from tests.slack.standin.methods.views import checked_view
from tests.slack.standin.refusals import Json, Refused
from tests.slack.standin.world import ResponseUrl, View, World

MOST_USES = 5
LIFE = 1_800.0
"""Seconds a response_url may be used."""


class Responses:
    """Answers /response/KEY."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, http: web.Request) -> web.Response:
        """One answer by an app, told apart as Slack does: ok, or the error's name."""
        body = await http.read()
        world = self._world
        with world.changes:
            url = world.response_urls.get(http.match_info["key"])
            try:
                if url is None or world.clock.now() - url.opened > LIFE:
                    raise Refused("expired_url")
                if url.uses >= MOST_USES:
                    raise Refused("used_url")
                url.uses += 1
                respond(world, url, _read(body))
            except Refused as refused:
                error = refused.body["error"]
                status = 404 if error in ("expired_url", "used_url") else 400
                return web.Response(status=status, text=error)
        return web.Response(text="ok")


def take_acknowledgement(world: World, envelope: Envelope, payload: Json) -> None:
    """Show a user what came with an acknowledgement."""
    if envelope.type == "slash_commands" and payload:
        key = str(envelope.payload["response_url"]).rsplit("/", 1)[1]
        try:
            respond(world, world.response_urls[key], payload)
        except Refused as refused:
            world.refused_answers.append(str(refused))
    elif envelope.payload.get("type") == "view_submission":
        _submitted(world, world.views[envelope.payload["view"]["id"]], payload)


def respond(world: World, url: ResponseUrl, body: Json) -> None:
    """Post, replace or delete as the answer says; it is for the user alone unless it says in_channel.

    Raises:
        Refused: as for messages.
    """
    original = url.message
    if body.get("delete_original") and original:
        original.deleted = True
        message_deleted(world, original)
        return
    text, blocks = content(body)
    if body.get("replace_original") and original and not original.deleted:
        _replace(world, original, text, blocks)
        return
    private = body.get("response_type", "ephemeral") != "in_channel"
    installation = world.installed[url.team]
    message = world.post(
        Message(
            team=url.team,
            channel=url.channel,
            ts=world.clock.ts(),
            user=installation.bot_user,
            text=text,
            blocks=blocks,
            thread_ts=body.get("thread_ts"),
            bot_id=installation.bot_id,
            app_id=world.app.id,
            ephemeral_to=url.user if private else None,
            unfurl=body.get("unfurl_links") is not False,
        )
    )
    url.message = url.message or message
    message_posted(world, message)


def _replace(world: World, original: Message, text: str, blocks: tuple[Json, ...]) -> None:
    before = original.shown()
    original.text, original.blocks, original.stream = text, blocks, None
    original.keep(world.clock.now())
    message_changed(world, original, before)


def _submitted(world: World, view: View, payload: Json) -> None:
    action = payload.get("response_action")
    if action == "errors":
        named = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
        if not payload.get("errors") or payload["errors"].keys() - named:
            world.refused_answers.append("invalid_errors")
            return
        view.errors = payload["errors"]
    elif action in ("update", "push"):
        try:
            view.body, view.errors = checked_view(payload.get("view")), {}
        except Refused as refused:
            world.refused_answers.append(str(refused))
    else:
        view.closed = True


def _read(body: bytes) -> Json:
    try:
        read = json.loads(body)
    except ValueError:
        raise Refused("invalid_payload") from None
    if not isinstance(read, dict):
        raise Refused("invalid_payload")
    return read
