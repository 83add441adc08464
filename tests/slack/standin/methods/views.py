"""views.open, views.push, views.update, views.publish: modals and the Home tab."""

from __future__ import annotations

import json
import secrets

from tests.slack.standin.block_limits import check_view_blocks
from tests.slack.standin.method import Request, method
from tests.slack.standin.refusals import Json, Refused, missing
from tests.slack.standin.world import View

TRIGGER_LIFE = 3.0
_KEYS = frozenset(
    {
        "type",
        "title",
        "blocks",
        "close",
        "submit",
        "private_metadata",
        "callback_id",
        "clear_on_close",
        "notify_on_close",
        "external_id",
        "submit_disabled",
    }
)
_TITLES = {"title": 24, "submit": 24, "close": 24}
_IDS = {"private_metadata": 3_000, "callback_id": 255, "external_id": 255}


@method("views.open")
def open_view(request: Request) -> Json:
    """Open a modal for whoever has just pressed or typed something."""
    user = _triggered(request)
    return _opened(request, user)


@method("views.push")
def push(request: Request) -> Json:
    """Open another on top of it."""
    user = _triggered(request)
    return _opened(request, user)


@method("views.update")
def update(request: Request) -> Json:
    """Change one that is open."""
    world = request.world
    view = world.views.get(str(request.args.get("view_id", "")))
    if view is None:
        named = request.args.get("external_id")
        same = [one for one in world.views.values() if named and one.body.get("external_id") == named]
        view = same[0] if same else None
    if view is None or view.closed or view.team != request.installation.team:
        raise Refused("not_found")
    if request.args.get("hash") not in (None, view.hash):
        raise Refused("hash_conflict")
    view.body, view.hash, view.errors = checked_view(request.args.get("view")), _hash(), {}
    return {"view": world.shown_view(view)}


@method("views.publish")
def publish(request: Request) -> Json:
    """Set somebody's Home tab."""
    world, user = request.world, request.needed("user_id")
    if user not in world.users or world.users[user].team != request.installation.team:
        raise Refused("user_not_found")
    body, before = checked_view(request.args.get("view")), world.homes.get(user)
    if body["type"] != "home":
        raise Refused("invalid_arguments", ["must be home [json-pointer:/view/type]"])
    if before and request.args.get("hash") not in (None, before.hash):
        raise Refused("hash_conflict")
    number = before.id if before else world.new_id("V")
    world.homes[user] = View(number, request.installation.team, user, body, _hash())
    return {"view": world.shown_view(world.homes[user])}


def checked_view(view: object) -> Json:
    """A view, if Slack takes it.

    Raises:
        Refused: invalid_arguments, with where it is wrong.
    """
    if not isinstance(view, dict):
        raise missing("view")
    faults = [f"unexpected field: {name} [json-pointer:/view]" for name in view.keys() - _KEYS]
    if view.get("type") not in ("modal", "home"):
        faults.append("must be one of: modal, home [json-pointer:/view/type]")
    if view.get("type") == "modal":
        faults += _modal_faults(view)
    for name, most in _IDS.items():
        if len(view.get(name) or "") > most:
            faults.append(f"must be less than {most + 1} characters [json-pointer:/view/{name}]")
    if len(json.dumps(view)) > 250_000:
        raise Refused("view_too_large")
    if faults:
        raise Refused("invalid_arguments", faults)
    return {**view, "blocks": check_view_blocks(view.get("blocks"))}


def _modal_faults(view: Json) -> list[str]:
    faults = [] if view.get("title") else ["missing required field: title [json-pointer:/view]"]
    for name, most in _TITLES.items():
        part = view.get(name)
        if part is not None and not (part.get("type") == "plain_text" and 1 <= len(part["text"]) <= most):
            faults.append(f"must be plain text of 1 to {most} characters [json-pointer:/view/{name}]")
    asks = any(block.get("type") == "input" for block in view.get("blocks") or [])
    if asks and not view.get("submit"):
        faults.append("missing required field: submit [json-pointer:/view]")
    return faults


def _triggered(request: Request) -> str:
    world, trigger = request.world, request.needed("trigger_id")
    known = world.triggers.get(trigger)
    if known is None:
        raise Refused("invalid_trigger_id")
    opened, user = known
    if not user:
        raise Refused("exchanged_trigger_id")
    if world.clock.now() - opened > TRIGGER_LIFE:
        raise Refused("expired_trigger_id")
    world.triggers[trigger] = (opened, "")
    return user


def _opened(request: Request, user: str) -> Json:
    world, body = request.world, checked_view(request.args.get("view"))
    if body["type"] != "modal":
        raise Refused("invalid_arguments", ["must be modal [json-pointer:/view/type]"])
    view = View(world.new_id("V"), request.installation.team, user, body, _hash())
    world.views[view.id] = view
    return {"view": world.shown_view(view)}


def _hash() -> str:
    return secrets.token_hex(8)
